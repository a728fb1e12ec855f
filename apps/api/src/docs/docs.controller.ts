import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Get, Header, Inject, Redirect, Req } from '@nestjs/common';
import { tenantName } from '@parley/contract';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../env.ts';
import { baseOf, type TenantAddress } from '../http/tenant-address.ts';
import { SETTINGS, TENANT_ADDRESS } from '../providers.ts';
import { errorsPage } from './errors-page.ts';
import { openApiDocument } from './openapi.ts';
import { tryItPage, tryItScript } from './try-it-page.ts';

@Controller()
export class DocsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(TENANT_ADDRESS) private readonly address: TenantAddress,
  ) {}

  @Get('docs')
  // Relative, so that it stays with the tenant under whose base it was asked.
  @Redirect('docs/api', 302)
  docs(): void {}

  @Get('api/openapi.json')
  openApi(@Req() { raw }: FastifyRequest) {
    const tenant = this.address.tenantOf(raw);
    const isNamed = tenant !== undefined && tenantName.safeParse(tenant.name).success;
    return openApiDocument({
      serverUrl: isNamed ? baseOf(tenant) : `${this.settings.PUBLIC_URL.origin}/t/{tenant}`,
      bareUrl: this.settings.PUBLIC_URL.origin,
    });
  }

  @Get('docs/api')
  @Header('content-type', 'text/html; charset=utf-8')
  tryIt(): string {
    return tryItPage;
  }

  @Get('docs/api/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  tryItStart(): string {
    return tryItScript;
  }

  @Get('docs/errors')
  @Header('content-type', 'text/html; charset=utf-8')
  errors(): string {
    return errorsPage;
  }
}

/** Where the files of the try-it page are; served below `/docs/api/`. */
export const tryItFiles = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui.css'));

import { Module } from '@nestjs/common';
import { DocsModule } from './docs/docs.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HttpModule } from './http/http.module.ts';
import { PlansModule } from './plans/plans.module.ts';
import { TenantsModule } from './tenants/tenants.module.ts';

/** The api: how it answers, and one module for each noun. */
@Module({ imports: [HttpModule, HealthModule, DocsModule, TenantsModule, PlansModule] })
export class ApiModule {}

import { Module } from '@nestjs/common';
import { SignUpController } from './sign-up.controller.ts';
import { TenantsController } from './tenants.controller.ts';

@Module({ controllers: [SignUpController, TenantsController] })
export class TenantsModule {}

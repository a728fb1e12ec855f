import { Module } from '@nestjs/common';
import { EmailsController } from './emails.controller.ts';

@Module({ controllers: [EmailsController] })
export class EmailsModule {}

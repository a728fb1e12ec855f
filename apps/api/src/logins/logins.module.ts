import { Module } from '@nestjs/common';
import { LoginsController } from './logins.controller.ts';

@Module({ controllers: [LoginsController] })
export class LoginsModule {}

import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.ts';
import { BatchesController } from './batches.controller.ts';

@Module({ imports: [MessagesModule], controllers: [BatchesController] })
export class BatchesModule {}

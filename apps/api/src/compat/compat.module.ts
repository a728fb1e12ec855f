import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { CompatController } from './compat.controller.ts';

/** What programs ask that were written for WhatsGate: only other words for what other modules do. */
@Module({ imports: [DevicesModule, MessagesModule], controllers: [CompatController] })
export class CompatModule {}

import { Module } from '@nestjs/common';
import { InvitationsController } from './invitations.controller.ts';

@Module({ controllers: [InvitationsController] })
export class InvitationsModule {}

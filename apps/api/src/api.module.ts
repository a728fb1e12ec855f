import { Module } from '@nestjs/common';
import { CompatModule } from './compat/compat.module.ts';
import { BatchesModule } from './batches/batches.module.ts';
import { DevicesModule } from './devices/devices.module.ts';
import { DocsModule } from './docs/docs.module.ts';
import { MessagesModule } from './messages/messages.module.ts';
import { EventsModule } from './events/events.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HttpModule } from './http/http.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { InvitationsModule } from './invitations/invitations.module.ts';
import { EmailsModule } from './emails/emails.module.ts';
import { PasswordsModule } from './passwords/passwords.module.ts';
import { LoginsModule } from './logins/logins.module.ts';
import { MembersModule } from './members/members.module.ts';
import { TokensModule } from './tokens/tokens.module.ts';
import { PlansModule } from './plans/plans.module.ts';
import { ReportsModule } from './reports/reports.module.ts';
import { TenantsModule } from './tenants/tenants.module.ts';

/** The api: how it answers, and one module for each noun. */
@Module({
  imports: [
    HttpModule,
    HealthModule,
    DocsModule,
    TenantsModule,
    PlansModule,
    LoginsModule,
    PasswordsModule,
    EmailsModule,
    MembersModule,
    InvitationsModule,
    TokensModule,
    DevicesModule,
    MessagesModule,
    BatchesModule,
    ReportsModule,
    EventsModule,
    AuditModule,
    CompatModule,
  ],
})
export class ApiModule {}

import { pages } from '@parley/contract';
import { baseOf, type NamedTenant } from '../http/tenant-address.ts';
import type { Mail } from './mailer.ts';

/** What we write to people. `code` is what its link carries, behind the `#`, where no server and no log sees it. */
export type Letter = {
  kind: 'invitation' | 'verify_email' | 'reset_password';
  to: string;
  tenant: NamedTenant;
  code: string;
};

export const toMail = ({ kind, to, tenant, code }: Letter): Mail => {
  const { page, subject, lines } = letters[kind];
  const link = `${baseOf(tenant)}${page}#${code}`;
  return { to, subject: subject(tenant.name), text: [...lines(tenant.name, link), '', '-- ', 'Parley', ''].join('\n') };
};

const letters = {
  invitation: {
    page: pages.invitation,
    subject: (name: string) => `You are invited to ${name} on Parley`,
    lines: (name: string, link: string) => [
      `You are invited to join ${name} on Parley, where it sends and receives its WhatsApp messages.`,
      '',
      'Choose a password to join; the link works for 7 days:',
      link,
      '',
      'If you did not expect this, ignore this mail: nothing will happen.',
    ],
  },
  verify_email: {
    page: pages.verifyEmail,
    subject: () => 'Verify your address for Parley',
    lines: (name: string, link: string) => [
      `This address is used to log in to ${name} on Parley.`,
      '',
      'If that is you, log in and verify it here; the link works for 7 days:',
      link,
      '',
      'If it is not you, ignore this mail: the address stays unverified.',
    ],
  },
  reset_password: {
    page: pages.newPassword,
    subject: (name: string) => `Set a new password for ${name} on Parley`,
    lines: (name: string, link: string) => [
      `Somebody asked for a new password for this address at ${name}.`,
      '',
      'If that was you, set it here; the link works for one hour and once:',
      link,
      '',
      'If it was not you, do nothing: your password stays as it is.',
    ],
  },
} as const;

import {
  acceptInvitation,
  changePassword,
  createInvitation,
  exportAudit,
  type FailureCode,
  forgetPassword,
  linkDevice,
  type Operation,
  openLogin,
  resetPassword,
  sendEmailLink,
  signUp,
  verifyAudit,
  verifyEmail,
} from '@parley/contract';
import type { Limit } from '@parley/coordination';
import type { FastifyRequest } from 'fastify';
import { inputOf } from '../http/input.ts';
import {
  addressBucket,
  emailBucket,
  emailFromAddressBucket,
  memberBucket,
  recipientBucket,
  tenantBucket,
} from './buckets.ts';
import { callerOf } from './caller.ts';
import { visitorOf } from './visitor.ts';

const perMinute = (capacity: number): Limit => ({ capacity, perMs: 60_000 });
const perHour = (capacity: number): Limit => ({ capacity, perMs: 3_600_000 });
const perQuarterHour = (capacity: number): Limit => ({ capacity, perMs: 900_000 });

/** How often what may be asked: every number but that of requests by token, which is the plan's. */
export const limits = {
  /** Requests of one login; a page asks for several things at once. */
  loginRequests: perMinute(600),
  /** Calls from one address without a token, or with a bad one; the same for the dashboard's cookie. */
  strangers: perMinute(120),
  /** Wrong passwords and wrong codes from one address. */
  guessesFromAddress: perQuarterHour(30),
  /** Wrong passwords for one member from one address, and from wherever they come: nobody far away locks somebody out. */
  guessesAtMember: perQuarterHour(10),
  guessesAtMemberFromAnywhere: perQuarterHour(100),
  /** Right passwords: each costs as much to check as a wrong one. */
  logins: perHour(120),
  signUps: perHour(60),
  /** Mails with a link for a new password: to one address, and asked for from one. */
  resetMails: perHour(5),
  resetMailsFromAddress: perQuarterHour(30),
  emailLinks: perHour(5),
  /** Mails to people whom a tenant would like as members, and to one person from whichever tenant. */
  invitationMails: perHour(60),
  mailsToOne: perHour(20),
  /** Codes to link a device by: for each WhatsApp calls upon the phone of whichever number was typed in. */
  linkCodes: perHour(30),
  /** Each walks through a tenant's whole audit log. */
  auditWalks: perMinute(6),
} as const satisfies Record<string, Limit>;

export const requestsOf = (requestsPerMinute: number): Limit => perMinute(requestsPerMinute);

/** How often an operation may be asked, beside the requests of its caller. */
type Rule = {
  limit: Limit;
  /** Null for an ask that it is not about. */
  bucketOf: (request: FastifyRequest) => string | null;
  /** Only asks that end with this count: a wrong guess, not a right one. */
  counts?: FailureCode;
  /** Beyond the limit nothing is done, and it is answered as ever: the answer shall tell nobody anything. */
  isSilent?: true;
};

const fromAddress = (limit: Limit, name: string): Rule => ({
  limit,
  bucketOf: (request) => addressBucket(visitorOf(request), name),
});

const atEmail = (limit: Limit, name: string): Rule => ({
  limit,
  bucketOf: (request) => emailBucket(visitorOf(request), name, emailIn(request)),
});

/** Made from the address the mail goes to alone, whichever tenant it comes from. */
const toRecipient: Rule = {
  limit: limits.mailsToOne,
  bucketOf: (request) => recipientBucket('mails', emailIn(request)),
};

const atEmailFromAddress = (limit: Limit, name: string): Rule => ({
  limit,
  bucketOf: (request) => emailFromAddressBucket(visitorOf(request), name, emailIn(request)),
});

const byMember = (limit: Limit, name: string): Rule => ({
  limit,
  bucketOf: (request) => {
    const { tenantId, by } = callerOf(request);
    if (by.kind !== 'member') throw new Error('A limit by member is asked for a token.');
    return memberBucket(tenantId, name, by.id);
  },
});

const byTenant = (limit: Limit, name: string): Rule => ({
  limit,
  bucketOf: (request) => tenantBucket(callerOf(request).tenantId, name),
});

const linkCodes: Rule = {
  limit: limits.linkCodes,
  bucketOf: (request) => (hasInput(request, 'phone') ? tenantBucket(callerOf(request).tenantId, 'link-codes') : null),
};

const guessFromAddress = (counts: FailureCode): Rule => ({
  ...fromAddress(limits.guessesFromAddress, 'guesses'),
  counts,
});

const auditWalks = byTenant(limits.auditWalks, 'audit-walks');
const invitationMails = byTenant(limits.invitationMails, 'invitation-mails');

/** Every operation that has limits of its own. */
export const rulesOf = new Map<Operation, readonly Rule[]>([
  [
    openLogin,
    [
      guessFromAddress('login_refused'),
      { ...atEmailFromAddress(limits.guessesAtMember, 'guesses'), counts: 'login_refused' },
      { ...atEmail(limits.guessesAtMemberFromAnywhere, 'guesses'), counts: 'login_refused' },
      atEmail(limits.logins, 'logins'),
    ],
  ],
  [
    changePassword,
    [guessFromAddress('input_invalid'), { ...byMember(limits.guessesAtMember, 'guesses'), counts: 'input_invalid' }],
  ],
  [resetPassword, [guessFromAddress('code_invalid')]],
  [verifyEmail, [guessFromAddress('code_invalid')]],
  [acceptInvitation, [guessFromAddress('code_invalid')]],
  [signUp, [fromAddress(limits.signUps, 'sign-ups'), toRecipient]],
  [
    forgetPassword,
    [
      { ...fromAddress(limits.resetMailsFromAddress, 'reset-mails'), isSilent: true },
      { ...atEmail(limits.resetMails, 'reset-mails'), isSilent: true },
    ],
  ],
  [sendEmailLink, [byMember(limits.emailLinks, 'email-links')]],
  [createInvitation, [invitationMails, toRecipient]],
  [linkDevice, [linkCodes]],
  [verifyAudit, [auditWalks]],
  [exportAudit, [auditWalks]],
]);

const emailIn = (request: FastifyRequest): string => {
  const input = inputOf(request);
  return typeof input === 'object' && input !== null && 'email' in input ? String(input.email) : '';
};

const hasInput = (request: FastifyRequest, field: string): boolean => {
  const input = inputOf(request);
  return typeof input === 'object' && input !== null && field in input;
};

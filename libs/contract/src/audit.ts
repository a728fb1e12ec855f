import { z } from 'zod';
import { idSchema } from './ids.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';

const hash = z.string().describe('SHA-256 over this record and the hash of the one before, in hexadecimal.');
const position = z.int().describe('Its place in the chain, counted from 1.');

/** What was done, by whom and from where: ids and names of fields, never a secret, a number or a text. */
export const auditRecord = z.object({
  id: idSchema('rec').describe('The id of the record.'),
  at: z.iso.datetime().describe('When it was done.'),
  action: z.string().describe('What was done, like `token.created`.'),
  by: z
    .object({
      kind: z.enum(['token', 'member', 'installation', 'visitor']).describe('What kind of caller did it.'),
      id: z
        .string()
        .nullable()
        .describe('The id of the token or member; null for a visitor, and for those who run the installation.'),
    })
    .describe('Who did it.'),
  data: z.record(z.string(), z.json()).describe('What it was done to.'),
  address: z.string().nullable().describe('The network address it came from.'),
  request_id: z.string().nullable().describe('The request in which it was done.'),
  position: position.nullable().describe('Its place in the chain, counted from 1; null for a second or two.'),
  hash: hash
    .nullable()
    .describe('SHA-256 over this record and the hash of the one before; null until it has its place.'),
});
export type AuditRecord = z.infer<typeof auditRecord>;

export const listAudit = operation({
  name: 'audit.list',
  summary: 'List what was done in your tenant and by whom, newest first.',
  scope: 'audit:read',
  input: z.strictObject({
    ...pageInput,
    action: z
      .string()
      .max(64)
      .regex(/^[a-z._]*$/, 'must be an action, like token.created')
      .optional()
      .describe('Only this action.'),
    by: z
      .union([idSchema('tok'), idSchema('mem')], 'must be the id of a token or of a member')
      .optional()
      .describe('Only what this token or member did.'),
  }),
  output: pageOf(auditRecord),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/audit', status: 200 },
});

export const verifyAudit = operation({
  name: 'audit.verify',
  summary: 'Check every record of the audit log against its chain.',
  scope: 'audit:read',
  input: z
    .strictObject({
      position: z.coerce.number().int().min(1).optional().describe('A place whose hash you kept. With `hash`.'),
      hash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'must be a hash in hexadecimal, in lower case')
        .optional()
        .describe('The hash that you kept: has the log been rewritten since?'),
    })
    .refine(({ position: place, hash: kept }) => kept === undefined || place !== undefined, {
      path: ['position'],
      error: 'must be given with a hash',
    })
    .refine(({ position: place, hash: kept }) => place === undefined || kept !== undefined, {
      path: ['hash'],
      error: 'must be given with a position',
    }),
  output: z.object({
    is_intact: z
      .boolean()
      .describe('Whether every record is as it was written, none is missing, and none was put in between.'),
    checked: z.int().describe('How many records of the chain were checked.'),
    head: z
      .object({ position, hash })
      .nullable()
      .describe(
        'The end of an intact chain, null while there is none. Keep it elsewhere: with it, you can prove later that nothing before was rewritten.',
      ),
    fault: z
      .object({
        position: position.describe('Where the chain breaks first.'),
        message: z.string().describe('What is wrong there.'),
      })
      .nullable()
      .describe('The first thing that is wrong; null if nothing is.'),
    tail: z
      .object({
        count: z.int().describe('How many records have no place in the chain yet.'),
        oldest_at: z.iso.datetime().nullable().describe('When the oldest of them was written.'),
      })
      .describe('What was written just now and is not chained yet.'),
  }),
  errors: [],
  http: { method: 'get', path: '/api/v1/audit/verify', status: 200 },
});

export const exportAudit = operation({
  name: 'audit.export',
  summary: 'Export the whole audit log, oldest first, with all that is needed to check its chain.',
  scope: 'audit:read',
  input: z.strictObject({}),
  output: auditRecord.extend({ tenant: idSchema('ten').describe('Whose log it is; the hash covers it.') }),
  errors: [],
  http: { method: 'get', path: '/api/v1/audit/export', status: 200, isLines: true },
});

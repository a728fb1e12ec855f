import { type FailureText, operation } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureFaults, operationFaults } from './contract.ts';

const sendText = operation({
  name: 'messages.sendText',
  summary: 'Send a text.',
  scope: 'messages:send',
  input: z.strictObject({ text: z.string().describe('What to say.') }),
  output: z.object({ id: z.string().describe('Its id.').nullable() }),
  errors: [],
  http: { method: 'post', path: '/api/v1/messages/text', status: 202 },
});
const files = new Set(['apps/api/test/messages-send-text.test.ts']);
const faults = (changes: object) => operationFaults([{ ...sendText, ...changes }], files).map(({ what }) => what);

describe('an operation', () => {
  it('that is complete passes', () => {
    expect(faults({})).toEqual([]);
  });

  it('has a test file of its own, named for it', () => {
    expect(operationFaults([sendText], new Set())).toMatchObject([
      { what: 'messages.sendText has no apps/api/test/messages-send-text.test.ts.' },
    ]);
  });

  it('is told apart by its name, in tests as well, and by its address', () => {
    const twin = { ...sendText, name: 'messages.send-text' } as const;
    expect(operationFaults([sendText, twin], files).map(({ what }) => what)).toEqual([
      'messages-send-text is the name of two operations.',
      'post /api/v1/messages/text is the address of two operations.',
    ]);
  });

  it('describes every field it takes and gives, however deep', () => {
    const input = z.strictObject({
      bare: z.string(),
      list: z.array(z.object({ inner: z.int().optional() })).describe('Some.'),
      choice: z.union([z.object({ left: z.string() }), z.null()]).describe('One.'),
      cursor: z.string().describe('Where to go on.').optional(),
    });
    expect(
      faults({ input, output: z.object({ record: z.record(z.string(), z.object({ deep: z.string() })) }) }),
    ).toEqual([
      'messages.sendText does not describe its input bare.',
      'messages.sendText does not describe its input list.inner.',
      'messages.sendText does not describe its input choice.left.',
      'messages.sendText does not describe its output record.',
      'messages.sendText does not describe its output record.deep.',
    ]);
  });

  it('is summed up in a sentence', () => {
    expect(faults({ summary: 'send text' })).toEqual(['messages.sendText has a summary that is no sentence.']);
  });
});

describe('a failure', () => {
  const text: FailureText = { status: 409, message: 'It is gone.', retry: 'never', action: 'Ask for another.' };

  it('says what is wrong and what to do, in sentences', () => {
    expect(failureFaults({ gone: text })).toEqual([]);
    expect(failureFaults({ gone: { ...text, message: 'gone' }, lost: { ...text, action: '' } })).toMatchObject([
      { what: 'gone says "gone", which is no sentence.' },
      { what: 'lost advises "", which is no sentence.' },
    ]);
  });

  it('may keep the words that other programs match', () => {
    expect(failureFaults({ token_invalid: { ...text, message: 'invalid Access-Token' } })).toEqual([]);
  });
});

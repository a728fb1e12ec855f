import { describe, expect, it } from 'vitest';
import { compatOperations, compatSendText, compatStatus } from './compat.ts';
import { toCompatRefusal } from './compat-refusal.ts';
import { failures } from './failures.ts';
import { isWrite, nativeOf } from './operation.ts';

it.each(compatOperations)('$name needs what the operation needs that it asks, and changes as much', (each) => {
  const native = nativeOf(each);
  expect([each.scope, isWrite(each)]).toEqual([native.scope, isWrite(native)]);
  expect(each.http.path).not.toMatch(/^\/api\/v1\//);
});

describe('a refusal', () => {
  it.each(['quota_exceeded', 'scope_missing', 'device_not_linked', 'rate_limited', 'unavailable', 'internal'] as const)(
    'for %s keeps its status, its sentence and its code',
    (code) => {
      const { status, message } = failures[code];
      expect(toCompatRefusal({ code }, compatSendText)).toEqual({ status, body: { success: false, message, code } });
    },
  );

  it('begins with what is wrong first, and names a field that its sentence does not', () => {
    const body = (errors: Record<string, string[]>) =>
      toCompatRefusal({ code: 'input_invalid', errors }, compatSendText).body;
    const sentences = { phone: ['The phone field is required.'], to: ['is not a field of this operation'] };
    expect(body(sentences)).toEqual({ success: false, message: 'The phone field is required.', errors: sentences });
    expect(body({ to: sentences.to }).message).toBe('to is not a field of this operation');
  });

  it('takes what stands in a path and can name no device for one that names none', () => {
    const errors = { device: ['is no device'] };
    expect(toCompatRefusal({ code: 'input_invalid', errors }, compatStatus)).toEqual({
      status: 404,
      body: { success: false, message: 'device not found!' },
    });
  });
});

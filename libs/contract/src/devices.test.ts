import { expect, it } from 'vitest';
import { deviceRef } from './devices.ts';
import { newId } from './ids.ts';

it('takes a device by its id or its number, and says of anything else what it must be', () => {
  const id = newId('dev');
  expect([id, '4915112345678'].map((ref) => deviceRef.parse(ref))).toEqual([id, '4915112345678']);
  for (const ref of ['shop', '+4915112345678', '٤٩١٥١١٢٣٤٥٦٧٨', newId('ten'), `${id} `, 1, undefined]) {
    const issues = deviceRef.safeParse(ref).error?.issues.map(({ message }) => message);
    expect(issues, String(ref)).toEqual(['must be the id of a device, or its number in digits']);
  }
});

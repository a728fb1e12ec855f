import { expect, it } from 'vitest';
import { idSchema, newId, toId, toUuid } from './ids.ts';

it('carries a UUID to the wire and back unchanged', () => {
  const uuids = [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '01a1fbc1-adc1-7557-87b8-baf0d857c86b',
    ...Array.from({ length: 1_000 }, () => crypto.randomUUID()),
  ];
  for (const uuid of uuids) expect(toUuid(toId('tok', uuid))).toBe(uuid);
});

it('spells a known UUID the same for ever', () => {
  expect(toId('ten', '01890a5d-ac96-774b-bcce-b302099a8057')).toBe('ten_01h455vb4pex5vsknk084sn02q');
});

it('sorts ids as they were made', () => {
  const ids = Array.from({ length: 500 }, () => newId('evt'));
  expect(ids.toSorted()).toEqual(ids);
});

it('takes no other kind and no misspelled id', () => {
  const tenantId = newId('ten');
  expect(idSchema('ten').safeParse(tenantId).success).toBe(true);
  const wrong = [
    newId('tok'),
    tenantId.slice(0, -1),
    `${tenantId}0`,
    tenantId.toUpperCase(),
    `ten_8${tenantId.slice(5)}`,
    `ten_${'u'.repeat(26)}`,
    ` ${tenantId}`,
    '',
  ];
  for (const text of wrong) expect(idSchema('ten').safeParse(text).success, text).toBe(false);
});

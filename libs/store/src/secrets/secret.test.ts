import { idSchema, newId } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { mintSecret, parseSecret, type SecretUse } from './secret.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

const uses: SecretUse[] = ['live', 'test', 'login', 'invite', 'code'];

describe.each(['live', 'test'] as const)('a secret for %s', (use) => {
  const minted = Array.from({ length: 200 }, () => {
    const id = newId('tok');
    return { id, ...mintSecret(use, id) };
  });

  it('is read back as what was minted', () => {
    for (const { clear, id, hash } of minted) expect(parseSecret(clear, uses)).toEqual({ id, use, hash });
  });

  it('names its use, and shows its id but nothing that is random', () => {
    for (const { clear, id, hint } of minted) {
      expect(idSchema('tok').parse(id)).toBe(id);
      expect(hint).toBe(`par_${use}_${id.slice('tok_'.length)}`);
      expect(clear).toMatch(new RegExp(`^${hint}_[${alphabet}]{39}$`));
    }
  });

  it('is never minted twice, and no two hashes are alike', () => {
    expect(new Set(minted.map(({ clear }) => clear.split('_')[3])).size).toBe(minted.length);
    expect(new Set(minted.map(({ hash }) => hash.toString('hex'))).size).toBe(minted.length);
  });
});

it('is good for the use it was minted for, and for no other', () => {
  const { clear } = mintSecret('login', newId('log'));
  expect(parseSecret(clear, ['login'])).not.toBeNull();
  expect(parseSecret(clear, ['live', 'test', 'invite', 'code'])).toBeNull();
});

describe('a secret is refused', () => {
  const { clear } = mintSecret('live', newId('tok'));
  const places = Array.from({ length: clear.length }, (_, place) => place);

  it('with any one character changed', () => {
    for (const place of places) {
      for (const digit of alphabet) {
        const changed = clear.slice(0, place) + digit + clear.slice(place + 1);
        expect(parseSecret(changed, uses) === null).toBe(changed !== clear);
      }
    }
  });

  it('with any two neighbours swapped', () => {
    for (const place of places.slice(1)) {
      const swapped = [clear.slice(0, place - 1), clear[place], clear[place - 1], clear.slice(place + 1)].join('');
      expect(parseSecret(swapped, uses) === null).toBe(swapped !== clear);
    }
  });

  it('cut short or run on, anywhere', () => {
    for (const place of places) {
      expect(parseSecret(clear.slice(0, place), uses)).toBeNull();
      expect(parseSecret(clear.slice(place + 1), uses)).toBeNull();
      expect(parseSecret(`${clear.slice(0, place)}0${clear.slice(place)}`, uses)).toBeNull();
    }
  });

  it.each([
    ['nothing', ''],
    ['in upper case', clear.toUpperCase()],
    ['with a line break behind it', `${clear}\n`],
    ['with blanks around it', ` ${clear} `],
    ['for a use there is not', clear.replace('par_live_', 'par_dead_')],
    ['for another use', clear.replace('par_live_', 'par_test_')],
    ['with letters outside the alphabet', clear.replace(/.{7}$/, 'iiilllo')],
    ['a thousand times as long', clear.repeat(1_000)],
  ])('when it is %s', (_, text) => {
    expect(parseSecret(text, uses)).toBeNull();
  });
});

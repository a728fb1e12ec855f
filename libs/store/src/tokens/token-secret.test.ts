import { idSchema } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { mintToken, parseToken } from './token-secret.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

describe.each(['live', 'sandbox'] as const)('a %s token', (network) => {
  const minted = Array.from({ length: 200 }, () => mintToken(network));

  it('is read back as what was minted', () => {
    for (const { clear, id, hash } of minted) expect(parseToken(clear)).toEqual({ id, network, hash });
  });

  it('names its network, and shows its id but nothing of its secret', () => {
    for (const { clear, id, hint } of minted) {
      expect(idSchema('tok').parse(id)).toBe(id);
      expect(hint).toBe(`${network === 'live' ? 'par_live_' : 'par_test_'}${id.slice('tok_'.length)}`);
      expect(clear).toMatch(new RegExp(`^${hint}_[${alphabet}]{39}$`));
    }
  });

  it('is never minted twice, and no two hashes are alike', () => {
    expect(new Set(minted.map(({ clear }) => clear.split('_')[3])).size).toBe(minted.length);
    expect(new Set(minted.map(({ hash }) => hash.toString('hex'))).size).toBe(minted.length);
  });
});

describe('a token is refused', () => {
  const { clear } = mintToken('live');
  const places = Array.from({ length: clear.length }, (_, place) => place);

  it('with any one character changed', () => {
    for (const place of places) {
      for (const digit of alphabet) {
        const changed = clear.slice(0, place) + digit + clear.slice(place + 1);
        expect(parseToken(changed) === null).toBe(changed !== clear);
      }
    }
  });

  it('with any two neighbours swapped', () => {
    for (const place of places.slice(1)) {
      const swapped = [clear.slice(0, place - 1), clear[place], clear[place - 1], clear.slice(place + 1)].join('');
      expect(parseToken(swapped) === null).toBe(swapped !== clear);
    }
  });

  it('cut short or run on, anywhere', () => {
    for (const place of places) {
      expect(parseToken(clear.slice(0, place))).toBeNull();
      expect(parseToken(clear.slice(place + 1))).toBeNull();
      expect(parseToken(`${clear.slice(0, place)}0${clear.slice(place)}`)).toBeNull();
    }
  });

  it.each([
    ['nothing', ''],
    ['in upper case', clear.toUpperCase()],
    ['with a line break behind it', `${clear}\n`],
    ['with blanks around it', ` ${clear} `],
    ['for a network there is not', clear.replace('par_live_', 'par_dead_')],
    ['for the other network', clear.replace('par_live_', 'par_test_')],
    ['with letters outside the alphabet', clear.replace(/.{7}$/, 'iiilllo')],
    ['a thousand times as long', clear.repeat(1_000)],
  ])('when it is %s', (_, text) => {
    expect(parseToken(text)).toBeNull();
  });
});

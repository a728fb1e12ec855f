import { argon2Sync } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashPassword, isPassword } from '../src/index.ts';

const documented = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;

it('writes what a hash was made with into it, and another salt each time', async () => {
  const [one, other] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  expect(one).toMatch(documented);
  expect(other).toMatch(documented);
  expect(one).not.toBe(other);
});

it('knows a password again, and no other', async () => {
  const hash = await hashPassword('correct horse');
  expect(await isPassword('correct horse', hash)).toBe(true);
  for (const wrong of ['Correct horse', 'correct horse ', 'correct hors', '', 'x'.repeat(200)]) {
    expect(await isPassword(wrong, hash), wrong).toBe(false);
  }
});

it('makes the tag that argon2id makes of these costs', async () => {
  const [, , , , salt = '', tag = ''] = (await hashPassword('correct horse')).split('$');
  const costs = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
  const expected = argon2Sync('argon2id', { message: 'correct horse', nonce: Buffer.from(salt, 'base64'), ...costs });
  expect(Buffer.from(tag, 'base64')).toEqual(expected);
});

it('still checks a hash that was made at other costs', async () => {
  const nonce = Buffer.alloc(16, 3);
  const tag = argon2Sync('argon2id', { message: 'old', nonce, memory: 64, passes: 3, parallelism: 2, tagLength: 32 });
  const old = `$argon2id$v=19$m=64,t=3,p=2$${nonce.toString('base64').slice(0, 22)}$${tag.toString('base64').slice(0, 43)}`;
  expect(await isPassword('old', old)).toBe(true);
  expect(await isPassword('new', old)).toBe(false);
});

it.each([
  ['composed and decomposed', 'pässwörter', 'pässwörter'],
  ['wide and narrow', 'ｐａｓｓｗｏｒｄ１２', 'password12'],
])('takes the same letters for the same, %s', async (_, typed, again) => {
  expect(await isPassword(again.normalize('NFD'), await hashPassword(typed))).toBe(true);
});

it('is right for nobody where there is no hash, not even with the password that the stand-in was made of', async () => {
  for (const password of ['', 'nobody', 'A'.repeat(43)]) expect(await isPassword(password, null)).toBe(false);
});

it('throws for what is no hash, rather than let somebody in', async () => {
  const hash = await hashPassword('correct horse');
  for (const broken of ['', 'correct horse', hash.replace('argon2id', 'argon2i'), hash.slice(0, -44)]) {
    await expect(isPassword('correct horse', broken)).rejects.toThrow('cannot be read');
  }
});

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createTurns } from './turns.ts';

// argon2id, written as its own reference does: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. What a hash was made
// with stands in it, so that the costs may grow and old hashes still be checked.

const memoryKib = 19_456;
const passes = 2;
const lanes = 1;

export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16);
  const tag = await derive(password, { salt, memoryKib, passes, lanes });
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${toBase64(salt)}$${toBase64(tag)}`;
};

/** Takes as long for no hash at all as for one, so that nobody learns from the time who is a member. */
export const isPassword = async (password: string, hash: string | null): Promise<boolean> => {
  const [, m, t, p, salt, tag] = hashPattern.exec(hash ?? nobodysHash) ?? [];
  if (!salt || !tag) throw new Error('A password hash cannot be read.');
  const expected = Buffer.from(tag, 'base64');
  const costs = { memoryKib: Number(m), passes: Number(t), lanes: Number(p) };
  const given = await derive(password, { salt: Buffer.from(salt, 'base64'), ...costs });
  return given.length === expected.length && timingSafeEqual(given, expected) && hash !== null;
};

type Costs = { salt: Buffer; memoryKib: number; passes: number; lanes: number };

const argon2Async = promisify(argon2);

/** Each costs 19 MiB and a thread of the four that Node has for files and names too: half of them stay free. */
const inTurn = createTurns({ atOnce: 2, waiting: 64 });

/** One spelling for the same letters, whatever keyboard they were typed on. */
const derive = (password: string, costs: Costs): Promise<Buffer> =>
  inTurn(() =>
    argon2Async('argon2id', {
      message: password.normalize('NFKC'),
      nonce: costs.salt,
      memory: costs.memoryKib,
      passes: costs.passes,
      parallelism: costs.lanes,
      tagLength: 32,
    }),
  );

const toBase64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const hashPattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const nobodysHash = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

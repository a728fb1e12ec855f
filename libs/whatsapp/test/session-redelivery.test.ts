import { expect, it } from 'vitest';
import { createMemoryVault } from './memory-vault.ts';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

const receiptsFor = async (id: string) =>
  (await sandbox.ledger()).filter((entry) => entry.kind === 'receipt' && entry.id === id && entry.to !== undefined);
const isConfirmed = async (id: string): Promise<boolean> => (await receiptsFor(id)).length === 1;
const confirmed = (id: string) => expect.poll(() => isConfirmed(id)).toBe(true);

/** From the commit in which the next message is read on, the process does nothing more. */
const dieInReading = ({ vault }: TestSession) => {
  const { commit } = vault;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const { promise: over, resolve: release } = Promise.withResolvers<void>();
  vault.commit = async (change) => {
    await commit(change);
    if (!change.keys.some(({ kind }) => kind === 'session')) return;
    die();
    await over;
  };
  return { died, release };
};

it.each([
  { phone: '4915222222221', who: 'one who wrote for the first time' },
  { phone: '4915222222222', who: 'one who wrote before' },
  { phone: '4915222222223', who: 'one who was answered' },
])(
  'confirms a message of $who that an earlier process had read, and had not confirmed when it died',
  async ({ phone, who }) => {
    await sandbox.createContact({ phone });
    const session = await sandbox.openLinked();
    if (!who.endsWith('time')) await confirmed(await sandbox.sendFrom(phone, { to: session.phone, text: 'Hello' }));
    if (who.endsWith('answered')) {
      await session.send({ id: '3EB0AAAAAAAAAAAAAAAAAA', to: { phone }, content: { kind: 'text', text: 'Hello' } });
      await confirmed(await sandbox.sendFrom(phone, { to: session.phone, text: 'How are you?' }));
    }
    const { died, release } = dieInReading(session);
    const id = await sandbox.sendFrom(phone, { to: session.phone, text: 'Are you there?' });
    await died;
    const vault = createMemoryVault();
    for (const [key, value] of session.vault.keys) vault.keys.set(key, value);
    vault.setCreds(session.vault.creds());
    const again = sandbox.createSession({ vault });
    again.open();
    await again.became('connected');
    try {
      await expect.poll(() => isConfirmed(id), { timeout: 5_000 }).toBe(true);
      expect(again.conditions()).toEqual(['connecting/starting', 'connected/connected']);
    } finally {
      release();
    }
  },
);

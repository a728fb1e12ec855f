import { describe, expect, it } from 'vitest';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

const contact = '12025550100';
let isArchived = false;
/** A change on the phone, of which its devices are told. */
const change = async (phone: string): Promise<void> => {
  isArchived = !isArchived;
  await sandbox.call('PATCH', `/phones/${phone}/chats/${contact}`, { archived: isArchived });
};
const troublesOf = (session: TestSession): string[] =>
  session.events.flatMap(({ kind }) => (kind === 'trouble' || kind === 'untroubled' ? [kind] : []));

describe('trouble with app state', () => {
  it('that is refused is told once, and is over when all of it went well again', async () => {
    const session = await sandbox.openLinked();
    await sandbox.addFault({ match: { account: session.phone }, action: 'app-state-refused' });
    await change(session.phone);
    expect(await session.saw('trouble')).toEqual({ kind: 'trouble', what: 'app_state' });
    expect(await session.resync()).toBe(false);
    expect(troublesOf(session)).toEqual(['trouble']);
    await sandbox.call('DELETE', '/faults');
    expect(await Promise.all([session.resync(), session.resync()])).toEqual([true, true]);
    expect(troublesOf(session)).toEqual(['trouble', 'untroubled']);
  });

  it('of which nobody answers is told', async () => {
    const session = await sandbox.openLinked({ times: { queryMs: 50 } });
    await sandbox.addFault({ match: { account: session.phone, stanza: 'app-state' }, action: 'no-answer' });
    await change(session.phone);
    await session.saw('trouble');
    await sandbox.call('DELETE', '/faults');
    // A question that was asked before may still be given up.
    await expect.poll(() => session.resync()).toBe(true);
    expect(troublesOf(session)).toEqual(['trouble', 'untroubled']);
  });

  it('whose key is missing is told, and is over when the key is there', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = await sandbox.provision(phone);
    const keys = [...vault.keys].filter(([name]) => name.startsWith('app-state-sync-key '));
    expect(keys).toHaveLength(1);
    for (const [name] of keys) vault.keys.delete(name);
    const session = sandbox.createSession({ vault });
    session.open();
    await session.became('connected');
    await change(phone);
    await session.saw('trouble');
    await session.close();
    for (const [name, value] of keys) vault.keys.set(name, value);
    session.open();
    await session.became('connected');
    await expect.poll(() => session.resync()).toBe(true);
    expect(troublesOf(session)).toEqual(['trouble', 'untroubled']);
  });

  it('that cannot be read on top of what is there is told, and is over when all of it is read anew', async () => {
    const session = await sandbox.openLinked();
    const { keys } = session.vault;
    const versions = (): string[] => [...keys.keys()].filter((name) => name.startsWith('app-state-sync-version '));
    await change(session.phone);
    await expect.poll(versions).not.toEqual([]);
    await session.close();
    for (const name of versions()) keys.set(name, Buffer.from(JSON.stringify({ version: 1, hash: null })));
    session.open();
    await session.became('connected');
    await change(session.phone);
    await session.saw('trouble');
    expect(await session.resync()).toBe(true);
    expect(troublesOf(session)).toEqual(['trouble', 'untroubled']);
    for (const name of versions()) expect(keys.get(name)?.toString()).toContain('"hash":{"type":"Buffer"');
  });
});

describe('resync', () => {
  it('is false where there is no connection', async () => {
    const session = sandbox.createSession();
    expect(await session.resync()).toBe(false);
    const linked = await sandbox.openLinked();
    await linked.close();
    expect(await linked.resync()).toBe(false);
    expect(troublesOf(linked)).toEqual([]);
  });

  it('is false where nobody answers in time, or the connection ends', async () => {
    const session = await sandbox.openLinked({ times: { resyncMs: 50 } });
    await sandbox.addFault({ match: { account: session.phone, stanza: 'app-state' }, action: 'no-answer' });
    expect(await session.resync()).toBe(false);
    const other = await sandbox.openLinked();
    await sandbox.addFault({ match: { account: other.phone, stanza: 'app-state' }, action: 'no-answer' });
    const resyncing = other.resync();
    await other.close();
    expect(await resyncing).toBe(false);
  });
});

import { startTestSandbox, type TestSandbox } from '@parley/sandbox/test-sandbox';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../src/session.ts';
import { openSender, type Sender } from './open-sender.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.call('DELETE', '/faults'));
afterAll(() => sandbox.stop());

const acked: SendOutcome = { acked: true };
const refused = (code: number): SendOutcome => ({ acked: false, certain: true, refusedWith: code, why: 'refused' });
const neverLeft = (why: 'not_on_whatsapp' | 'recipient_unreachable' | 'not_connected'): SendOutcome => ({
  acked: false,
  certain: true,
  refusedWith: null,
  why,
});
const unknown = (why: 'no_ack' | 'connection_lost' | 'not_recorded'): SendOutcome => ({
  acked: false,
  certain: false,
  why,
});

const silent = unknown('no_ack');
const unreachable = neverLeft('recipient_unreachable');
const hasLeft = (outcome: SendOutcome): boolean => outcome.acked || !outcome.certain || outcome.refusedWith !== null;

const meaning = (lastDigits: string): { phone: string } => ({ phone: `1202555${lastDigits}` });
/** An ordinary one, who delivers at once. */
const somebody = meaning('0121');

/** How often frames of this id came to the contact. */
const framesAt = async ({ phone }: { phone: string }, id: string): Promise<number> =>
  (await sandbox.seenBy(phone)).find((seen) => seen.id === id)?.frames ?? 0;
const leftAtAll = async (id: string): Promise<boolean> =>
  (await sandbox.ledger()).some((entry) => entry.kind === 'message' && entry.id === id);

describe('a contact with a meaning', () => {
  it.each([
    ['0100', acked, 1, [null, 'delivered', 'read']],
    ['0101', acked, 1, [null, 'delivered']],
    ['0102', acked, 0, [null]],
    ['0103', neverLeft('not_on_whatsapp'), 0, []],
    ['0104', refused(463), 0, [463]],
    ['0105', refused(479), 0, [479]],
    ['0106', silent, 1, []],
    ['0107', silent, 1, []],
    ['0108', unknown('connection_lost'), 1, []],
    ['0109', unknown('connection_lost'), 0, []],
    ['0110', acked, 1, [null, 'delivered', 'read']],
    ['0111', acked, 1, [null, 'delivered', 'read']],
    ['0112', acked, 1, [null, 'delivered', 'read']],
    ['0113', acked, 1, [null, 'delivered', 'read']],
    ['0114', acked, 1, [null, 'read']],
    ['0115', unreachable, 0, []],
    ['0116', unknown('connection_lost'), 0, []],
  ] as const)('%s: what is said of it is what is true', async (digits, said, frames, told) => {
    const sender = await openSender(sandbox, said === unreachable ? { questionMs: 800 } : {});
    const contact = meaning(digits);
    const { id, outcome } = await sender.send(contact, said === silent ? { ackMs: 400 } : {});
    expect(outcome).toEqual(said);
    for (const what of told) await sender.told(id, what);
    expect(sender.toldOf(id)).toEqual(told);
    expect(await framesAt(contact, id)).toBe(frames);
    expect(await leftAtAll(id)).toBe(hasLeft(said));
    sender.end();
  });

  it('0106: what comes too late for the outcome is told all the same', async () => {
    const sender = await openSender(sandbox);
    const { id, outcome } = await sender.send(meaning('0106'), { ackMs: 300 });
    expect(outcome).toEqual(silent);
    await sandbox.pass(30_000);
    await sender.told(id, null);
    await sandbox.pass(2000);
    await sender.told(id, 'read');
    expect(await framesAt(meaning('0106'), id)).toBe(1);
  });

  it('0107: receipts of the next connection are told', async () => {
    const sender = await openSender(sandbox);
    const { id } = await sender.send(meaning('0107'), { ackMs: 300 });
    sender.end();
    await sender.comesBack();
    await sender.told(id, 'read');
    expect(sender.toldOf(id)).not.toContain(null);
  });

  it.each([
    ['0108', 2],
    ['0109', 1],
  ])('%s: the same id, sent again, is shown once', async (digits, frames) => {
    const sender = await openSender(sandbox);
    const { id, outcome } = await sender.send(meaning(digits));
    expect(outcome).toEqual(unknown('connection_lost'));
    await sender.closes();
    await sender.comesBack();
    expect((await sender.send(meaning(digits), { id })).outcome).toEqual(acked);
    await sender.told(id, 'read');
    expect((await sandbox.seenBy(meaning(digits).phone)).filter((seen) => seen.id === id)).toMatchObject([{ frames }]);
  });
});

describe('on a bad day', () => {
  it.each([
    ['the ack is lost', { action: 'ack-lost' }, silent, 1],
    ['the line is dead, and stays open', { action: 'black-hole' }, silent, 0],
    ['the server is slow', { action: 'slow', delayMs: 100 }, acked, 1],
    ...[400, 463, 475, 479, 503].map(
      (code) => [`the server says ${code}`, { action: 'nack', code }, refused(code), 0] as const,
    ),
  ] as const)('%s', async (_what, fault, said, frames) => {
    const own = await openSender(sandbox);
    await sandbox.addFault({ ...fault, match: { account: own.phone, stanza: 'message' }, times: 1 });
    const { id, outcome } = await own.send(somebody, said === silent ? { ackMs: 500 } : {});
    expect(outcome).toEqual(said);
    expect(await framesAt(somebody, id)).toBe(frames);
    own.end();
  });

  it('an ack that comes after the outcome is told', async () => {
    const sender = await openSender(sandbox);
    await sandbox.addFault({ match: { account: sender.phone, stanza: 'message' }, action: 'ack-late', times: 1 });
    const { id, outcome } = await sender.send(somebody, { ackMs: 300 });
    expect(outcome).toEqual(silent);
    await sandbox.pass(30_000);
    await sender.told(id, null);
  });

  it('a message that is closed upon before it came may have come, for all we know', async () => {
    const own = await openSender(sandbox);
    await sandbox.addFault({ match: { account: own.phone, stanza: 'message' }, action: 'close', times: 1 });
    const { id, outcome } = await own.send(somebody);
    expect(outcome).toEqual(unknown('connection_lost'));
    expect(await framesAt(somebody, id)).toBe(0);
    expect((await own.send(somebody)).outcome).toEqual(neverLeft('not_connected'));
  });

  it.each(['usync', 'prekeys'])('an unanswered question for %s lets nothing leave', async (stanza) => {
    const own = await openSender(sandbox, { questionMs: 800 });
    await sandbox.addFault({ match: { account: own.phone, stanza }, action: 'no-answer' });
    const { id, outcome } = await own.send(somebody);
    expect(outcome).toEqual(unreachable);
    expect(await leftAtAll(id)).toBe(false);
    await sandbox.call('DELETE', '/faults');
    expect((await own.send(somebody)).outcome).toEqual(acked);
    own.end();
  });

  it('an unanswered question about one recipient holds nobody else up', async () => {
    const own = await openSender(sandbox, { questionMs: 1500 });
    await own.send(meaning('0100'));
    const order: string[] = [];
    const stuck = own.send(meaning('0115')).then(({ outcome }) => order.push(outcome.acked ? 'sent' : outcome.why));
    const others = ['0100', '0101', '0122'].map(async (digits) => {
      expect((await own.send(meaning(digits))).outcome).toEqual(acked);
      order.push(digits);
    });
    await Promise.all([stuck, ...others]);
    expect(order.at(-1)).toBe('recipient_unreachable');
    own.end();
  });

  it('asks all that it has to ask before others would have to wait for it', async () => {
    // What it has learned is out of date at once, except for the message that it was learned for.
    const own = await openSender(sandbox, { keptMs: 0 });
    await own.send(somebody);
    await sandbox.addFault({ match: { account: own.phone, stanza: 'usync' }, action: 'slow', delayMs: 1 });
    expect((await own.send(somebody)).outcome).toEqual(acked);
    // For the recipient's devices, and for our own.
    expect(await sandbox.call('GET', '/faults')).toMatchObject([{ struck: 2 }]);
    own.end();
  });

  it('a connection that ends while we still ask lets nothing leave', async () => {
    const own = await openSender(sandbox);
    await sandbox.addFault({ match: { account: own.phone, stanza: 'usync' }, action: 'close', times: 1 });
    const { id, outcome } = await own.send(somebody);
    expect(outcome).toEqual(neverLeft('not_connected'));
    expect(await leftAtAll(id)).toBe(false);
  });
});

describe('a vault that refuses to record', () => {
  const openFenced = async (): Promise<Sender> => {
    const transactionOpts = { maxCommitRetries: 1, delayBetweenTriesMs: 1 };
    const own = await openSender(sandbox, { transactionOpts });
    // All of the recipient is known from here on: only the message itself is to be recorded.
    expect((await own.send(somebody)).outcome).toEqual(acked);
    own.fence();
    return own;
  };

  it('does not make a message unsent that was acked', async () => {
    const own = await openFenced();
    const { id, outcome } = await own.send(somebody);
    expect(outcome).toEqual(acked);
    expect(await framesAt(somebody, id)).toBe(1);
    own.end();
  });

  it('is said of a message that was not, which may have left all the same', async () => {
    const own = await openFenced();
    await sandbox.addFault({ match: { account: own.phone, stanza: 'message' }, action: 'ack-lost', times: 1 });
    const { id, outcome } = await own.send(somebody, { ackMs: 500 });
    expect(outcome).toEqual(unknown('not_recorded'));
    expect(await framesAt(somebody, id)).toBe(1);
    own.end();
  });
});

describe('a group', () => {
  const shape = z.object({ id: z.string() });
  let own: Sender;
  let group: string;
  beforeAll(async () => {
    own = await openSender(sandbox, { questionMs: 1500 });
    const members = [own.phone, meaning('0100').phone, somebody.phone];
    group = shape.parse(await sandbox.call('POST', '/groups', { subject: 'Three of us', members })).id;
  });

  it('is sent to as one; that some of it have it does not say that it was read', async () => {
    const { id, outcome } = await own.send({ group });
    expect(outcome).toEqual(acked);
    expect(await framesAt(somebody, id)).toBe(1);
    expect((await own.send({ group })).outcome).toEqual(acked);
    expect(own.toldOf(id)).toEqual([null]);
  });

  it('that nobody knows is not sent to', async () => {
    const { id, outcome } = await own.send({ group: '120363000000000000@g.us' });
    expect(outcome).toEqual(unreachable);
    expect(await leftAtAll(id)).toBe(false);
  });

  it('of which nobody says who is in it holds nobody else up', async () => {
    await sandbox.addFault({ match: { account: own.phone, stanza: 'w:g2' }, action: 'no-answer' });
    const order: string[] = [];
    await Promise.all([
      own.send({ group }).then(({ outcome }) => order.push(outcome.acked ? 'sent' : outcome.why)),
      own.send(somebody).then(({ outcome }) => order.push(outcome.acked ? 'sent' : outcome.why)),
    ]);
    expect(order).toEqual(['sent', 'recipient_unreachable']);
  });
});

it('asks anew what an earlier connection was asked and never answered', async () => {
  const own = await openSender(sandbox);
  await sandbox.addFault({ match: { account: own.phone, stanza: 'usync' }, action: 'no-answer', times: 1 });
  const stuck = own.send(somebody);
  own.end();
  expect((await stuck).outcome).toEqual(neverLeft('not_connected'));
  await own.comesBack();
  expect((await own.send(somebody)).outcome).toEqual(acked);
});

it('sends what Baileys might take for an address to look at as it is', async () => {
  const own = await openSender(sandbox);
  const text = 'Look at https://127.0.0.1:9/secret';
  const { id } = await own.send(somebody, { text });
  expect(await sandbox.seenBy(somebody.phone)).toContainEqual(expect.objectContaining({ id, text }));
});

import {
  GroupCipher,
  GroupSessionBuilder,
  SenderKeyDistributionMessage,
  SenderKeyName,
  SenderKeyRecord,
} from '@whiskeysockets/baileys/lib/Signal/Group/index.js';
import { describe, expect, it } from 'vitest';
import { createSenderKeys } from './sender-keys.ts';

const group = '120363400000000001@g.us';
const anna = { lid: '1', device: 0 };
const bruno = { lid: '2', device: 3 };

/** A member as Baileys plays one. */
const createMember = () => {
  const kept = new Map<string, ReturnType<SenderKeyRecord['serialize']>>();
  const store = {
    loadSenderKey: async (name: SenderKeyName) => new SenderKeyRecord(kept.get(name.toString())),
    storeSenderKey: async (name: SenderKeyName, record: SenderKeyRecord) =>
      void kept.set(name.toString(), record.serialize()),
  };
  const nameOf = (id: string) => new SenderKeyName(group, { id, deviceId: 0, toString: () => id });
  return {
    learn: (from: string, told: Buffer) =>
      new GroupSessionBuilder(store).process(
        nameOf(from),
        new SenderKeyDistributionMessage(null, null, null, null, told),
      ),
    tell: async () => (await new GroupSessionBuilder(store).create(nameOf('self'))).serialize(),
    encrypt: async (text: string) =>
      Buffer.from(await new GroupCipher(store, nameOf('self')).encrypt(Buffer.from(text))),
    decrypt: async (from: string, sealed: Buffer) =>
      Buffer.from(await new GroupCipher(store, nameOf(from)).decrypt(sealed)).toString(),
  };
};

describe('with a member that Baileys plays', () => {
  it('is understood, from wherever the member begins to listen', async () => {
    const [keys, early, late] = [createSenderKeys(), createMember(), createMember()];
    await early.learn('anna', keys.distribution(group));
    const first = keys.encrypt(group, Buffer.from('first'));
    await late.learn('anna', keys.distribution(group));
    const second = keys.encrypt(group, Buffer.from('second'));
    expect(await early.decrypt('anna', second)).toBe('second');
    expect(await early.decrypt('anna', first)).toBe('first');
    expect(await late.decrypt('anna', second)).toBe('second');
    await expect(late.decrypt('anna', first)).rejects.toThrow('old counter');
  });

  it('understands, in whatever order', async () => {
    const [keys, member] = [createSenderKeys(), createMember()];
    keys.learn(group, bruno, await member.tell());
    const sealed = [await member.encrypt('one'), await member.encrypt('two'), await member.encrypt('three')];
    const read = sealed.toReversed().map((message) => keys.decrypt(group, bruno, message).toString());
    expect(read).toEqual(['three', 'two', 'one']);
  });
});

describe('a message', () => {
  const [writer, reader] = [createSenderKeys(), createSenderKeys()];
  reader.learn(group, anna, writer.distribution(group));
  const sealed = writer.encrypt(group, Buffer.from('Good morning'));

  it('is not believed from anybody else, and may come again in truth', () => {
    const forged = Buffer.from(sealed);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(() => reader.decrypt(group, anna, forged)).toThrow('not of this member');
    expect(() => reader.decrypt(group, bruno, sealed)).toThrow('not given');
    expect(reader.decrypt(group, anna, sealed).toString()).toBe('Good morning');
  });

  it('is opened once, even where its key is given again', () => {
    reader.learn(group, anna, writer.distribution(group));
    expect(() => reader.decrypt(group, anna, sealed)).toThrow('used already');
  });
});

describe('sharing a key', () => {
  it('gives it to those alone who lack it', () => {
    const keys = createSenderKeys();
    expect(keys.share(group, [anna])).toEqual([anna]);
    expect(keys.share(group, [anna, bruno])).toEqual([bruno]);
    expect(keys.share(group, [anna, bruno])).toEqual([]);
  });

  it('makes a new one, for all, when somebody who holds it is gone', () => {
    const keys = createSenderKeys();
    keys.share(group, [anna, bruno]);
    const before = keys.distribution(group);
    expect(keys.share(group, [bruno])).toEqual([bruno]);
    expect(keys.distribution(group)).not.toEqual(before);
  });

  it('goes on after a snapshot where it stood', () => {
    const keys = createSenderKeys();
    keys.share(group, [anna]);
    const reader = createSenderKeys();
    reader.learn(group, anna, keys.distribution(group));
    const again = createSenderKeys(keys.state);
    expect(again.share(group, [anna])).toEqual([]);
    expect(reader.decrypt(group, anna, again.encrypt(group, Buffer.from('as before'))).toString()).toBe('as before');
  });
});

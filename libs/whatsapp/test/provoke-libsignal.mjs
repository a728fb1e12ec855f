import { createRequire } from 'node:module';
import { startTestSandbox } from '@parley/sandbox/test-sandbox';
import { silenceLibsignal } from '../src/silence-libsignal.ts';

// A process of its own, in which libsignal is made to say whatever it can say: by a device that lives and whose keys go
// back in time, and by hand for what only years would bring. With `aloud` as its argument nothing is silenced.

const say = globalThis.console;
if (process.argv[2] !== 'aloud') {
  silenceLibsignal();
  silenceLibsignal();
}
say.info('Opening hours, as we say');

const sandbox = await startTestSandbox();
const contact = '12025550110';
const jid = `${contact}@s.whatsapp.net`;
const client = await sandbox.linkClient();
const exchange = async (text) => {
  await client.socket().sendMessage(jid, { text });
  await client.saw('messages.upsert', ({ messages }) =>
    messages.some(({ key, message }) => key.fromMe !== true && message?.conversation === `echo: ${text}`),
  );
};
await exchange('one');
const lid = await client.socket().signalRepository.lidMapping.getLIDForPN(jid);
const address = `${lid.split(/[:@]/u)[0]}_1.0`;
const { [address]: older } = await client.vault.keys.get('session', [address]);
await exchange('two');
await exchange('three');
// What comes next cannot be read with these keys, and comes again on a new session.
await client.vault.keys.set({ session: { [address]: older } });
await sandbox.sendFrom(contact, { to: client.phone, text: 'unreadable' });
await client.socket().assertSessions([jid], true);
await exchange('four');

const require = createRequire(import.meta.url);
const SessionRecord = require('libsignal/src/session_record.js');
const queueJob = require('libsignal/src/queue_job.js');
const SessionCipher = require('libsignal/src/session_cipher.js');
const { ProtocolAddress } = require('libsignal');
const record = SessionRecord.deserialize(older);
const [session] = record.getSessions();
record.closeSession(session);
record.closeSession(session);
record.openSession(session);
record.openSession(session);
record.closeSession(session);
for (let count = 0; count < 41; count += 1) {
  const another = SessionRecord.deserialize(older).getSessions()[0];
  another.indexInfo.baseKey = Buffer.from(`${count}`);
  another.indexInfo.closed = count;
  record.setSession(another);
}
record.removeOldSessions();
await queueJob(
  { odd: 'bucket' },
  Object.defineProperty(async () => undefined, 'name', { value: '' }),
);
const storage = { loadSession: async () => SessionRecord.deserialize(older) };
const cipher = new SessionCipher(storage, new ProtocolAddress('somebody', 0));
await cipher.decryptWhisperMessage(Buffer.from('3 nonsense')).catch(() => undefined);

client.end();
await sandbox.stop();
say.info('Session of ours: over');
say.warn('A warning of ours');
say.error('An error of ours');
say.log('%s of %s', 'A format', 'ours');
// Baileys leaves timers behind.
process.exit();

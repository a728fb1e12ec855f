import { createLogger } from '@parley/runtime';
import { type MessageNews, StaleEpoch } from '@parley/store';
import { expect, it } from 'vitest';
import { createRecorder } from './recorder.ts';

const logger = createLogger({ process: 'worker', level: 'info', destination: { write: () => {} } });
const at = new Date();
const news = (whatsappId: string, became: 'sent' | 'delivered' | 'read' | 'queued'): MessageNews => ({
  whatsappId,
  at,
  became,
});
const unknown = (whatsappId: string): MessageNews => ({ whatsappId, at, became: 'unknown', tryAgainInMs: 0 });

/** A recorder whose writes are held up until they are let go. */
const startRecorder = () => {
  const written: string[] = [];
  const gates: { let: () => void; fail: (error: Error) => void }[] = [];
  const recorder = createRecorder({
    logger,
    write: async (all) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      gates.push({ let: resolve, fail: reject });
      await promise;
      written.push(all.map(({ whatsappId, became }) => `${whatsappId} ${became}`).join(', '));
    },
  });
  return { recorder, written, gate: () => gates.shift() };
};

it('puts together what is heard while it writes, and of two about one message keeps what says more', async () => {
  const { recorder, written, gate } = startRecorder();
  const notes = [recorder.note(news('a', 'sent'))];
  notes.push(recorder.note(news('b', 'sent')), recorder.note(news('b', 'read')), recorder.note(news('b', 'delivered')));
  notes.push(recorder.note(unknown('c')), recorder.note(news('c', 'delivered')), recorder.note(news('c', 'queued')));
  notes.push(recorder.note(news('d', 'queued')), recorder.note(news('d', 'sent')));
  gate()?.let();
  await expect.poll(() => gate()?.let() ?? written.length).toBe(2);
  await Promise.all(notes);
  expect(written).toEqual(['a sent', 'b read, c delivered, d sent']);
});

it('loses nothing while it cannot be written, and tries once more when it is closed', async () => {
  const { recorder, written, gate } = startRecorder();
  const first = recorder.note(unknown('a'));
  void recorder.note(news('a', 'sent'));
  gate()?.fail(new Error('Postgres is away.'));
  await expect.poll(() => gate()?.let() ?? written.length).toBe(1);
  await first;
  expect(written).toEqual(['a sent']);

  const second = recorder.note(news('b', 'sent'));
  const closed = recorder.close();
  gate()?.fail(new Error('Postgres is away.'));
  await expect.poll(() => gate()?.let() ?? written.length).toBe(2);
  await Promise.all([second, closed]);
  expect(written[1]).toBe('b sent');
});

it('leaves everything to who holds the device now', async () => {
  const { recorder, written, gate } = startRecorder();
  const noted = recorder.note(news('a', 'sent'));
  gate()?.fail(new StaleEpoch('another holds it'));
  await noted;
  expect(written).toEqual([]);
});

it('hands over what waits, and takes it back where it could not be written, as older than what came meanwhile', async () => {
  const { recorder, written, gate } = startRecorder();
  recorder.put(news('a', 'sent'));
  recorder.put(unknown('b'));
  const taken = recorder.take();
  expect(taken).toHaveLength(2);
  recorder.put(news('b', 'delivered'));
  recorder.giveBack(taken);
  const flushed = recorder.flush();
  gate()?.let();
  await flushed;
  expect(written).toEqual(['a sent, b delivered']);
});

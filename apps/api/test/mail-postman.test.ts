import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import type { SMTPServerOptions } from 'smtp-server';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createMailer } from '../src/mail/create-mailer.ts';
import type { Letter } from '../src/mail/letters.ts';
import { createPostman, type PostmanOptions } from '../src/mail/postman.ts';
import { startMailServer } from './mail-server.ts';

const code = `par_code_${'a1B2'.repeat(16)}`;
const letter: Letter = {
  kind: 'reset_password',
  to: 'ada@example.com',
  tenant: { name: 'acme', origin: 'https://acme.parley.example', path: '' },
  code,
};

/** A postman before a mail server, with a wire between them that can be cut. */
const createPost = async (server: SMTPServerOptions = {}, options: Partial<PostmanOptions> = {}) => {
  const { url, mails } = await startMailServer(server);
  const proxy = await createTestProxy(url().href);
  onTestFinished(() => proxy.close());
  const lines: string[] = [];
  const postman = createPostman({
    mailer: createMailer({ url: new URL(proxy.url), from: 'parley@mail.example' }),
    logger: createLogger({ process: 'api', level: 'info', destination: { write: (line) => void lines.push(line) } }),
    ...options,
  });
  onTestFinished(() => postman.close());
  const log = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { mails, proxy, postman, log, logged: () => lines.join('') };
};

const often = Array.from({ length: 1_000 }, () => 10);

it('brings a letter as soon as a mail server that was away is back', async () => {
  const { mails, proxy, postman, log } = await createPost({}, { delaysMs: often });
  await proxy.refuse();
  postman.post(letter);
  await vi.waitFor(() => expect(log().length).toBeGreaterThan(2));
  expect(log()[0]).toMatchObject({ level: 'warn', letter: 'reset_password', again_in_ms: 10 });
  await proxy.restore();
  await vi.waitFor(() => expect(mails).toHaveLength(1), { timeout: 10_000 });
  expect(mails[0]?.source).toContain(`\r\nhttps://acme.parley.example/new-password#${code}\r\n`);
  await postman.close();
  expect(mails).toHaveLength(1);
  expect(log().filter(({ level }) => level === 'error')).toEqual([]);
});

it('tries again where a server says not now', async () => {
  let asked = 0;
  const onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, answer) => {
    asked += 1;
    answer(asked < 3 ? refusal(450) : null);
  };
  const { mails, postman } = await createPost({ onRcptTo }, { delaysMs: often });
  postman.post(letter);
  await vi.waitFor(() => expect(mails).toHaveLength(1));
  expect(asked).toBe(3);
});

it('gives up at once where a server says never, and says so without the address or the code', async () => {
  let asked = 0;
  const onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, answer) => {
    asked += 1;
    answer(refusal(550));
  };
  const { mails, postman, log, logged } = await createPost({ onRcptTo }, { delaysMs: often });
  postman.post(letter);
  await vi.waitFor(() => expect(log()).toHaveLength(1));
  await postman.close();
  expect(asked).toBe(1);
  expect(mails).toEqual([]);
  expect(log()).toMatchObject([
    { level: 'error', msg: 'letter not sent', letter: 'reset_password', reason: 'EENVELOPE', answer: 550 },
  ]);
  expect(logged()).not.toMatch(/ada|example\.com|par_|nobody of that name/);
});

it('gives up after a few tries, with one error', async () => {
  const { proxy, postman, log } = await createPost({}, { delaysMs: [1, 1] });
  await proxy.refuse();
  postman.post(letter);
  await vi.waitFor(() => expect(log().some(({ level }) => level === 'error')).toBe(true));
  expect(log().map(({ level }) => level)).toEqual(['warn', 'warn', 'error']);
  expect(log().at(-1)).toMatchObject({ letter: 'reset_password', reason: expect.stringMatching(/^E[A-Z]+$/) });
});

it('does not wait for ever for a server that says nothing', async () => {
  const { proxy, postman, log } = await createPost({}, { delaysMs: [], tryMs: 100 });
  proxy.goSilent();
  postman.post(letter);
  await vi.waitFor(() => expect(log()).toMatchObject([{ level: 'error', letter: 'reset_password' }]));
});

it('tries once more when it closes, without waiting for its turn', async () => {
  const { mails, proxy, postman, log } = await createPost({}, { delaysMs: [3_600_000] });
  await proxy.refuse();
  postman.post(letter);
  await vi.waitFor(() => expect(log()).toHaveLength(1));
  await proxy.restore();
  await postman.close();
  expect(mails).toHaveLength(1);
});

it('closes in time, whatever a server does', async () => {
  const { proxy, postman, log } = await createPost({}, { delaysMs: often, closeMs: 100 });
  proxy.goSilent();
  postman.post(letter);
  const startedAt = performance.now();
  await postman.close();
  // The server's own silence would be borne for ten seconds.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(log().at(-1)).toMatchObject({ level: 'error', msg: 'letter not sent' });
});

it('keeps nobody waiting who posts', async () => {
  const { proxy, postman } = await createPost({}, { closeMs: 1 });
  proxy.goSilent();
  expect(postman.post(letter)).toBeUndefined();
});

const refusal = (responseCode: number): Error =>
  Object.assign(new Error('ada@example.com: nobody of that name'), { responseCode });

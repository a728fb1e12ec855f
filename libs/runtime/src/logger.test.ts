import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

const openLog = () => {
  const lines: string[] = [];
  const logger = createLogger({
    process: 'test',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, text: () => lines.join(''), facts: () => lines.map((line): unknown => JSON.parse(line)) };
};

describe('a log line', () => {
  it('is one line of JSON with the time, the level and the process', () => {
    const { logger, text, facts } = openLog();
    logger.info({ took_ms: 5 }, 'request');
    expect(facts()).toMatchObject([{ level: 'info', process: 'test', pid: process.pid, took_ms: 5, msg: 'request' }]);
    expect(text()).toMatch(/^\{.*"time":"\d{4}-\d\d-\d\dT[\d:.]+Z".*\}\n$/);
  });

  it('stays one line when a secret was taken out of it', () => {
    const { logger, text } = openLog();
    logger.info({ password: 'hunter2' }, 'first');
    logger.info('second');
    expect(text().trimEnd().split('\n')).toHaveLength(2);
  });

  it('below the level is not written', () => {
    const { logger, text } = openLog();
    logger.debug('quiet');
    expect(text()).toBe('');
  });
});

describe('a field whose name says what it holds', () => {
  const secret = 'hunter2';

  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'token',
    'access_token',
    'accessToken',
    'Access-Token',
    'refresh_token',
    'password',
    'secret',
    'client_secret',
    'key',
    'apiKey',
    'x-api-key',
    'master_key',
    'cookie',
    'set-cookie',
    'phone',
    'recipient',
    'jid',
    'text',
    'caption',
    'parameters',
    'detail',
  ])('%s is hidden at any depth', (name) => {
    const { logger, text } = openLog();
    logger.info({ [name]: secret }, 'at the top');
    logger.info({ a: { b: [{ c: { d: { e: { [name]: secret } } } }] } }, 'deep');
    logger.info({ [name]: { nested: [secret] } }, 'as an object');
    logger.child({ [name]: secret }).info('in a child');
    logger.error({ err: Object.assign(new Error('failed'), { [name]: secret }) }, 'on an error');
    logger.error(Object.assign(new Error('failed'), { config: { headers: { [name]: secret } } }));
    expect(text()).not.toContain(secret);
    expect(text().match(/\[hidden\]/g)).toHaveLength(6);
  });

  it('leaves its neighbours alone', () => {
    const { logger, facts } = openLog();
    logger.info({ password: 'hunter2', token_id: 'tok_1', context: 'send', empty: null, key: null }, 'asked');
    expect(facts()).toMatchObject([{ token_id: 'tok_1', context: 'send', empty: null, key: null, msg: 'asked' }]);
  });
});

describe('text that looks like a secret', () => {
  it.each([
    ['a live token', 'par_live_01jd3k4m_s3cr3tS3cr3tABC', 's3cr3t'],
    ['a test token', 'par_test_01jd3k4m_s3cr3tS3cr3tABC', 's3cr3t'],
    ['a bearer value', 'Bearer abc.s3cr3t-._~+/=', 's3cr3t'],
    ['a bearer value in lower case', 'authorization: bearer s3cr3t', 's3cr3t'],
    ['a password in a URL', 'postgres://parley:s3cr3t@localhost/parley', 's3cr3t'],
    ['a password of a Redis without user', 'redis://:s3cr3t@localhost:6379', 's3cr3t'],
    ['a phone number', 'could not send to +4915112345678 today', '15112345678'],
    ['a WhatsApp address', 'no session for 4915112345678:12@s.whatsapp.net', '4915112345678'],
    ['a hidden WhatsApp address', 'no session for 123456789012345@lid', '123456789012345'],
    ['a group', 'left 120363041234567890@g.us', '120363041234567890'],
  ])('is hidden wherever it stands: %s', (_what, value, secret) => {
    const { logger, text } = openLog();
    logger.info(`in the message: ${value}`);
    logger.info({ note: value, list: [{ deep: value }] }, 'in fields');
    logger.error(new Error(`in an error: ${value}`));
    logger.child({ note: value }).info('in a child');
    expect(text()).not.toContain(secret);
    expect(text()).toContain('[hidden]');
  });

  it('leaves ids, times, addresses and versions as they are', () => {
    const { logger, facts } = openLog();
    const fact = {
      tenant: 'ten_01jd3k4m5n6p7q8r9stvwxyz00',
      at: '2026-01-01T10:00:00.000+02:00',
      url: 'http://a:80/b',
    };
    logger.info(fact, 'version 2.3000.1027');
    expect(facts()).toMatchObject([{ ...fact, msg: 'version 2.3000.1027' }]);
  });
});

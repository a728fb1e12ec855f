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
    'data',
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

  it.each([
    ['alone', (json: string) => json],
    ['with words around it', (json: string) => `400: ${json} (from Meta)`],
    ['cut off', (json: string) => json.slice(0, json.indexOf(secret) + secret.length)],
    ['as a text in JSON', (json: string) => JSON.stringify({ note: json })],
    ['as a text in a text in JSON', (json: string) => JSON.stringify({ note: JSON.stringify({ note: json }) })],
  ])('is hidden in JSON that lies in a text, %s', (_what, put) => {
    const { logger, text } = openLog();
    for (const value of [secret, `a"b\\${secret}`, [secret], { nested: [secret] }]) {
      const body = put(JSON.stringify({ ok: 'before', nested: { access_token: value } }));
      logger.info({ body }, 'answered');
      logger.error(new Error(put(JSON.stringify({ text: value }, null, 2))));
    }
    expect(text()).not.toContain(secret);
    expect(text().match(/before/g)).toHaveLength(4);
  });

  it.each(['to', 'from', 'sender_device', 'device_phone'])('%s hides a phone number without its +', (name) => {
    const { logger, text } = openLog();
    logger.info({ [name]: '4915112345678' }, 'sent');
    logger.info({ a: [{ [name]: ['49 151 12345678'] }] }, 'sent');
    logger.info({ body: JSON.stringify({ [name]: '4915112345678' }) }, 'sent');
    logger.info({ body: JSON.stringify({ [name]: ['4915112345678', '4915112345678'] }) }, 'sent');
    expect(text()).not.toContain('12345678');
    expect(text().match(/\[hidden\]/g)).toHaveLength(4);
  });

  it('that may hold a phone number keeps whatever else it holds', () => {
    const { logger, facts } = openLog();
    const fact = [
      { from: 'linking', to: 'linked' },
      { from: '2026-01-01', to: '2026-01-01T10:00:00.000Z' },
      { from: 8080, to: 1_763_697_600_000, sender_device: 'dev_01jd3k4m5n6p7q8r9stvwxyz00' },
      { from: '10.0.0.7:5432', to: null, body: '{"from":"8080","to":1763697600000}' },
    ];
    for (const one of fact) logger.info(one);
    expect(facts()).toMatchObject(fact);
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
    ['the code of a mailed link', 'par_code_01jd3k4m_s3cr3tS3cr3tABC', 's3cr3t'],
    ['a bearer value', 'Bearer abc.s3cr3t-._~+/=', 's3cr3t'],
    ['a bearer value in lower case', 'authorization: bearer s3cr3t', 's3cr3t'],
    ['a password in a URL', 'postgres://parley:s3cr3t@localhost/parley', 's3cr3t'],
    ['a password of a Redis without user', 'redis://:s3cr3t@localhost:6379', 's3cr3t'],
    ['a phone number', 'could not send to +4915112345678 today', '15112345678'],
    ['a phone number with spaces', 'to +49 151 1234 5678', '1234'],
    ['a phone number with brackets and dashes', 'to +1 (555) 123-4567.', '4567'],
    ['a phone number with dots and a slash', 'to +49.151 / 123.456.78', '123'],
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
      ahead: '+10:00, +1234567 ms, +5 of 1000 in 12345678 ms',
    };
    logger.info(fact, 'version 2.3000.1027');
    expect(facts()).toMatchObject([{ ...fact, msg: 'version 2.3000.1027' }]);
  });
});

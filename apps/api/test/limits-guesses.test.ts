import { hashPassword } from '@parley/store';
import { expect, it } from 'vitest';
import { emailBucket } from '../src/callers/buckets.ts';
import { limits } from '../src/callers/limits.ts';
import { openBuckets } from './leave-one.ts';
import { from, newAddress } from './test-address.ts';
import { type Answer, json, newEmail, startTestApi, testPassword } from './test-api.ts';
import { codeIn } from './test-mail.ts';

const api = await startTestApi();
const another = await api.startAnother();
const { leaveOne } = openBuckets();
const tenant = await api.createTenant();

type Guess = { tenant?: string; email: string; password?: string; address?: string };

const logIn = (
  { tenant: name = tenant.name, password = 'a wrong password', ...rest }: Guess,
  process: Pick<typeof api, 'logIn'> = api,
): Promise<Answer> => process.logIn({ name }, { ...rest, password });

const countOf = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

const member = await api.createMember(tenant);

it.each([
  ['of a member', tenant.name, member.email],
  ['that is not there', tenant.name, newEmail()],
  ['of a tenant that is not there', 'nobody-at-all', newEmail()],
])('checks ten of a hundred passwords guessed at once for an email %s, by whichever process', async (...row) => {
  const [, name, email] = row;
  const address = newAddress();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, turn) =>
      // Another spelling does not make it another member.
      logIn({ tenant: name, address, email: turn % 3 === 0 ? email.toUpperCase() : email }, [api, another][turn % 2]),
    ),
  );
  expect([countOf(answers, 401), countOf(answers, 429)]).toEqual([10, 90]);
  for (const { status, body, headers } of answers) {
    if (status !== 429) continue;
    expect(body).toMatchObject({ code: 'rate_limited', retryable: true });
    // One comes back every 90 seconds; of the address, every 30.
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(90);
  }
  // Not even the right one is tried now, but from elsewhere it is: nobody far away locks somebody out.
  expect((await logIn({ tenant: name, email, address, password: testPassword })).status).toBe(429);
  expect((await logIn({ tenant: name, email, password: testPassword })).status).not.toBe(429);
});

it('checks no more passwords for a member than the limit says, from however many addresses they come', async () => {
  const { email } = await api.createMember(tenant);
  const visitor = { tenant: { name: tenant.name, origin: '', path: '' }, address: '', requestId: '' };
  await leaveOne(emailBucket(visitor, 'guesses', email), limits.guessesAtMemberFromAnywhere);
  expect([(await logIn({ email })).status, (await logIn({ email })).status]).toEqual([401, 429]);
});

it('checks no more right passwords for a member than the limit says: each costs as much as a wrong one', async () => {
  const { email } = await api.createMember(tenant);
  const visitor = { tenant: { name: tenant.name, origin: '', path: '' }, address: '', requestId: '' };
  await leaveOne(emailBucket(visitor, 'logins', email), limits.logins);
  const right = { email, password: testPassword };
  expect([(await logIn(right)).status, (await logIn(right)).status]).toEqual([200, 429]);
});

it('does not count a right password, so that nobody is shut out by logging in often', async () => {
  const { email } = await api.createMember(tenant);
  const address = newAddress();
  for (let turn = 0; turn < 12; turn += 1) {
    expect((await logIn({ email, password: testPassword, address })).status).toBe(200);
  }
  const guesses = await Promise.all(Array.from({ length: 20 }, () => logIn({ email, address })));
  expect(countOf(guesses, 401)).toBe(10);
});

it('checks thirty passwords from one address, whosever they are, and then none', async () => {
  const address = newAddress();
  const guesses = await Promise.all(Array.from({ length: 40 }, () => logIn({ email: newEmail(), address })));
  expect([countOf(guesses, 401), countOf(guesses, 429)]).toEqual([30, 10]);
  // What was refused for the address did not use up the account.
  const email = newEmail();
  for (let turn = 0; turn < 12; turn += 1) expect((await logIn({ email, address })).status).toBe(429);
  expect((await logIn({ email })).status).toBe(401);
});

it.each<[string, string, Record<string, string>]>([
  ['verifies an address', '/verify-address', {}],
  ['sets a new password', '/password/reset', { new_password: testPassword }],
  ['accepts an invitation', '/invitations/{code}/accept', { password: testPassword }],
])('lets one address try thirty wrong codes of a link that %s', async (_, path, rest) => {
  const address = newAddress();
  const member = await api.createMember(tenant);
  const guess = (code: string): Promise<Answer> => {
    const isInPath = path.includes('{code}');
    const body = isInPath ? rest : { ...rest, code };
    return api.asMember(member, `/api/v1${path.replace('{code}', code)}`, from(address, json(body)));
  };
  const answers = await Promise.all(Array.from({ length: 40 }, (__, turn) => guess(`par_code_${turn}`)));
  expect([countOf(answers, 410), countOf(answers, 429)]).toEqual([30, 10]);
});

it('does not count a right code', async () => {
  const owner = await api.createMember(tenant);
  const address = newAddress();
  const verify = (code: string) => api.asMember(owner, '/api/v1/verify-address', from(address, json({ code })));
  for (let turn = 1; turn <= 3; turn += 1) {
    expect((await api.asMember(owner, '/api/v1/verify-address/send', json({}))).status).toBe(202);
    expect((await verify(codeIn(await api.mailTo(owner.email, turn)))).status).toBe(200);
  }
  const wrong = await Promise.all(Array.from({ length: 40 }, () => verify('wrong')));
  expect(countOf(wrong, 410)).toBe(30);
});

it('lets an open dashboard try ten wrong passwords as the current one', async () => {
  const owner = await api.createMember(tenant);
  const change = (current: string) =>
    api.asMember(owner, '/api/v1/password', json({ current_password: current, new_password: `${testPassword}-2` }));
  const guesses = await Promise.all(Array.from({ length: 25 }, () => change('a wrong password')));
  expect([countOf(guesses, 422), countOf(guesses, 429)]).toEqual([10, 15]);
  expect((await change(testPassword)).status).toBe(429);
});

it('answers 503 when more passwords wait to be checked than there is room for, and goes on after', async () => {
  const { email } = await api.createMember(tenant);
  const isOver = new AbortController();
  const keepWaiting = async (): Promise<void> => {
    while (!isOver.signal.aborted) await hashPassword(testPassword);
  };
  const waiting = Array.from({ length: 66 }, keepWaiting);
  const turnedAway = await logIn({ email, password: testPassword });
  isOver.abort();
  await Promise.all(waiting);
  expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await logIn({ email, password: testPassword })).status).toBe(200);
});

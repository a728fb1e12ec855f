import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { addressBucket, emailBucket, recipientBucket, tenantBucket } from '../src/callers/buckets.ts';
import { limits } from '../src/callers/limits.ts';
import { openBuckets } from './leave-one.ts';
import { from, newAddress } from './test-address.ts';
import { json, newEmail, startTestApi, testPassword } from './test-api.ts';

const api = await startTestApi();
const { leaveOne, keys: keysOfLimits } = openBuckets();

const tenant = await api.createTenant();

const forget = (email: string, name = tenant.name) =>
  api.request(`/t/${name}/api/v1/password/forgotten`, json({ email }));

const mailsTo = (email: string): number => api.mails().filter(({ to }) => to === email).length;

it('mails five links for a new password an hour, and answers each time as if it had', async () => {
  const [member, other] = [await api.createMember(tenant), await api.createMember(tenant)];
  const answers = await Promise.all(Array.from({ length: 8 }, () => forget(member.email)));
  const strangers = await Promise.all(Array.from({ length: 8 }, () => forget(newEmail())));
  for (const { status, body } of [...answers, ...strangers]) expect([status, body]).toEqual([202, {}]);
  await api.mailTo(member.email, 5);
  // Another's mail, asked for after all of them, has arrived: so would a sixth have.
  await forget(other.email);
  await api.mailTo(other.email);
  expect(mailsTo(member.email)).toBe(5);
});

it('counts the same address at another tenant by itself', async () => {
  const email = newEmail();
  const neighbour = await api.createTenant();
  await api.createMember(neighbour, { email });
  for (let turn = 0; turn < 6; turn += 1) await forget(email);
  await forget(email, neighbour.name);
  expect((await api.mailTo(email)).text).toContain(neighbour.name);
});

it('mails five more links to verify an address an hour, and then says that it was too often', async () => {
  const member = await api.createMember(tenant);
  const send = () => api.asMember(member, '/api/v1/verify-address/send', json({}));
  for (let turn = 0; turn < 5; turn += 1) expect((await send()).status).toBe(202);
  const refused = await send();
  expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limited']);
  // One comes back every twelve minutes.
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(600);
  await api.mailTo(member.email, 5);
  expect(mailsTo(member.email)).toBe(5);
});

it('lets a tenant mail as many people an hour as the limit says whom it would like as members', async () => {
  const crowded = await api.createTenant();
  const owner = await api.createMember(crowded);
  await leaveOne(tenantBucket(crowded.id, 'invitation-mails'), limits.invitationMails);
  const invite = () => api.asMember(owner, '/api/v1/invitations', json({ email: newEmail(), role: 'viewer' }));
  expect([(await invite()).status, (await invite()).status]).toEqual([201, 429]);
});

it('mails nobody more often than the limit says, from whichever tenant and by whichever way', async () => {
  const email = newEmail();
  const [one, other] = [await api.createMember(await api.createTenant()), await api.createMember(tenant)];
  const invite = (by: typeof one) => api.asMember(by, '/api/v1/invitations', json({ email, role: 'viewer' }));
  await leaveOne(recipientBucket('mails', email), limits.mailsToOne);
  expect([(await invite(one)).status, (await invite(other)).status]).toEqual([201, 429]);
  const signUp = json({ tenant: `t-${newId('ten').slice(-10)}`, email, password: testPassword });
  expect((await api.request('/api/v1/signup', signUp)).status).toBe(429);
});

it('answers forgotten passwords from one address as ever, and does nothing beyond the limit', async () => {
  const [member, address] = [await api.createMember(tenant), newAddress()];
  await leaveOne(addressBucket({ tenant: null, address, requestId: '' }, 'reset-mails'), limits.resetMailsFromAddress);
  const ask = (email: string) =>
    api.request(`/t/${tenant.name}/api/v1/password/forgotten`, from(address, json({ email })));
  expect([(await ask(newEmail())).status, (await ask(member.email)).status]).toEqual([202, 202]);
  // Another's mail, asked for after it, has arrived: so would this one have.
  const other = await api.createMember(tenant);
  await forget(other.email);
  await api.mailTo(other.email);
  expect(mailsTo(member.email)).toBe(0);
});

it('takes as many sign-ups an hour from one address as the limit says', async () => {
  const address = newAddress();
  const signUp = (asker: string) =>
    api.request(
      '/api/v1/signup',
      from(asker, json({ tenant: `t-${newId('ten').slice(-10)}`, email: newEmail(), password: testPassword })),
    );
  await leaveOne(addressBucket({ tenant: null, address, requestId: '' }, 'sign-ups'), limits.signUps);
  expect((await signUp(address)).status).toBe(201);
  expect((await signUp(address)).status).toBe(429);
  expect((await signUp(newAddress())).status).toBe(201);
});

it('keeps no email address, token or password in the keys of Redis', async () => {
  // On the trial plan, where what was taken comes back slowly enough to be seen.
  const slow = await api.createTenant({ planId: 'trial' });
  const member = await api.createMember(slow);
  await forget(member.email, slow.name);
  await api.logIn(slow, { email: member.email, password: 'a wrong password' });
  await api.as({ ...slow, token: `${slow.token}x` }, '/api/v1/account');
  await api.as(slow, '/api/v1/account');
  const keys = await keysOfLimits();
  const visitor = { tenant: { name: slow.name, origin: '', path: '' }, address: '', requestId: '' };
  expect(keys).toContain(emailBucket(visitor, 'guesses', member.email));
  expect(keys.filter((key) => key.startsWith(`limit:{${slow.id}}:requests:tok_`))).toHaveLength(1);
  const shape = /^limit:\{(?:ten_\w{26}|[\w-]{43}|unknown|[\d.]+|[\da-f:]+\/64|test)\}:[\w:-]+$/;
  expect(keys.filter((key) => !shape.test(key) || /@|par_/.test(key))).toEqual([]);
});

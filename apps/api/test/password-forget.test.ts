import { expect, it } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { doneBy } from './done-by.ts';
import { json, startTestApi } from './test-api.ts';
import { codeIn, linkIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const rival = await api.createTenant();

const forget = (name: string, email: string) =>
  api.request(`/t/${name}/api/v1/password/forgotten`, fromElsewhere(json({ email })));

it("mails a link to the member's address, and nothing of it to whoever asked", async () => {
  const { email } = await api.createMember(tenant);
  const answer = await forget(tenant.name, email.toUpperCase());
  expect([answer.status, answer.body]).toEqual([202, {}]);
  const mail = await api.mailTo(email);
  expect(linkIn(mail)).toBe(`${api.ownOrigin}/t/${tenant.name}/new-password#${codeIn(mail)}`);
  expect(await doneBy(api, tenant, 'password.forgotten')).toEqual([{ kind: 'visitor', id: null }]);
});

it('answers the same for somebody unknown, and mails nothing', async () => {
  const { email } = await api.createMember(tenant);
  const known = await forget(tenant.name, email);
  await api.mailTo(email);
  const before = api.mails().length;
  const strangers = [
    await forget(tenant.name, 'nobody@example.com'),
    await forget(rival.name, email),
    await forget(`not-${tenant.name}`, email),
  ];
  for (const { status, body } of strangers) expect([status, body]).toEqual([known.status, known.body]);
  // Mail leaves in order: this one would come after theirs.
  await forget(tenant.name, email);
  await api.mailTo(email, 2);
  expect(api.mails()).toHaveLength(before + 1);
});

it('makes the link before worthless', async () => {
  const { email } = await api.createMember(tenant);
  await forget(tenant.name, email);
  const first = codeIn(await api.mailTo(email));
  await forget(tenant.name, email);
  const second = codeIn(await api.mailTo(email, 2));
  const reset = (code: string) =>
    api.request(
      `/t/${tenant.name}/api/v1/password/reset`,
      fromElsewhere(json({ code, new_password: 'another-password' })),
    );
  expect([(await reset(first)).status, (await reset(second)).status]).toEqual([410, 200]);
});

it('refuses what is no address', async () => {
  const { status, body } = await forget(tenant.name, 'nobody');
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['email']]);
});

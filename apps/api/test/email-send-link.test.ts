import { expect, it } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { askHost } from './ask-host.ts';
import { doneBy } from './done-by.ts';
import { json, startTestApi } from './test-api.ts';
import { codeIn, linkIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

it('mails a link to the address of the member who asks, and answers without it', async () => {
  const member = await api.createMember(tenant, { role: 'viewer' });
  const answer = await api.asMember(member, '/api/v1/verify-address/send', json({}));
  expect([answer.status, answer.body]).toEqual([202, { email: member.email }]);
  const mail = await api.mailTo(member.email);
  expect(linkIn(mail)).toBe(`${api.ownOrigin}/t/${tenant.name}/verify-address#${codeIn(mail)}`);
  expect(codeIn(mail)).toMatch(/^par_code_/);
  expect(await doneBy(api, tenant, 'email.link_sent')).toEqual([{ kind: 'member', id: member.id }]);
});

it('makes the link before worthless', async () => {
  const member = await api.createMember(tenant);
  const codes = [];
  for (const count of [1, 2]) {
    await api.asMember(member, '/api/v1/verify-address/send', fromElsewhere(json({})));
    codes.push(codeIn(await api.mailTo(member.email, count)));
  }
  const statuses = [];
  for (const code of codes) {
    statuses.push((await api.asMember(member, '/api/v1/verify-address', json({ code }))).status);
  }
  expect(statuses).toEqual([410, 200]);
});

it('leads to the host the member is at', async () => {
  const member = await api.createMember(tenant);
  const { host } = new URL(api.ownOrigin);
  const origin = `http://${tenant.name}.${host}`;
  const cookie = `parley=${member.cookie.split('=')[1]}`;
  const headers = { cookie, origin, 'x-parley-dashboard': '1', 'x-forwarded-host': 'evil.example' };
  const asked = {
    host: `${tenant.name}.${host}`,
    path: '/api/v1/verify-address/send',
    method: 'POST',
    headers,
    body: {},
  };
  expect((await askHost(api.origin, asked)).status).toBe(202);
  expect(linkIn(await api.mailTo(member.email))).toMatch(new RegExp(`^${origin}/verify-address#par_code_`));
});

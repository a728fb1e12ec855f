import { newId, no, toUuid } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import { type PlanId } from '../src/plans/plan-list.ts';
import { installationAuthor } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant } from './test-database.ts';
import { createTestMember, presentedBy, testHash } from './test-member.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

/** A tenant with room for so many more, beside its owner. */
const withRoom = async (planId: PlanId = 'demo') => {
  const tenantId = await createTestTenant(store, `t-${newId('ten').slice(-10)}`, planId);
  await createTestMember(store, tenantId);
  const author = installationAuthor(tenantId);
  return {
    tenantId,
    author,
    invite: (email: string) =>
      store.forCaller(author, ({ invitations }) => invitations.create({ email, role: 'viewer' })),
    accept: (clear: string) =>
      store.forCaller(author, ({ invitations }) =>
        invitations.accept({ presented: presentedBy(clear, 'invite'), passwordHash: testHash }),
      ),
  };
};

const clearOf = (created: Awaited<ReturnType<Awaited<ReturnType<typeof withRoom>>['invite']>>) => {
  if (!created.ok) throw new Error(created.failure.code);
  return created.value.clear;
};

it('makes a member with a verified address, once', async () => {
  const { invite, accept } = await withRoom();
  const old = clearOf(await invite('new@example.com'));
  const clear = clearOf(await invite('new@example.com'));
  // Opens two connections, so that the two that count meet.
  expect(await Promise.all([accept(old), accept(old)])).toEqual([no('code_invalid'), no('code_invalid')]);
  const accepted = await Promise.all([accept(clear), accept(clear)]);
  expect(accepted).toContainEqual({
    ok: true,
    value: expect.objectContaining({ is_email_verified: true, role: 'viewer' }),
  });
  expect(accepted).toContainEqual(no('code_invalid'));
  expect(await accept(clear)).toEqual(no('code_invalid'));
});

it('works for 7 days and at its tenant only', async () => {
  const { invite, accept, tenantId } = await withRoom();
  const clear = clearOf(await invite('late@example.com'));
  expect(await (await withRoom()).accept(clear)).toEqual(no('code_invalid'));
  const { rows } = await asOwner(database.databaseUrl, (owner) =>
    owner.query<{ days: number }>(
      `select round(extract(epoch from expires_at - now()) / 86400)::int as days from invitations where tenant_id = $1`,
      [toUuid(tenantId)],
    ),
  );
  expect(rows).toEqual([{ days: 7 }]);
  await asOwner(database.databaseUrl, (owner) =>
    owner.query('update invitations set expires_at = now() where tenant_id = $1', [toUuid(tenantId)]),
  );
  expect(await accept(clear)).toEqual(no('code_invalid'));
});

it('is replaced by another to the same address', async () => {
  const { invite, accept } = await withRoom();
  const [first, second] = [clearOf(await invite('again@example.com')), clearOf(await invite('again@example.com'))];
  expect(await accept(first)).toEqual(no('code_invalid'));
  expect(await accept(second)).toMatchObject({ ok: true });
});

it('neither hangs nor fails when it is taken while it is made anew or withdrawn', async () => {
  const { invite, accept, author, tenantId } = await withRoom();
  for (let round = 0; round < 10; round += 1) {
    const email = `round-${round}@example.com`;
    const created = await invite(email);
    if (!created.ok) throw new Error(created.failure.code);
    const { clear, invitation } = created.value;
    const other =
      round % 2 === 0
        ? invite(email)
        : store.forCaller(author, ({ invitations }) => invitations.withdraw(invitation.id));
    const [accepted, second] = await Promise.all([accept(clear), other]);
    expect([accepted.ok, second.ok].filter(Boolean), `round ${round}`).toHaveLength(1);
    if (accepted.ok) await store.forCaller(author, ({ members }) => members.remove(accepted.value.id));
    else if (round % 2 === 0) {
      const open = await store.forTenant(tenantId, ({ invitations }) => invitations.find({ email }));
      if (open) await store.forCaller(author, ({ invitations }) => invitations.withdraw(open.id));
    }
  }
});

it('counts as the member it will be, exactly, also for two who are invited to the last place at once', async () => {
  // A trial has room for two: its owner and one more.
  const { invite, author } = await withRoom('trial');
  const invited = await Promise.all(['one', 'two', 'three'].map((name) => invite(`${name}@example.com`)));
  expect(invited.filter(({ ok }) => ok)).toHaveLength(1);
  expect(invited.filter((answer) => !answer.ok)).toEqual([no('plan_limit_reached'), no('plan_limit_reached')]);
  const member = { email: 'four@example.com', role: 'viewer', passwordHash: testHash, hasOwnPassword: true } as const;
  expect(await store.forCaller(author, ({ members }) => members.add(member))).toEqual(no('plan_limit_reached'));
});

it('takes the place it was given, and an old one that nobody took gives its place back', async () => {
  const { invite, accept, tenantId } = await withRoom('trial');
  await invite('slow@example.com');
  await asOwner(database.databaseUrl, (owner) =>
    owner.query('update invitations set expires_at = now() where tenant_id = $1', [toUuid(tenantId)]),
  );
  const clear = clearOf(await invite('quick@example.com'));
  expect(await invite('slow@example.com')).toEqual(no('plan_limit_reached'));
  expect(await accept(clear)).toMatchObject({ ok: true });
});

it('is not made for somebody who is a member', async () => {
  const { invite, tenantId } = await withRoom();
  await createTestMember(store, tenantId, { email: 'here@example.com' });
  expect(await invite('here@example.com')).toEqual(no('member_exists'));
});

it('leaves its code nowhere but in the mail', async () => {
  const { invite } = await withRoom();
  const clear = clearOf(await invite('secret@example.com'));
  const { rows } = await asOwner(database.databaseUrl, (owner) =>
    owner.query<{ text: string }>(
      `select events::text as text from events union all select audit_records::text from audit_records
       union all select invitations::text || encode(hash, 'escape') from invitations`,
    ),
  );
  const random = clear.slice(-39);
  expect(rows.filter(({ text }) => text.includes(random))).toEqual([]);
});

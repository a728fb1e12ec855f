import { type MemberId, newId, no, toUuid } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { type Author, installationAuthor } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant, readEvents, readRecords } from './test-database.ts';
import { asTestMember, createTestMember, presentedBy, testHash } from './test-member.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const inTenant = async () => {
  const id = await createTestTenant(store, `t-${newId('ten').slice(-10)}`);
  return { id, author: installationAuthor(id) };
};

const rolesIn = (tenantId: `ten_${string}`) =>
  store.forTenant(tenantId, async ({ members }) => {
    const page = await members.list({ limit: 50, cursor: undefined });
    return page.ok ? page.value.data.map(({ role }) => role).toSorted() : [];
  });

describe('the last owner', () => {
  it('is neither removed nor given another role', async () => {
    const { id: tenantId, author } = await inTenant();
    const owner = await createTestMember(store, tenantId);
    await createTestMember(store, tenantId, { role: 'admin' });
    expect(await store.forCaller(author, ({ members }) => members.remove(owner))).toEqual(no('last_owner'));
    const change = { id: owner, role: 'admin' } as const;
    expect(await store.forCaller(author, ({ members }) => members.change(change))).toEqual(no('last_owner'));
    expect(await rolesIn(tenantId)).toEqual(['admin', 'owner']);
  });

  it('is left when two owners go at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id: tenantId } = await inTenant();
      const owners = [await createTestMember(store, tenantId), await createTestMember(store, tenantId)];
      const leave = (id: MemberId) =>
        store.forCaller(asTestMember(tenantId, id), ({ members }) => members.change({ id, role: 'viewer' }));
      const left = await Promise.all(owners.map(leave));
      expect(left.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await rolesIn(tenantId)).toEqual(['owner', 'viewer']);
    }
  });

  it('may be given the role they have', async () => {
    const { id: tenantId, author } = await inTenant();
    const owner = await createTestMember(store, tenantId);
    const same = await store.forCaller(author, ({ members }) => members.change({ id: owner, role: 'owner' }));
    expect(same).toMatchObject({ ok: true, value: { id: owner, role: 'owner' } });
    expect(await readEvents(database, 'member.changed')).not.toContainEqual(
      expect.objectContaining({ tenant: tenantId }),
    );
  });
});

describe('a member', () => {
  it('is removed with their logins and codes', async () => {
    const { id: tenantId, author } = await inTenant();
    await createTestMember(store, tenantId);
    const id = await createTestMember(store, tenantId, { role: 'viewer' });
    const { clear } = await store.forCaller(author, async ({ members, logins }) => {
      await members.createCode({ memberId: id, purpose: 'reset_password' });
      return logins.open(id);
    });
    await store.forCaller(author, ({ members }) => members.remove(id));
    const login = presentedBy(clear, 'login');
    expect(await store.forTenant(tenantId, ({ logins }) => logins.verify(login))).toBeNull();
    const { rows } = await asOwner(database.databaseUrl, (owner) =>
      owner.query(
        'select 1 from logins where member_id = $1 union all select 1 from mailed_codes where member_id = $1',
        [toUuid(id)],
      ),
    );
    expect(rows).toEqual([]);
  });

  it('of another tenant is nobody', async () => {
    const { author } = await inTenant();
    const foreign = await createTestMember(store, (await inTenant()).id);
    const change = { id: foreign, role: 'viewer' } as const;
    expect(await store.forCaller(author, ({ members }) => members.change(change))).toEqual(no('member_not_found'));
    expect(await store.forCaller(author, ({ members }) => members.remove(foreign))).toEqual(no('member_not_found'));
  });

  it('cannot be made twice with one address, also not at once', async () => {
    const { id: tenantId, author } = await inTenant();
    const member = {
      email: 'twice@example.com',
      role: 'viewer',
      passwordHash: testHash,
      hasOwnPassword: true,
    } as const;
    const add = () => store.forCaller(author, ({ members }) => members.add(member));
    const added = await Promise.all([add(), add()]);
    expect(added.filter(({ ok }) => ok)).toHaveLength(1);
    expect(added).toContainEqual(no('member_exists'));
    expect(await rolesIn(tenantId)).toEqual(['viewer']);
  });

  it('takes the place of the open invitation to their address', async () => {
    const { id: tenantId, author } = await inTenant();
    const email = 'asked@example.com';
    await store.forCaller(author, ({ invitations }) => invitations.create({ email, role: 'viewer' }));
    await createTestMember(store, tenantId, { email });
    expect(await store.forTenant(tenantId, ({ invitations }) => invitations.find({ email }))).toBeNull();
  });
});

describe('a password', () => {
  it('is changed only from the one that was checked', async () => {
    const { id: tenantId } = await inTenant();
    const id = await createTestMember(store, tenantId);
    const change = (from: string, to: string) =>
      store.forCaller(asTestMember(tenantId, id), ({ members }) => members.changePassword({ id, from, to }));
    expect(await Promise.all([change(testHash, '$one'), change(testHash, '$two')])).toContain(false);
    expect(await change(testHash, '$three')).toBe(false);
    const records = await readRecords(database, toUuid(tenantId));
    expect(records.filter((line) => line === 'password.changed by member')).toHaveLength(1);
  });

  it('that was changed lets nobody in who had it checked just before', async () => {
    const { id: tenantId, author } = await inTenant();
    const memberId = await createTestMember(store, tenantId);
    await store.forCaller(author, ({ members }) =>
      members.changePassword({ id: memberId, from: testHash, to: '$new' }),
    );
    const open = (passwordHash: string) =>
      store.forCaller(author, ({ logins }) => logins.openByPassword({ memberId, passwordHash }));
    expect(await open(testHash)).toBeNull();
    expect(await open('$new')).not.toBeNull();
  });

  it('that was changed makes a link that was mailed before worthless', async () => {
    const { id: tenantId, author } = await inTenant();
    const memberId = await createTestMember(store, tenantId);
    const clear = await store.forCaller(author, async ({ members }) => {
      const code = await members.createCode({ memberId, purpose: 'reset_password' });
      await members.changePassword({ id: memberId, from: testHash, to: '$new' });
      return code;
    });
    const reset = { presented: presentedBy(clear, 'code'), passwordHash: '$stolen' };
    expect(await store.forCaller(author, ({ members }) => members.resetPassword(reset))).toEqual(no('code_invalid'));
  });
});

describe('a mailed code', () => {
  const withCode = async (purpose: 'verify_email' | 'reset_password') => {
    const { id: tenantId, author } = await inTenant();
    const memberId = await createTestMember(store, tenantId);
    const mail = () => store.forCaller(author, ({ members }) => members.createCode({ memberId, purpose }));
    return { tenantId, author, memberId, mail, clear: (await mail()) ?? '' };
  };

  it('is good once, also for two who bring it at once', async () => {
    const { author, clear } = await withCode('reset_password');
    const presented = presentedBy(clear, 'code');
    const reset = (passwordHash: string) =>
      store.forCaller(author, ({ members }) => members.resetPassword({ presented, passwordHash }));
    const answers = await Promise.all([reset('$one'), reset('$two')]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual(no('code_invalid'));
  });

  it('is good for what it was made for, for its own member, at its own tenant', async () => {
    const { author, memberId, clear } = await withCode('verify_email');
    const { author: rival } = await inTenant();
    const presented = presentedBy(clear, 'code');
    const reset = { presented, passwordHash: '$stolen' };
    expect(await store.forCaller(author, ({ members }) => members.resetPassword(reset))).toEqual(no('code_invalid'));
    const verify = (by: Author, id: MemberId) =>
      store.forCaller(by, ({ members }) => members.verifyEmail({ presented, memberId: id }));
    expect(await verify(rival, memberId)).toEqual(no('code_invalid'));
    expect(await verify(author, newId('mem'))).toEqual(no('code_invalid'));
    expect(await verify(author, memberId)).toMatchObject({ ok: true });
  });

  it('leaves one good link when several are asked for at once', async () => {
    const { author, memberId, mail, clear } = await withCode('verify_email');
    const codes = [clear, ...(await Promise.all([mail(), mail(), mail()]))];
    const answers = [];
    for (const code of codes) {
      const presented = presentedBy(code, 'code');
      answers.push(await store.forCaller(author, ({ members }) => members.verifyEmail({ presented, memberId })));
    }
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('is not made for somebody who is gone', async () => {
    const { author } = await inTenant();
    const code = { memberId: newId('mem'), purpose: 'verify_email' } as const;
    expect(await store.forCaller(author, ({ members }) => members.createCode(code))).toBeNull();
  });
});

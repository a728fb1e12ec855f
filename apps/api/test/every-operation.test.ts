import { idKinds, isWrite, newId, type Operation, operations, placeOf, roleScopes, type Scope } from '@parley/contract';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { rows, type Row } from './every-operation.table.ts';
import {
  ask,
  type Asker,
  createSide,
  createToken,
  createWorld,
  memberWithout,
  recordsOf,
  rowsOf,
  type Side,
  type World,
} from './every-operation.world.ts';
import { foreignPages, malformed, nonsense } from './hostile-values.ts';
import { startApiWithHolder } from './test-holder.ts';
import { type Answer, cookieIn } from './test-api.ts';

// Made from the contract: every operation is tried in each way in which one tenant could reach what is another's,
// or anybody do what they may not. What cannot be read from a declaration stands in the table.

const { api, holder } = await startApiWithHolder();

const all: readonly (typeof operations)[number][] = operations;
const open = all.filter(({ name }) => callerOf(name) === 'visitor');
const forCallers = all.filter(({ name }) => callerOf(name) !== 'visitor');
const forTokens = all.filter(({ name }) => callerOf(name) === undefined);
const forLogins = all.filter(({ name }) => callerOf(name) === 'login');
const named = all.flatMap(({ name }) =>
  Object.entries(rowOf(name).names ?? {}).flatMap(([field, thing]) => (thing ? [{ name, field, thing }] : [])),
);

it('knows every operation, and every field by which a thing is named', () => {
  expect(Object.keys(rows).toSorted()).toEqual(all.map(({ name }) => name).toSorted());
  for (const operation of all) {
    const row = rowOf(operation.name);
    expect(Object.keys(row.names ?? {}), operation.name).toEqual(expect.arrayContaining(namingFields(operation)));
    expect(row.records !== undefined, operation.name).toBe(isWrite(operation));
  }
});

describe('who is let in', () => {
  it.each(forCallers)('$name is for nobody without a token, with a bad one or with another tenant’s', async (each) => {
    const { attempt, world } = await trialOf(each);
    expect(refusalOf(await attempt({}))).toEqual([403, 'token_missing']);
    const bad = await attempt({ by: { token: 'nonsense' } });
    expect(refusalOf(bad)).toEqual([403, 'token_invalid']);
    const wrongChecksum = world.acme.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const token of [wrongChecksum, world.rival.tenant.token]) {
      expect(comparable(await attempt({ by: { token } }))).toEqual(comparable(bad));
    }
  });

  it.each(forCallers)('$name is for nobody without a login, or with another tenant’s', async (each) => {
    const { attempt, world } = await trialOf(each);
    expect(refusalOf(await attempt({ headers: { 'x-parley-dashboard': '1' } }))).toEqual([401, 'login_required']);
    const { owner, tenant } = world.rival;
    for (const cookie of [owner.cookie, owner.cookie.replace(tenant.name, world.acme.name)]) {
      const answer = await attempt({ by: { login: { ...owner, cookie } } });
      expect(refusalOf(answer)).toEqual([401, 'login_required']);
    }
  });

  it.each(forLogins)('$name is not for tokens', async (each) => {
    const { attempt, world } = await trialOf(each);
    expect(refusalOf(await attempt({ by: { token: world.acme.token } }))).toEqual([401, 'login_required']);
  });

  it.each(forTokens.filter(({ scope }) => scope !== null))('$name names the scope a token lacks', async (each) => {
    const { attempt, world } = await trialOf(each);
    const { scope, ownScope }: Operation = each;
    const token = await createToken(world, { without: [String(scope), ownScope] });
    const answer = await attempt({ by: { token } });
    expect([...refusalOf(answer), answer.body['errors']]).toEqual([403, 'scope_missing', { scope: [each.scope] }]);
  });

  it.each(forCallers.filter(({ scope }) => roleLacks(scope)))('$name names the scope a role lacks', async (each) => {
    const { attempt, world } = await trialOf(each);
    const answer = await attempt({ by: { login: await memberWithout(world, String(each.scope)) } });
    expect([...refusalOf(answer), answer.body['errors']]).toEqual([403, 'scope_missing', { scope: [each.scope] }]);
  });

  it.each(forTokens.filter(isWrite))('$name is not for a token that may only look', async (each) => {
    const { attempt, world } = await trialOf(each);
    const answer = await attempt({ by: { token: await createToken(world, { policy: { read_only: true } }) } });
    expect([...refusalOf(answer), answer.body['errors']]).toEqual([403, 'scope_missing', { policy: ['read_only'] }]);
  });

  it.each([...open, ...forCallers.filter(isWrite)])('$name is refused to the page of somebody else', async (each) => {
    const { attempt, loggedIn } = await trialOf(each);
    for (const headers of foreignPages) {
      expect(refusalOf(await attempt({ by: loggedIn, headers }))).toEqual([403, 'origin_refused']);
    }
  });
});

describe('what is named', () => {
  it.each(named)(
    '$name tells by `$field` nothing of another tenant’s, of one gone, of one never been',
    async (each) => {
      const { attempt, world, anybody } = await trialOf(operationNamed(each.name));
      const answers: Answer[] = [];
      for (const things of [world.never, world.gone, world.rival.things]) {
        answers.push(await attempt({ by: anybody, with: { [each.field]: things[each.thing] } }));
      }
      const [never, gone, others] = answers.map(comparable);
      expect([gone, others]).toEqual([never, never]);
      for (const answer of answers) expect([await recordsOf(world, answer), leaksIn(world, answer)]).toEqual([[], []]);
    },
  );

  it.each(named.filter(({ name }) => callerOf(name) === 'visitor'))(
    '$name tells by `$field` nothing of whether there is such a tenant',
    async (each) => {
      const { attempt, world } = await trialOf(operationNamed(each.name));
      const given = { [each.field]: world.never[each.thing] };
      const nowhere = await attempt({ with: given, tenantName: `not-${world.acme.name}` });
      expect(comparable(nowhere)).toEqual(comparable(await attempt({ with: given })));
    },
  );

  it.each(named)('$name refuses what `$field` cannot be', async (each) => {
    const { attempt, anybody } = await trialOf(operationNamed(each.name));
    for (const value of malformed) {
      const { status } = await attempt({ by: anybody, with: { [each.field]: value } });
      expect([400, 404, 410, 422], `${value} → ${status}`).toContain(status);
    }
  });
});

describe('what is nonsense', () => {
  it.each(all)('$name names the field in which it stands, and never has a fault of its own for it', async (each) => {
    const { attempt, anybody } = await trialOf(each);
    for (const field of Object.keys(each.input.shape)) {
      const place = placeOf(each, field);
      for (const value of place === 'path' ? nonsense.slice(1) : nonsense) {
        const { status, body } = await attempt({ by: anybody, with: { [field]: value } });
        const told = `${field}: ${JSON.stringify(value)} → ${status}`;
        const { errors }: Operation = each;
        expect(status < 500 || errors.some((code) => code === body['code']), told).toBe(true);
        if (place === 'path' || takes(each, field, place === 'body' ? value : String(value).toWellFormed())) continue;
        // Each by its path, like `scopes.0`. A declaration may hold a field against another, and name that one too.
        const fields = Object.keys(Object(body['errors'])).map((path) => path.split('.')[0]);
        expect([status, fields], told).toEqual([422, expect.arrayContaining([field])]);
      }
    }
  });
});

describe('what is done', () => {
  it.each(all)('$name does what it says, leaves a record of each change, and tells nothing of others', async (each) => {
    const { attempt, world, askers } = await trialOf(each);
    for (const by of askers) {
      const side = await createSide(api, { ...world.owner, tenant: world.acme });
      const { holds } = rowOf(each.name);
      if (holds !== undefined) await holder.hold({ id: side.things[holds], tenantId: world.acme.id });
      const answer = await attempt({ by, side });
      expect([answer.status, answer.body['errors']]).toEqual([each.http.status, undefined]);
      expect(leaksIn(world, answer)).toEqual([]);
      // What is done for a forgotten password is done behind the answer.
      const records = await vi.waitFor(async () => {
        const found = await recordsOf(world, answer);
        expect(found.map(({ action }) => action)).toEqual(rowOf(each.name).records ?? []);
        return found;
      });
      const callerId = idOf(by);
      expect(records.filter((record) => callerId !== null && record.by !== callerId)).toEqual([]);
      expect(records.filter(({ tenant }) => tenant !== world.acme.id && each.name !== 'account.signUp')).toEqual([]);
    }
  });
});

// Whatever was tried above, and whichever of it: each world has a tenant beside it to which nothing may have happened.
afterAll(async () => {
  for (const [name, trial] of trials) await expectUntouched(name, await trial);
});

const expectUntouched = async (name: string, { world, before }: Trial): Promise<void> =>
  expect(await rowsOf(world, world.rival.tenant), `${name} changes nothing of another tenant`).toBe(before);

type Name = (typeof operations)[number]['name'];

function rowOf(name: Name): Row {
  return rows[name];
}

function operationNamed(name: Name): (typeof operations)[number] {
  const found = operations.find((operation) => operation.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

function callerOf(name: Name): Operation['caller'] {
  const operation: Operation = operationNamed(name);
  return operation.caller;
}

type Attempt = {
  by?: Asker;
  headers?: Record<string, string>;
  with?: Record<string, unknown>;
  side?: Side;
  tenantName?: string;
};

type Trial = {
  world: World;
  /** The rows of the other tenant, before anything was tried. */
  before: string;
  /** Asks with a valid input, and whatever else is given. */
  attempt(asked: Attempt): Promise<Answer>;
  /** Everybody who may ask. */
  askers: readonly Asker[];
  anybody: Asker;
  loggedIn: Asker;
};

/** All that is tried with one operation is tried in one world. */
const trialOf = (operation: (typeof operations)[number]): Promise<Trial> => {
  const trial = trials.get(operation.name) ?? createTrial(operation);
  trials.set(operation.name, trial);
  return trial;
};

const trials = new Map<Name, Promise<Trial>>();

const createTrial = async (operation: (typeof operations)[number]): Promise<Trial> => {
  const world = await createWorld(api);
  const before = await rowsOf(world, world.rival.tenant);
  const login: Asker = { login: world.owner };
  const askersOf = { visitor: [{}], login: [login], any: [{ token: world.acme.token }, login] };
  const askers: Asker[] = askersOf[callerOf(operation.name) ?? 'any'];
  return {
    world,
    before,
    attempt: (asked) => {
      const input = { ...rowOf(operation.name).input(asked.side ?? world.side), ...asked.with };
      return ask(world, operation, { ...asked, input });
    },
    askers,
    anybody: askers[0] ?? {},
    loggedIn: askers.at(-1) ?? {},
  };
};

/** Whether the declaration of a field takes a value, whatever the others are. */
const takes = ({ input }: Operation, field: string, value: unknown): boolean => {
  const issues = input.safeParse({ [field]: value }).error?.issues ?? [];
  return issues.every(({ path }) => path[0] !== field);
};

/** Some scopes every member has. */
const roleLacks = (scope: Scope | null): boolean =>
  scope !== null && Object.values(roleScopes).some((granted) => !granted.includes(scope));

/** An id of each kind there is. */
const ids = Object.keys(idKinds).map((kind) => newId('tok').replace('tok', kind));

/** The fields that stand in the path, but for somebody else's number, or take ids and nothing else. */
const namingFields = (operation: Operation): string[] =>
  Object.keys(operation.input.shape).filter((field) => {
    const isId = ids.some((id) => takes(operation, field, id)) && !takes(operation, field, 'x'.repeat(30));
    return isId || (placeOf(operation, field) === 'path' && !takes(operation, field, '+4915112345678'));
  });

/** A refusal opens no login either. */
const refusalOf = (answer: Answer): unknown[] => {
  const cookie = cookieIn(answer);
  return [answer.status, answer.body['code'], ...(cookie === '' ? [] : [cookie])];
};

/** All of an answer that may differ only for a reason. */
const comparable = ({ status, headers, body }: Answer): unknown => {
  const passing = /^(?:date|x-request-id|ratelimit.*)$/;
  return {
    status,
    headers: [...headers].filter(([name]) => !passing.test(name)),
    body: JSON.stringify({ ...body, request_id: null }),
  };
};

/** The words of an answer that only the other tenant knows. */
const leaksIn = ({ rival: { tenant, things, owner } }: World, { body }: Answer): string[] => {
  const text = JSON.stringify(body);
  const known: string[] = [tenant.id, tenant.name, owner.id, owner.email, ...Object.values(things)];
  return known.filter((word) => text.includes(word));
};

const idOf = ({ token, login }: Asker): string | null => {
  if (token !== undefined) return `tok_${token.split('_')[2]}`;
  return login?.id ?? null;
};

import { newId, toUuid } from '@parley/contract';
import type { SessionScope } from '../doors/transaction.ts';
import { joinContacts } from './join-contacts.ts';

/** A person as WhatsApp names them: by number (digits), by LID, or by both; and what they call themselves. */
export type Person = { phone: string | null; lid: string | null; name: string | null };

/**
 * The contacts of people, made where there was none, by number or by LID. What is told of somebody beside that is learned.
 *
 * A number is whom callers mean. So where number and LID lead to two contacts, the number counts, and the LID goes over
 * to it: of a contact that was known by that LID alone, with all that was said; of one with a number of its own, nothing
 * else.
 *
 * Of a tenant's devices one at a time changes who is who. All who hold several contacts at once hold them in the order of
 * their numbers, so that two never wait for each other.
 */
export const findPeople = async (
  scope: SessionScope,
  people: readonly Person[],
): Promise<(person: Pick<Person, 'phone' | 'lid'>) => string> => {
  const wanted = together(people);
  let found = await look(scope, wanted);
  if (wanted.some((person) => isNews(person, found.of(person)))) {
    await scope.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`contacts of ${scope.tenantUuid}`]);
    // What others made in the same moment is seen only now.
    found = await look(scope, wanted);
    const missing = wanted.filter((person) => found.of(person) === undefined);
    if (missing.length > 0) {
      await make(scope, missing);
      found = await look(scope, wanted);
    }
    await hold(scope, wanted, found);
    for (const person of wanted) if (await giveLid(scope, person, found)) found = await look(scope, wanted);
    await learn(scope, wanted, found);
  }
  return (person) => {
    const contact = found.of(person);
    if (contact === undefined) throw new Error('A contact that was made is not there.');
    return contact.id;
  };
};

type Row = { id: string; phone: string | null; lid: string | null; name: string | null };
type Found = {
  of: (person: Pick<Person, 'phone' | 'lid'>) => Row | undefined;
  byLid: (lid: string | null) => Row | undefined;
};

/** One of each, with the last that was told of them, in the one order. */
const together = (people: readonly Person[]): Person[] => {
  const of = new Map<string, Person>();
  for (const { phone, lid, name } of people) {
    const key = phone ?? `lid ${lid}`;
    const known = of.get(key);
    of.set(key, { phone, lid: lid ?? known?.lid ?? null, name: name ?? known?.name ?? null });
  }
  return [...of].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, person]) => person);
};

const look = async ({ sql, tenantUuid }: SessionScope, wanted: readonly Person[]): Promise<Found> => {
  const rows = await sql<Row>(
    {
      name: 'find people',
      text: `select id, phone, lid, name from contacts
        where tenant_id = $1 and (phone = any($2::text[]) or lid = any($3::text[]))`,
    },
    [tenantUuid, wanted.flatMap(({ phone }) => phone ?? []), wanted.flatMap(({ lid }) => lid ?? [])],
  );
  const byPhone = new Map(rows.map((row) => [row.phone, row]));
  const byLid = new Map(rows.map((row) => [row.lid, row]));
  return {
    of: ({ phone, lid }) => {
      const named = lid === null ? undefined : byLid.get(lid);
      if (phone === null) return named;
      return byPhone.get(phone) ?? (named?.phone === null ? named : undefined);
    },
    byLid: (lid) => (lid === null ? undefined : byLid.get(lid)),
  };
};

/** Whether more is told of somebody than we have. */
const isNews = ({ phone, lid, name }: Person, known: Row | undefined): boolean =>
  known === undefined ||
  (phone !== null && phone !== known.phone) ||
  (lid !== null && lid !== known.lid) ||
  (name !== null && name !== known.name);

/** Those with a number get their LID afterwards: somebody else may have it. */
const make = async ({ sql, tenantUuid }: SessionScope, missing: readonly Person[]): Promise<void> => {
  await sql(
    `insert into contacts (tenant_id, id, phone, lid, name)
      select $1, id, phone, case when phone is null then lid end, name
      from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality as given (id, phone, lid, name, n)
      order by n on conflict do nothing`,
    [
      tenantUuid,
      missing.map(() => toUuid(newId('con'))),
      missing.map(({ phone }) => phone),
      missing.map(({ lid }) => lid),
      missing.map(({ name }) => name),
    ],
  );
};

/** Whoever accepts messages for several of them holds them in this order too. */
const hold = async ({ sql, tenantUuid }: SessionScope, wanted: readonly Person[], found: Found): Promise<void> => {
  const ids = wanted.flatMap((person) => {
    const [contact, other] = [found.of(person), found.byLid(person.lid)];
    return isNews(person, contact) ? [contact?.id, other?.id].flatMap((id) => id ?? []) : [];
  });
  await sql('select from contacts where tenant_id = $1 and id = any($2) order by phone, id for update', [
    tenantUuid,
    ids,
  ]);
};

/** Where somebody else has the LID of a person. Whether that changed who is who. */
const giveLid = async (scope: SessionScope, person: Person, found: Found): Promise<boolean> => {
  const [contact, other] = [found.of(person), found.byLid(person.lid)];
  if (contact === undefined || other === undefined || other.id === contact.id) return false;
  await joinContacts(scope, other, contact);
  return true;
};

const learn = async ({ sql, tenantUuid }: SessionScope, wanted: readonly Person[], found: Found): Promise<void> => {
  const learned = wanted.flatMap((person): Row[] => {
    const [contact, other] = [found.of(person), found.byLid(person.lid)];
    if (contact === undefined || !isNews(person, contact)) return [];
    const isLidFree = other === undefined || other.id === contact.id;
    return [
      {
        id: contact.id,
        phone: contact.phone ?? person.phone,
        lid: isLidFree ? (person.lid ?? contact.lid) : contact.lid,
        name: person.name ?? contact.name,
      },
    ];
  });
  if (learned.length === 0) return;
  await sql(
    `update contacts set phone = learned.phone, lid = learned.lid, name = learned.name
      from jsonb_to_recordset($2::jsonb) as learned (id uuid, phone text, lid text, name text)
      where tenant_id = $1 and contacts.id = learned.id`,
    [tenantUuid, JSON.stringify(learned)],
  );
};

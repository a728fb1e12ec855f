import { newId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';

/** A device and a number, in digits. */
export type ChatOf = { deviceUuid: string; phone: string };
/** `isKnown`: the two have written to each other, and it came. */
export type FoundChat = { uuid: string; isKnown: boolean };

/** The chats of devices with numbers, made where there was none yet. */
export const findChats = async (
  scope: TenantScope,
  wanted: readonly ChatOf[],
): Promise<(deviceUuid: string, phone: string) => FoundChat> => {
  const chats = new Map<string, FoundChat>();
  const keep = (rows: readonly Row[]): void => {
    for (const { device_id, phone, id, is_known } of rows)
      chats.set(keyOf(device_id, phone), { uuid: id, isKnown: is_known });
  };
  if (wanted.length > 0) keep(await look(scope, wanted));
  const missing = wanted.filter(({ deviceUuid, phone }) => !chats.has(keyOf(deviceUuid, phone)));
  if (missing.length > 0) {
    await make(scope, missing);
    // What another made in the same moment is seen only now.
    keep(await look(scope, missing));
  }
  return (deviceUuid, phone) => {
    const found = chats.get(keyOf(deviceUuid, phone));
    if (found === undefined) throw new Error('A chat that was made is not there.');
    return found;
  };
};

type Row = { device_id: string; phone: string; id: string; is_known: boolean };

const keyOf = (deviceUuid: string, phone: string): string => `${deviceUuid} ${phone}`;

const look = ({ sql, tenantUuid }: TenantScope, wanted: readonly ChatOf[]): Promise<Row[]> =>
  sql<Row>(
    {
      name: 'find chats',
      text: `select chats.device_id, contacts.phone, chats.id, chats.known_since is not null as is_known
        from unnest($2::uuid[], $3::text[]) as wanted (device_id, phone)
        join contacts on contacts.tenant_id = $1 and contacts.phone = wanted.phone
        join chats on chats.tenant_id = $1 and chats.device_id = wanted.device_id and chats.contact_id = contacts.id`,
    },
    [tenantUuid, wanted.map(({ deviceUuid }) => deviceUuid), wanted.map(({ phone }) => phone)],
  );

/** In one order, so that two of these never wait for each other. */
const make = async ({ sql, tenantUuid }: TenantScope, missing: readonly ChatOf[]): Promise<void> => {
  const phones = [...new Set(missing.map(({ phone }) => phone))].toSorted();
  await sql(
    `insert into contacts (tenant_id, id, phone) select $1, id, phone
       from unnest($2::uuid[], $3::text[]) as given (id, phone)
       on conflict (tenant_id, phone) do nothing`,
    [tenantUuid, phones.map(() => toUuid(newId('con'))), phones],
  );
  const pairs = [...new Map(missing.map((pair) => [keyOf(pair.deviceUuid, pair.phone), pair])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair);
  await sql(
    `insert into chats (tenant_id, id, device_id, contact_id) select $1, given.id, device_id, contacts.id
       from unnest($2::uuid[], $3::uuid[], $4::text[]) as given (id, device_id, phone)
       join contacts on contacts.tenant_id = $1 and contacts.phone = given.phone
       order by contacts.phone, device_id on conflict (tenant_id, device_id, contact_id) do nothing`,
    [
      tenantUuid,
      pairs.map(() => toUuid(newId('cht'))),
      pairs.map(({ deviceUuid }) => deviceUuid),
      pairs.map(({ phone }) => phone),
    ],
  );
};

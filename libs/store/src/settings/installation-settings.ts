import type { Sql } from '../doors/transaction.ts';

/** What may be set while the installation runs. Processes read it now and then; none is started anew for it. */
export type SettingName = 'whatsapp_version';

/** Null where nobody has set it. */
export const findSetting = async (sql: Sql, name: SettingName): Promise<string | null> => {
  const [row] = await sql<{ value: string }>('select value from installation_settings where name = $1', [name]);
  return row?.value ?? null;
};

export const setSetting = async (sql: Sql, name: SettingName, value: string): Promise<void> => {
  await sql(
    `insert into installation_settings (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value, set_at = now()`,
    [name, value],
  );
};

/** From now on it is as if nobody had ever set it. */
export const clearSetting = async (sql: Sql, name: SettingName): Promise<void> => {
  await sql('delete from installation_settings where name = $1', [name]);
};

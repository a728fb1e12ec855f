import { EntitySchema } from 'typeorm';

/** Something that whoever runs the installation has set while it runs. */
export type InstallationSettingRow = { name: string; value: string; set_at: Date };

export const installationSettingTable = new EntitySchema<InstallationSettingRow>({
  name: 'installation_settings',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'installation_settings_pkey' },
    value: { type: 'text' },
    set_at: { type: 'timestamptz', default: () => 'now()' },
  },
});

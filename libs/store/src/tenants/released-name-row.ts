import { EntitySchema } from 'typeorm';

/** A name whose tenant is gone. Nobody else gets it: its addresses are still pasted into other people's programs. */
export type ReleasedNameRow = { name: string; released_at: Date };

export const releasedNameTable = new EntitySchema<ReleasedNameRow>({
  name: 'released_names',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'released_names_pkey' },
    released_at: { type: 'timestamptz', default: () => 'now()' },
  },
});

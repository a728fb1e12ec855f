import { Client } from 'pg';

type Owner = { databaseUrl: string; application: string };

/** Works as the owner of the database, over one connection. */
export const asOwner = async <T>(
  { databaseUrl, application }: Owner,
  work: (owner: Client) => Promise<T>,
): Promise<T> => {
  const owner = new Client({ connectionString: databaseUrl, application_name: application });
  // A statement that is waiting is told as well, and throws.
  owner.on('error', () => {});
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
};

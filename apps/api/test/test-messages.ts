import type { MessageId } from '@parley/contract';
import { inDatabase } from './in-database.ts';
import { type Answer, json, type TestApi, type TestTenant } from './test-api.ts';
import { sessionOf, type TestDevice } from './test-holder.ts';

/** Sends a text; what is not given is usual. */
export const sendText = (
  api: Pick<TestApi, 'as'>,
  tenant: Pick<TestTenant, 'name' | 'token'>,
  { query = '', headers = {}, ...body }: { query?: string; headers?: Record<string, string> } & Record<string, unknown>,
): Promise<Answer> => {
  const init = json({ to: '+12025550120', text: 'Hello', ...body });
  return api.as(tenant, `/api/v1/messages/text${query}`, {
    ...init,
    headers: { 'content-type': 'application/json', ...headers },
  });
};

export const idIn = ({ body }: Answer): MessageId => `msg_${String(body['id']).slice(4)}`;

/** Claims what the device has to send, as its holder does. */
export const claim = async (api: TestApi, device: TestDevice) => {
  const inSession = await sessionOf(api, device);
  return inSession(({ messages }) => messages.claim({ limit: 10, busyChats: [], jitter: 1 }));
};

/** How many rows of a tenant there are. */
export const countOf = async (api: TestApi, tenant: TestTenant, table: string): Promise<number> => {
  const [row] = await inDatabase(
    api,
    `select count(*)::int as count from ${table} where tenant_id = (select id from tenants where name = $1)`,
    [tenant.name],
  );
  return Number(row?.['count']);
};

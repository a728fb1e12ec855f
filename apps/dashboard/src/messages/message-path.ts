import { type MessageId, idSchema, pages } from '@parley/contract';

const isId = idSchema('msg');

/** The page of a message, below the tenant's base. */
export const messagePath = (id: MessageId): string => pages.message.replace(':message', id);

/** Whose page this path is; null where it is no message's. */
export const messageOnPage = (page: string): MessageId | null => {
  const before = `${pages.messages}/`;
  const { success, data } = isId.safeParse(page.startsWith(before) ? page.slice(before.length) : '');
  return success ? data : null;
};

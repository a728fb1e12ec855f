import { idSchema, isWrite, type Operation } from '@parley/contract';
import type { Deed } from './policy.ts';

/**
 * The devices and chats that an input names, however deep it does. A field for one that was left out stands for
 * any of them. So a narrowed token has to name one of its own, in the very spelling its policy has, or a device of its
 * own by its number: see `byTheirIds`. A chat without its `+` is refused rather than taken for another. Where each item
 * of an input is held against the policy by itself, its handler does it.
 */
export const namedIn = (operation: Operation, input: unknown): Pick<Deed, 'devices' | 'chats'> => {
  if (operation.http.heldByItem !== undefined) return {};
  const nameOf = (field: string): string => operation.adapts?.fields[field] ?? field;
  const leftOut = Object.keys(operation.input.shape).filter((field) => !isObject(input) || !(field in input));
  const named = [...leftOut.map((field): [string, unknown] => [field, undefined]), ...walk(input)].map(
    ([field, value]): [string, unknown] => [nameOf(field), value],
  );
  return {
    devices: named.flatMap(([field, value]) => (field === 'device' || isDeviceId(value) ? [value] : [])),
    chats: named.flatMap(([field, value]) => (isChat(operation, field) ? [value] : [])),
  };
};

/** What is written goes to somebody; a read may have days, from one to another. */
const isChat = (operation: Operation, field: string): boolean =>
  field === 'chat' || (field === 'to' && isWrite(operation));

/** Every value of an input with the name of the field that holds it; those of a list have the list's. */
const walk = (value: unknown, field = ''): [string, unknown][] => {
  if (Array.isArray(value)) return value.flatMap((item) => walk(item, field));
  if (!isObject(value)) return [[field, value]];
  return Object.entries(value).flatMap(([name, inner]) => walk(inner, name));
};

const deviceId = idSchema('dev');
const isDeviceId = (value: unknown): boolean => deviceId.safeParse(value).success;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

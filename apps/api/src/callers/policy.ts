import { BlockList, isIPv6 } from 'node:net';
import type { Policy } from '@parley/contract';

/** What somebody is about to do, as far as a token may be narrowed in it. What is left out is not the question. */
export type Deed = {
  /** Where it is asked from. */
  address?: string;
  isWrite?: boolean;
  tool?: string;
  /** What it is done with. A device or a chat that was left open is undefined: it could be any. */
  devices?: readonly unknown[];
  chats?: readonly unknown[];
};

/** The one place where a token's policy is held against what it is used for: the fields of it that say no. */
export const policyFaults = (policy: Policy | null, deed: Deed): (keyof Policy)[] => {
  if (policy === null) return [];
  const { address, isWrite = false, tool, devices = [], chats = [] } = deed;
  const faults: [keyof Policy, boolean][] = [
    ['devices', !devices.every((device) => allows(policy.devices, device))],
    ['chats', !chats.every((chat) => allows(policy.chats, chat))],
    ['ips', address !== undefined && policy.ips !== null && !isAmong(policy.ips, address)],
    ['tools', tool !== undefined && !allows(policy.tools, tool)],
    ['read_only', policy.read_only && isWrite],
  ];
  return faults.flatMap(([field, isFault]) => (isFault ? [field] : []));
};

/** The fields in which `inner` would allow what `outer` does not: whoever is narrowed cannot make something wider. */
export const widerFields = (inner: Policy, outer: Policy | null): (keyof Policy)[] => {
  if (outer === null) return [];
  const lists = (['devices', 'chats', 'ips', 'tools'] as const).filter(
    (field) => !isWithin(inner[field], outer[field]),
  );
  return outer.read_only && !inner.read_only ? [...lists, 'read_only'] : lists;
};

const allows = (list: readonly string[] | null, value: unknown): boolean =>
  list === null || list.some((allowed) => allowed === value);

const isWithin = (inner: readonly string[] | null, outer: readonly string[] | null): boolean =>
  outer === null || (inner !== null && inner.every((value) => outer.includes(value)));

/** An IPv4 client of a socket that speaks IPv6 is known by either spelling. What is no address is among nothing. */
const isAmong = (ranges: readonly string[], address: string): boolean => {
  const known = blockLists.get(ranges) ?? toBlockList(ranges);
  blockLists.set(ranges, known);
  return known.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
};

/** To make one of a hundred ranges costs more than all else about a token that is remembered. */
const blockLists = new WeakMap<readonly string[], BlockList>();

const toBlockList = (ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    const family = isIPv6(net) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(net, family);
    else list.addSubnet(net, Number(bits), family);
  }
  return list;
};

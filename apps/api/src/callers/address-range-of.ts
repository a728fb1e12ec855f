import { isIP } from 'node:net';

/**
 * Those who are counted as one by where they come from: an IPv4 address, or the first half of an IPv6 address, of
 * which a single customer has the whole other half. An IPv4 address that was written as IPv6 is the same client.
 */
export const addressRangeOf = (address: string): string => {
  const plain = address.replace(/%.*$/, '');
  const version = isIP(plain);
  if (version === 0) return 'unknown';
  if (version === 4) return plain;
  const groups = groupsOf(plain);
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 6).join() === '0,0,0,0,0,65535') return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const half = groups.slice(0, 4).map((group) => group.toString(16));
  return `${half.join(':')}::/64`;
};

/** The eight numbers of an IPv6 address; a URL knows every way to write one. */
const groupsOf = (address: string): number[] => {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const toNumbers = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [head, tail] = [toNumbers(left), toNumbers(right ?? '')];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
};

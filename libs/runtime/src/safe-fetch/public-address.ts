import ipaddr from 'ipaddr.js';

/**
 * Whether an address lies on the public internet. Everything that is not plainly so is not: private and reserved
 * ranges, and every IPv6 form that carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo, ISATAP), public
 * or not, since nobody needs them and a gateway somewhere would unwrap them.
 */
export const isPublicAddress = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || (address.match(globalUnicast) && !isIsatap(address));
};

// The only block of IPv6 that is given out to the world. ipaddr.js calls anything it does not know unicast.
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

// Any network may hold these: the last half of the address is 0:5efe or 200:5efe and an IPv4 address.
const isIsatap = ({ parts }: ipaddr.IPv6): boolean => (parts[4] === 0 || parts[4] === 0x200) && parts[5] === 0x5efe;

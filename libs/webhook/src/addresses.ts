import ipaddr from 'ipaddr.js';

/** Public by their range, and yet the host's own affair: Azure's metadata and wire server. */
const metadata = new Set(['168.63.129.16']);

/**
 * Why no delivery may go to an IP address, or undefined when it is one of the public internet. Every form that stands
 * for an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo) is refused, whatever is inside.
 */
export function refusedAddress(address: string): string | undefined {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, ''); // brackets of a URL, zone of a link-local address
  if (!ipaddr.isValid(bare)) return 'not an IP address';
  const parsed = ipaddr.parse(bare);
  const range = parsed.range();
  if (range !== 'unicast') return `a ${words(range)} address`;
  if (metadata.has(parsed.toString())) return 'a metadata address';
  // What is handed out today; the rest of IPv6's unicast space is nobody's.
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(ipaddr.IPv6.parse('2000::'), 3)) return 'an unallocated address';
  return undefined;
}

/** `uniqueLocal` → `unique local`. */
function words(range: string): string {
  return range.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
}

/** Whether a URL's hostname is an IP address rather than a name. */
export function isAddress(hostname: string): boolean {
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''));
}

import type { IncomingHttpHeaders } from 'node:http';

/** Between two neighbours only (RFC 9110, 7.6.1). `transfer-encoding` is the client's and the server's own affair, both set it. */
const hopByHop = 'connection|proxy-connection|keep-alive|te|trailer|upgrade|proxy-authenticate|proxy-authorization|proxy-authentication-info';

/** What visitors may not say of themselves: where they come from is what we saw. */
const claimsOrigin = `x-forwarded(-.+)?|forwarded|x-real-ip|x-client-ip|client-ip|x-cluster-client-ip|true-client-ip|cf-.+|fastly-client-ip|via|x-envoy-.+|x-original-.+|expect`;

/** What may name, or tell apart, the machinery on the way: servers, proxies and meshes of whoever runs the replica. `date` tells a clock, `alt-svc` another way in. */
const namesMachinery = `server|via|date|alt-svc|forwarded|x-forwarded(-.+)?|x-real-ip|x-served-by|x-backend.*|x-upstream.*|x-envoy-.+|x-kubernetes-.+|x-kong-.+|x-nginx-.+|x-varnish|x-proxy.*|x-host|x-node.*|x-pod.*|x-cluster.*|x-server.*|server-timing|proxy-status|cdn-loop|x-cache.*`;

const isDroppedOfRequest = remembered(new RegExp(`^(${hopByHop}|${claimsOrigin})$`));
const isDroppedOfResponse = remembered(new RegExp(`^(${hopByHop}|${namesMachinery})$`));

/** Names whose verdict is remembered; beyond, they are looked at each time. */
const MOST_REMEMBERED = 1_000;

/** A pattern's verdict on names, remembered: the same few come with every message. */
function remembered(pattern: RegExp): (name: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (name) => {
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    const verdict = pattern.test(name);
    if (verdicts.size < MOST_REMEMBERED) verdicts.set(name, verdict);
    return verdict;
  };
}

/** Of whoever asks. */
export interface Visitor {
  address: string | undefined;
  secure: boolean;
  /** The host that was asked for. */
  host: string;
}

/** Makes a request's headers those that a replica gets. */
export function cleanRequestHeaders(headers: IncomingHttpHeaders, visitor: Visitor, upgrade = false): void {
  drop(headers, isDroppedOfRequest);
  if (upgrade) Object.assign(headers, { connection: 'Upgrade', upgrade: 'websocket' });
  if (visitor.address !== undefined) headers['x-forwarded-for'] = visitor.address;
  headers['x-forwarded-proto'] = visitor.secure ? 'https' : 'http';
  headers['x-forwarded-host'] = visitor.host;
}

/** Makes an answer's headers those that a visitor gets. `upgrade`: keeps what makes it a WebSocket. */
export function cleanResponseHeaders(headers: IncomingHttpHeaders, upgrade = false): void {
  drop(headers, isDroppedOfResponse);
  if (upgrade) Object.assign(headers, { connection: 'Upgrade', upgrade: 'websocket' });
}

/** Drops what the verdict says, and what the `connection` header names besides. */
function drop(headers: IncomingHttpHeaders, isDropped: (name: string) => boolean): void {
  const named = (headers.connection ?? '').toLowerCase();
  for (const name of Object.keys(headers)) if (isDropped(name)) delete headers[name];
  if (named === '' || named === 'keep-alive' || named === 'close') return;
  for (const name of named.split(',')) {
    const token = name.trim();
    if (!framing.has(token)) delete headers[token];
  }
}

/** Never dropped because a peer says so: messages would be cut elsewhere than they were. */
const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'host', 'cookie', 'authorization', 'sec-websocket-key', 'sec-websocket-version']);

import { webhookProblems } from './webhook.errors.js';
import { isAddress, refusedAddress } from './addresses.js';

const MAX_LENGTH = 2_048;

/** Names that are loopback by definition (RFC 6761), whatever a resolver says. */
const localName = /(^|\.)localhost\.?$/i;

/**
 * Why deliveries to a URL are refused as it stands, or undefined. What a name resolves to is checked when it is
 * connected to, since it may resolve to something else by then.
 */
export function refusedUrl(text: string, { allowPrivate }: { allowPrivate: boolean }): string | undefined {
  if (text.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'its scheme is not https';
  if (url.username || url.password) return 'it holds credentials';
  if (url.hash) return 'it holds a fragment';
  if (allowPrivate) return undefined;
  if (url.protocol !== 'https:') return 'its scheme is not https';
  // Below 1024 live mail, name and file servers; webhooks have no business there.
  if (url.port !== '' && Number(url.port) < 1_024) return 'its port is neither 443 nor at least 1024';
  if (localName.test(url.hostname)) return 'it names this machine';
  if (isAddress(url.hostname)) {
    const reason = refusedAddress(url.hostname);
    if (reason) return `it names ${reason}`;
  }
  return undefined;
}

/** The URL in its normal form. @throws Problem `endpoint_url_refused`. */
export function checkedUrl(text: string, options: { allowPrivate: boolean }): string {
  const reason = refusedUrl(text, options);
  if (reason) throw webhookProblems.endpoint_url_refused(`Messages cannot be delivered there: ${reason}.`, { pointer: '/url' });
  return new URL(text).href;
}

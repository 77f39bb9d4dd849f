import type { Visitor } from './visitor.js';

/** Longer than any page takes until it has asked for all that it shows first. */
const MOST_MILLIS = 60_000;

/** What every page asks for besides, whatever it shows. */
const always = new Set(['/v1/session', '/v1/stream']);

/**
 * Opens a page whose answers all wait until it has asked for each of these paths: if one of them is asked for only when another is
 * answered, it is never opened.
 * @returns every path that it asked for until it was drawn, without those of every page.
 * @throws Error when that does not happen, with what it did ask for.
 */
export async function opened(visitor: Visitor, path: string, wanted: readonly string[]): Promise<string[]> {
  const { page } = visitor;
  const asked = new Set<string>();
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/v1/**', async (route) => {
    asked.add(new URL(route.request().url()).pathname);
    if (wanted.every((one) => asked.has(one))) answer();
    await answered;
    await route.continue().catch(() => undefined); // of a page that was left meanwhile
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${path} asked for ${[...asked].join(', ')} alone before it was answered; not for all of ${wanted.join(', ')}`)), MOST_MILLIS);
  });
  try {
    await visitor.go(path);
    await Promise.race([answered, never]);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Loading …').first().waitFor({ state: 'detached' });
  } finally {
    clearTimeout(timer);
    answer();
    await page.unroute('**/v1/**');
  }
  return [...asked].filter((one) => !always.has(one));
}

/** What pages with a list show first. */
export const firstAsked = {
  tenant: {
    '/leases': ['/v1/leases'],
    '/wallet': ['/v1/wallet', '/v1/wallet/entries', '/v1/wallet/top-up', '/v1/wallet/top-ups', '/v1/budgets'],
    '/statements': ['/v1/statements'],
    '/webhooks': ['/v1/webhooks/endpoints', '/v1/webhooks/messages'],
    '/access': ['/v1/keys', '/v1/members', '/v1/projects', '/v1/quotas'],
  },
  operator: {
    '/operator/fleet': ['/v1/operator/hosts', '/v1/operator/doctor'],
    '/operator/earnings': ['/v1/operator/earnings', '/v1/operator/payouts', '/v1/operator/bond', '/v1/operator/stake-pool'],
    '/operator/faults': ['/v1/operator/slashes', '/v1/operator/faults', '/v1/operator/challenges', '/v1/operator/reputation'],
  },
  backer: {
    '/backer': ['/v1/stake-pools'],
    '/backer/diversified': ['/v1/diversified-pool', '/v1/diversified-pool/position', '/v1/rules'],
    '/backer/insurance': ['/v1/cover-pools', '/v1/cover-disputes'],
  },
  admin: {
    '/admin': ['/v1/admin/pools', '/v1/admin/health', '/v1/admin/ledger/differences'],
    '/admin/rules': ['/v1/rules/versions', '/v1/rules'],
    '/admin/breakers': ['/v1/admin/breakers', '/v1/status/flows'],
    '/admin/slashes': ['/v1/admin/slashes', '/v1/admin/faults'],
    '/admin/disputes': ['/v1/admin/cover-disputes'],
    '/admin/held-usage': ['/v1/admin/held-usage'],
  },
} as const;

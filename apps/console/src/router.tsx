import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { isActing } from './api.js';
import { isOutdated, openAnewOnce } from './new-version.js';
import { NotFound } from './parts/not-found.js';
import { Problem } from './parts/problem.js';
import { begin, type FirstReads } from './parts/reads.js';
import { currentRole, homeOf, sessionQuery } from './session.js';
import { Frame } from './shell.js';
import { isSlashState, type SlashState } from './slash-states.js';

interface Context {
  queries: QueryClient;
}

interface Opened {
  context: Context;
  cause: 'preload' | 'enter' | 'stay';
}

/** @throws Error that the router takes for no other: it would load the whole application anew, also where that is what cannot be reached. */
const codeOf = <C,>(code: () => Promise<C>) => async (): Promise<C> => code().catch((error: unknown) => {
  throw new Error('The code of this page could not be got', { cause: error });
});

/** A page's code; where that is gone because another version is served, the address is opened anew, by which it is had. */
async function opening<C>(code: () => Promise<C>, { cause }: Opened): Promise<C> {
  try {
    return await code();
  } catch (error) {
    if (cause === 'preload' || !(await isOutdated()) || !openAnewOnce()) throw error;
    return new Promise<never>(() => undefined); // until then what was shown stays
  }
}

/** A page that reads nothing before it is there. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- the router takes its types from the parts
function plainPage<N extends string>(load: () => Promise<Record<N, () => ReactNode>>, name: N) {
  const code = codeOf(load);
  return { component: lazyRouteComponent<Record<string, () => ReactNode>, string>(code, name), loader: async (opened: Opened): Promise<void> => void (await opening(code, opened)) };
}

/**
 * A page that reads something: as soon as its code is there it is asked for what it shows first, by its address, in one go;
 * nothing waits for the session, nor one answer for another.
 */
// oxlint-disable-next-line typescript/explicit-function-return-type -- the router takes its types from the parts
function page<N extends string>(load: () => Promise<Record<N, () => ReactNode> & { firstReads: (of: never) => FirstReads }>, name: N, isPublic = false) {
  const code = codeOf(load);
  const loader = async (opened: Opened): Promise<void> => {
    const { firstReads } = await opening(code, opened);
    const { context: { queries }, cause, params, deps } = opened as Opened & { params: object; deps: object };
    // What the pointer only passes by need not be read.
    if (cause === 'preload') return;
    const reads = firstReads({ ...params, ...deps } as never);
    if (isPublic || isActing()) begin(queries, reads);
    else void queries.ensureQueryData(sessionQuery).then((session) => session && begin(queries, reads), () => undefined);
  };
  return { component: lazyRouteComponent<Record<string, () => ReactNode>, string>(code, name), loader };
}

const root = createRootRouteWithContext<Context>()({ component: Frame, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    const role = session && currentRole(session);
    throw redirect({ to: role ? homeOf[role.kind] : '/sign-in' });
  },
});

const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', ...plainPage(() => import('./public/sign-in.js'), 'SignInPage') });
const status = createRoute({ getParentRoute: () => root, path: '/status', ...page(() => import('./public/status-page.js'), 'StatusPage', true) });

const leases = createRoute({
  getParentRoute: () => root,
  path: '/leases',
  validateSearch: ({ state, search }): { state?: string; search?: string } => ({ ...(typeof state === 'string' && state && { state }), ...(typeof search === 'string' && search && { search }) }),
  loaderDeps: ({ search }) => search,
  ...page(() => import('./tenant/leases-page.js'), 'LeasesPage'),
});
const launch = createRoute({ getParentRoute: () => root, path: '/leases/new', ...plainPage(() => import('./tenant/launch-page.js'), 'LaunchPage') });
const lease = createRoute({ getParentRoute: () => root, path: '/leases/$leaseId', ...page(() => import('./tenant/lease-page.js'), 'LeasePage') });

const dispute = createRoute({ getParentRoute: () => root, path: '/disputes/$disputeId', ...page(() => import('./tenant/dispute-page.js'), 'DisputePage') });
const wallet = createRoute({ getParentRoute: () => root, path: '/wallet', ...page(() => import('./tenant/wallet-page.js'), 'WalletPage') });
const statements = createRoute({ getParentRoute: () => root, path: '/statements', ...page(() => import('./tenant/statements-page.js'), 'StatementsPage') });
const statement = createRoute({ getParentRoute: () => root, path: '/statements/$statementId', ...page(() => import('./tenant/statement-page.js'), 'StatementPage') });
const webhooks = createRoute({ getParentRoute: () => root, path: '/webhooks', ...page(() => import('./tenant/webhooks-page.js'), 'WebhooksPage') });
const endpoint = createRoute({ getParentRoute: () => root, path: '/webhooks/$endpointId', ...page(() => import('./tenant/endpoint-page.js'), 'EndpointPage') });
const access = createRoute({ getParentRoute: () => root, path: '/access', ...page(() => import('./tenant/access-page.js'), 'AccessPage') });

const fleet = createRoute({ getParentRoute: () => root, path: '/operator/fleet', ...page(() => import('./operator/fleet-page.js'), 'FleetPage') });
const host = createRoute({ getParentRoute: () => root, path: '/operator/hosts/$hostId', ...page(() => import('./operator/host-page.js'), 'HostPage') });
const join = createRoute({ getParentRoute: () => root, path: '/operator/join', ...plainPage(() => import('./operator/join-page.js'), 'JoinPage') });
const money = createRoute({ getParentRoute: () => root, path: '/operator/earnings', ...page(() => import('./operator/money-page.js'), 'MoneyPage') });

const faults = createRoute({ getParentRoute: () => root, path: '/operator/faults', ...page(() => import('./operator/faults-page.js'), 'FaultsPage') });
const slash = createRoute({ getParentRoute: () => root, path: '/operator/slashes/$slashId', ...page(() => import('./operator/slash-page.js'), 'SlashPage') });
const insurance = createRoute({ getParentRoute: () => root, path: '/backer/insurance', ...page(() => import('./backer/cover-page.js'), 'CoverPage') });
const diversified = createRoute({ getParentRoute: () => root, path: '/backer/diversified', ...page(() => import('./backer/diversified-page.js'), 'DiversifiedPage') });
const vote = createRoute({ getParentRoute: () => root, path: '/backer/disputes/$disputeId', ...page(() => import('./backer/dispute-page.js'), 'VotePage') });

const backer = createRoute({ getParentRoute: () => root, path: '/backer', ...page(() => import('./backer/backer-page.js'), 'BackerPage') });
const admin = createRoute({ getParentRoute: () => root, path: '/admin', ...page(() => import('./admin/admin-page.js'), 'AdminPage') });
const pool = createRoute({ getParentRoute: () => root, path: '/admin/pools/$poolId', ...page(() => import('./admin/pool-page.js'), 'PoolPage') });

const rules = createRoute({ getParentRoute: () => root, path: '/admin/rules', ...page(() => import('./admin/rules-page.js'), 'RulesPage') });
const proposal = createRoute({ getParentRoute: () => root, path: '/admin/rules/new', ...plainPage(() => import('./admin/propose-rules-page.js'), 'ProposeRulesPage') });
const ruleSet = createRoute({ getParentRoute: () => root, path: '/admin/rules/$version', ...page(() => import('./admin/rule-set-page.js'), 'RuleSetPage') });
const breakers = createRoute({ getParentRoute: () => root, path: '/admin/breakers', ...page(() => import('./admin/breakers-page.js'), 'BreakersPage') });
const breaker = createRoute({ getParentRoute: () => root, path: '/admin/breakers/$breakerId', ...page(() => import('./admin/breaker-page.js'), 'BreakerPage') });
const slashes = createRoute({
  getParentRoute: () => root,
  path: '/admin/slashes',
  validateSearch: ({ state }): { state?: SlashState } => (isSlashState(state) ? { state } : {}),
  loaderDeps: ({ search }) => search,
  ...page(() => import('./admin/slashes-page.js'), 'SlashesPage'),
});
const anySlash = createRoute({ getParentRoute: () => root, path: '/admin/slashes/$slashId', ...page(() => import('./admin/slash-page.js'), 'AnySlashPage') });
const disputes = createRoute({ getParentRoute: () => root, path: '/admin/disputes', ...page(() => import('./admin/disputes-page.js'), 'DisputesPage') });
const anyDispute = createRoute({ getParentRoute: () => root, path: '/admin/disputes/$disputeId', ...page(() => import('./admin/dispute-page.js'), 'AnyDisputePage') });
const heldUsage = createRoute({ getParentRoute: () => root, path: '/admin/held-usage', ...page(() => import('./admin/held-usage-page.js'), 'HeldUsagePage') });

const routes = [home, signIn, status, leases, launch, lease, wallet, statements, statement, webhooks, endpoint, access, fleet, host, join, money, faults, slash, backer, diversified, insurance, admin, pool, rules, proposal, ruleSet, breakers, breaker, slashes, anySlash, heldUsage, dispute, vote, disputes, anyDispute];

/** What a page that broke says; tried again, its code and what it reads are asked for again. */
function Broken({ error }: { error: unknown }): ReactNode {
  const router = useRouter();
  return <Problem error={error} onRetry={() => void router.invalidate()} />;
}

/** Every page of the console; each is loaded when it is first opened. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- the type of a router is its routes
export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren(routes),
    basepath: '/console',
    context: { queries },
    defaultPreload: 'intent',
    // What is read is kept by TanStack Query alone.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';

import { NotFound } from './parts/not-found.js';
import { Problem } from './parts/problem.js';
import { currentRole, homeOf, sessionQuery } from './session.js';
import { Frame } from './shell.js';
import { isSlashState, type SlashState } from './slash-states.js';

interface Context {
  queries: QueryClient;
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

const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: lazyRouteComponent(() => import('./public/sign-in.js'), 'SignInPage') });
const status = createRoute({ getParentRoute: () => root, path: '/status', component: lazyRouteComponent(() => import('./public/status-page.js'), 'StatusPage') });

const leases = createRoute({
  getParentRoute: () => root,
  path: '/leases',
  validateSearch: ({ state, search }): { state?: string; search?: string } => ({ ...(typeof state === 'string' && state && { state }), ...(typeof search === 'string' && search && { search }) }),
  component: lazyRouteComponent(() => import('./tenant/leases-page.js'), 'LeasesPage'),
});
const launch = createRoute({ getParentRoute: () => root, path: '/leases/new', component: lazyRouteComponent(() => import('./tenant/launch-page.js'), 'LaunchPage') });
const lease = createRoute({ getParentRoute: () => root, path: '/leases/$leaseId', component: lazyRouteComponent(() => import('./tenant/lease-page.js'), 'LeasePage') });

const wallet = createRoute({ getParentRoute: () => root, path: '/wallet', component: lazyRouteComponent(() => import('./tenant/wallet-page.js'), 'WalletPage') });
const statements = createRoute({ getParentRoute: () => root, path: '/statements', component: lazyRouteComponent(() => import('./tenant/statements-page.js'), 'StatementsPage') });
const statement = createRoute({ getParentRoute: () => root, path: '/statements/$statementId', component: lazyRouteComponent(() => import('./tenant/statement-page.js'), 'StatementPage') });
const webhooks = createRoute({ getParentRoute: () => root, path: '/webhooks', component: lazyRouteComponent(() => import('./tenant/webhooks-page.js'), 'WebhooksPage') });
const endpoint = createRoute({ getParentRoute: () => root, path: '/webhooks/$endpointId', component: lazyRouteComponent(() => import('./tenant/endpoint-page.js'), 'EndpointPage') });
const access = createRoute({ getParentRoute: () => root, path: '/access', component: lazyRouteComponent(() => import('./tenant/access-page.js'), 'AccessPage') });

const fleet = createRoute({ getParentRoute: () => root, path: '/operator/fleet', component: lazyRouteComponent(() => import('./operator/fleet-page.js'), 'FleetPage') });
const host = createRoute({ getParentRoute: () => root, path: '/operator/hosts/$hostId', component: lazyRouteComponent(() => import('./operator/host-page.js'), 'HostPage') });
const join = createRoute({ getParentRoute: () => root, path: '/operator/join', component: lazyRouteComponent(() => import('./operator/join-page.js'), 'JoinPage') });
const money = createRoute({ getParentRoute: () => root, path: '/operator/earnings', component: lazyRouteComponent(() => import('./operator/money-page.js'), 'MoneyPage') });

const faults = createRoute({ getParentRoute: () => root, path: '/operator/faults', component: lazyRouteComponent(() => import('./operator/faults-page.js'), 'FaultsPage') });
const slash = createRoute({ getParentRoute: () => root, path: '/operator/slashes/$slashId', component: lazyRouteComponent(() => import('./operator/slash-page.js'), 'SlashPage') });
const insurance = createRoute({ getParentRoute: () => root, path: '/backer/insurance', component: lazyRouteComponent(() => import('./backer/cover-page.js'), 'CoverPage') });

const backer = createRoute({ getParentRoute: () => root, path: '/backer', component: lazyRouteComponent(() => import('./backer/backer-page.js'), 'BackerPage') });
const admin = createRoute({ getParentRoute: () => root, path: '/admin', component: lazyRouteComponent(() => import('./admin/admin-page.js'), 'AdminPage') });
const pool = createRoute({ getParentRoute: () => root, path: '/admin/pools/$poolId', component: lazyRouteComponent(() => import('./admin/pool-page.js'), 'PoolPage') });

const rules = createRoute({ getParentRoute: () => root, path: '/admin/rules', component: lazyRouteComponent(() => import('./admin/rules-page.js'), 'RulesPage') });
const proposal = createRoute({ getParentRoute: () => root, path: '/admin/rules/new', component: lazyRouteComponent(() => import('./admin/propose-rules-page.js'), 'ProposeRulesPage') });
const ruleSet = createRoute({ getParentRoute: () => root, path: '/admin/rules/$version', component: lazyRouteComponent(() => import('./admin/rule-set-page.js'), 'RuleSetPage') });
const breakers = createRoute({ getParentRoute: () => root, path: '/admin/breakers', component: lazyRouteComponent(() => import('./admin/breakers-page.js'), 'BreakersPage') });
const breaker = createRoute({ getParentRoute: () => root, path: '/admin/breakers/$breakerId', component: lazyRouteComponent(() => import('./admin/breaker-page.js'), 'BreakerPage') });
const slashes = createRoute({
  getParentRoute: () => root,
  path: '/admin/slashes',
  validateSearch: ({ state }): { state?: SlashState } => (isSlashState(state) ? { state } : {}),
  component: lazyRouteComponent(() => import('./admin/slashes-page.js'), 'SlashesPage'),
});
const anySlash = createRoute({ getParentRoute: () => root, path: '/admin/slashes/$slashId', component: lazyRouteComponent(() => import('./admin/slash-page.js'), 'AnySlashPage') });
const heldUsage = createRoute({ getParentRoute: () => root, path: '/admin/held-usage', component: lazyRouteComponent(() => import('./admin/held-usage-page.js'), 'HeldUsagePage') });

const routes = [home, signIn, status, leases, launch, lease, wallet, statements, statement, webhooks, endpoint, access, fleet, host, join, money, faults, slash, backer, insurance, admin, pool, rules, proposal, ruleSet, breakers, breaker, slashes, anySlash, heldUsage];

/** Every page of the console; each is loaded when it is first opened. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- the type of a router is its routes
export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren(routes),
    basepath: '/console',
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: ({ error, reset }) => <Problem error={error} onRetry={reset} />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';

import { Live, useStream } from './live.js';
import { reload, useIsOutdated } from './new-version.js';
import { Action } from './parts/action.js';
import { Problem } from './parts/problem.js';
import { Waiting } from './parts/table.js';
import { currentRole, type Role, roleKey, type RoleKind, type Session, sessionQuery, signOut } from './session.js';
import { type Theme, useTheme } from './theme.js';
import { whenIdle } from './when-idle.js';

const SignInPage = lazy(async () => ({ default: (await import('./public/sign-in.js')).SignInPage }));
const RoleSwitch = lazy(async () => ({ default: (await import('./role-switch.js')).RoleSwitch }));

const pagesOf: Record<RoleKind, readonly (readonly [path: string, name: string])[]> = {
  tenant: [['/leases', 'Leases'], ['/wallet', 'Wallet'], ['/statements', 'Statements'], ['/webhooks', 'Webhooks'], ['/access', 'Access']],
  operator: [['/operator/fleet', 'Fleet'], ['/operator/join', 'Add capacity'], ['/operator/earnings', 'Earnings'], ['/operator/faults', 'Faults']],
  backer: [['/backer', 'Stake pools'], ['/backer/diversified', 'Diversified pool'], ['/backer/insurance', 'Insurance'], ['/wallet', 'Wallet']],
  admin: [['/admin', 'Administration'], ['/admin/rules', 'Rules'], ['/admin/breakers', 'Breakers'], ['/admin/slashes', 'Slashes'], ['/admin/disputes', 'Disputes'], ['/admin/held-usage', 'Held usage']],
};

/** The longest that anybody waits for what may come later. */
const LATER_MILLIS = 1_000;

const isPublic = (path: string): boolean => /\/(status|sign-in)\/?$/.test(path);

/** Everything that stands around the pages: who is signed in, as what, and where one can go. */
export function Frame(): ReactNode {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const role = session.data ? currentRole(session.data) : undefined;
  const connected = useStream(queries, role && roleKey(role));
  useFocusOnMove(path);
  useEffect(showCurrent, [path, role]);
  return (
    <Live value={connected}>
      <a className="skip" href="#page">Skip to the page</a>
      <Top session={session.data ?? undefined} role={role} connected={connected} />
      <NewVersion />
      <main id="page" tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          {isPublic(path) ? <Outlet /> : session.isPending ? <Waiting /> : session.isError ? <Problem error={session.error} onRetry={() => void session.refetch()} />
            : session.data ? <Outlet key={role && roleKey(role)} /> : <SignInPage />}
        </Suspense>
      </main>
    </Live>
  );
}

/** Who has the console open while another version is deployed is told, and goes on with this one until it suits them. */
function NewVersion(): ReactNode {
  const isOutdated = useIsOutdated();
  // It is there before it says anything, or nobody would hear it.
  return <div role="status" className="new-version">{isOutdated && <p>There is a new version of the console. Reload it when it suits you: what you wrote in a form stays. <Action onPress={reload}>Reload</Action></p>}</div>;
}

/**
 * Whether what is shown first is there, or a second has gone by: what nobody came for is not in its way before that.
 */
function useLater(): boolean {
  const queries = useQueryClient();
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const look = (): void => void (queries.isFetching() === 0 && setLater(true));
    // An answer is drawn before the browser has nothing to do.
    const stop = queries.getQueryCache().subscribe(({ type }) => void (type === 'updated' && queries.isFetching() === 0 && whenIdle(look)));
    const timer = setTimeout(() => setLater(true), LATER_MILLIS);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queries]);
  return isLater;
}

/** On a narrow screen the pages' names scroll sideways: the one that is open is in sight. */
function showCurrent(): void {
  const current = document.querySelector<HTMLElement>('.top nav [aria-current="page"]');
  const names = current?.parentElement;
  if (current && names && names.scrollWidth > names.clientWidth) names.scrollLeft = current.offsetLeft - (names.clientWidth - current.clientWidth) / 2;
}

/** Who moves to another page by keyboard or ear begins at its top. */
function useFocusOnMove(path: string): void {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    document.querySelector<HTMLElement>('#page')?.focus({ preventScroll: true });
  }, [path]);
}

function Top({ session, role, connected }: { session?: Session; role?: Role; connected: boolean }): ReactNode {
  const isLater = useLater();
  const isSignedIn = session !== undefined;
  useEffect(() => {
    // What the next press needs is there before it, also when another version is served by then.
    if (isLater && isSignedIn) void Promise.all([import('./parts/ask-dialog.js'), import('./parts/choice-select.js')]).catch(() => undefined);
  }, [isLater, isSignedIn]);
  return (
    <header className="top">
      <Link to="/" className="brand"><img src="/console/favicon.svg" alt="" width="22" height="22" />Weir</Link>
      {session && role && (session.roles.length === 1 || !isLater ? <span className="role">{role.name}</span> : <Suspense fallback={<span className="role">{role.name}</span>}><RoleSwitch session={session} role={role} /></Suspense>)}
      <nav aria-label="Pages">
        {role && pagesOf[role.kind].map(([to, name]) => <Link key={to} to={to} activeOptions={{ exact: to === '/admin' || to === '/backer' }} activeProps={{ 'aria-current': 'page' }}>{name}</Link>)}
        <Link to="/status" activeProps={{ 'aria-current': 'page' }}>Status</Link>
      </nav>
      <div className="end">
        {role && <span className={`live ${connected ? 'on' : ''}`} title={connected ? 'Changes appear as they happen' : 'Asking every few seconds'}>{connected ? 'Live' : 'Polling'}</span>}
        <ThemeSwitch />
        {session && <SignOut name={session.name} />}
      </div>
    </header>
  );
}

const nextTheme: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' };
const themeNames: Record<Theme, string> = { system: 'Auto', dark: 'Dark', light: 'Light' };

function ThemeSwitch(): ReactNode {
  const [theme, choose] = useTheme();
  return <Action kind="quiet" aria-label={`Theme: ${themeNames[theme]}. Change`} onPress={() => choose(nextTheme[theme])}>Theme: {themeNames[theme]}</Action>;
}

function SignOut({ name }: { name: string }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await signOut();
    await navigate({ to: '/sign-in' });
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, null);
  };
  return <Action kind="quiet" aria-label={`Sign out ${name}`} onPress={() => void leave()}>Sign out</Action>;
}


import { queryOptions } from '@tanstack/react-query';
import { answer, type components, WeirProblem } from '@weir/client';

import { actAs, weir } from './api.js';


export type Session = components['schemas']['Session'];
export type Role = Session['roles'][number];
export type RoleKind = Role['kind'];

/** Where each role begins. */
export const homeOf: Record<RoleKind, string> = { tenant: '/leases', operator: '/operator/fleet', backer: '/backer', admin: '/admin' };

const KEPT_ROLE = 'weir.role';
/** As whom this browser acted last, as long as nobody signed out. */
const LAST_ROLE = 'weir.last-role';
export const roleKey = ({ kind, id }: Role): string => `${kind}:${id}`;

/** The session, or null when nobody is signed in. Making it known also sets whom requests are made as. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await answer(weir.GET('/v1/session'));
      const role = keyOf(currentRole(session));
      actAs(role, session.csrfToken);
      keepLast(role);
      return session;
    } catch (error) {
      if (!(error instanceof WeirProblem) || error.status !== 401) throw error;
      actAs(undefined, undefined);
      keepLast(undefined);
      return null;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/**
 * From the start requests are made as whom this browser acted as last, so that a page's lists need not wait for the session.
 * Where the guess is wrong they are refused, and made again when the session is known.
 */
export function actAsLast(): void {
  try {
    const last = localStorage.getItem(LAST_ROLE);
    if (last !== null) actAs(readKept() ?? last, undefined);
  } catch {
    // Then they wait.
  }
}

const keyOf = (role: Role | undefined): string | undefined => role && roleKey(role);

/** The role that was chosen in this tab, or else in the last one, or else the first of the account. */
export function currentRole(session: Session): Role | undefined {
  const kept = readKept();
  return session.roles.find((role) => roleKey(role) === kept) ?? session.roles[0];
}

/** Acts as another role from now on. The page is loaded anew, so that nothing that the last role read is left anywhere. */
export function switchRole(role: Role): void {
  keep(roleKey(role));
  globalThis.location.assign(`/console${homeOf[role.kind]}`);
}

export async function signIn(account: string, password: string): Promise<void> {
  await weir.POST('/v1/session', { body: { account, password } });
}

export async function signOut(): Promise<void> {
  await weir.DELETE('/v1/session');
  actAs(undefined, undefined); // or pages that are gone back to would be read for nobody
  keepLast(undefined);
}

// A tab keeps its role; a new one begins with the last that was chosen anywhere. Storage may be forbidden: then it is the first.
function readKept(): string | null {
  try {
    return sessionStorage.getItem(KEPT_ROLE) ?? localStorage.getItem(KEPT_ROLE);
  } catch {
    return null;
  }
}

function keepLast(role: string | undefined): void {
  try {
    if (role === undefined) localStorage.removeItem(LAST_ROLE);
    else localStorage.setItem(LAST_ROLE, role);
  } catch {
    // The next page waits for its session.
  }
}

function keep(role: string): void {
  try {
    sessionStorage.setItem(KEPT_ROLE, role);
    localStorage.setItem(KEPT_ROLE, role);
  } catch {
    // The role holds until the page is loaded anew.
  }
}

import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, WeirProblem } from '@weir/client';

import { actAs, weir } from './api.js';


export type RoleKind = 'tenant' | 'operator' | 'backer' | 'admin';

export interface Role {
  kind: RoleKind;
  id: string;
  name: string;
}

export interface Session {
  account: string;
  name: string;
  roles: Role[];
  csrfToken: string;
}

/** Until the session's endpoints are in the document that the client's types are made from. */
const calls = weir as unknown as {
  GET: (path: '/v1/session') => Promise<{ data?: Session }>;
  POST: (path: '/v1/session', init: { body: { account: string; password: string } }) => Promise<unknown>;
  DELETE: (path: '/v1/session') => Promise<unknown>;
};

/** Where each role begins. */
export const homeOf: Record<RoleKind, string> = { tenant: '/leases', operator: '/operator/fleet', backer: '/backer', admin: '/admin' };

const KEPT_ROLE = 'weir.role';
export const roleKey = ({ kind, id }: Role): string => `${kind}:${id}`;

/** The session, or null when nobody is signed in. Making it known also sets whom requests are made as. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await answer(calls.GET('/v1/session'));
      actAs(keyOf(currentRole(session)), session.csrfToken);
      return session;
    } catch (error) {
      if (!(error instanceof WeirProblem) || error.status !== 401) throw error;
      actAs(undefined, undefined);
      return null;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

const keyOf = (role: Role | undefined): string | undefined => role && roleKey(role);

/** The role that was chosen in this tab, or else in the last one, or else the first of the account. */
export function currentRole(session: Session): Role | undefined {
  const kept = readKept();
  return session.roles.find((role) => roleKey(role) === kept) ?? session.roles[0];
}

/** Acts as another role from now on; nothing that the last one read is kept. */
export function switchRole(queries: QueryClient, session: Session, role: Role): void {
  keep(roleKey(role));
  actAs(roleKey(role), session.csrfToken);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  queries.setQueryData(sessionQuery.queryKey, { ...session });
}

export async function signIn(account: string, password: string): Promise<void> {
  await calls.POST('/v1/session', { body: { account, password } });
}

export async function signOut(): Promise<void> {
  await calls.DELETE('/v1/session');
}

// A tab keeps its role; a new one begins with the last that was chosen anywhere. Storage may be forbidden: then it is the first.
function readKept(): string | null {
  try {
    return sessionStorage.getItem(KEPT_ROLE) ?? localStorage.getItem(KEPT_ROLE);
  } catch {
    return null;
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

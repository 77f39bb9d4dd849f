import { createWeirClient } from '@weir/client';

/** Whom this tab acts as, and what proves that its requests are its own; set when the session is known. */
const acting: { role: string | undefined; csrfToken: string | undefined } = { role: undefined, csrfToken: undefined };

/** From now on requests are made as this role, such as `tenant:ten_…`, in this session. */
export function actAs(role: string | undefined, csrfToken: string | undefined): void {
  acting.role = role;
  acting.csrfToken = csrfToken;
}

/** Whether it is known, or guessed, whom requests are made as. */
export const isActing = (): boolean => acting.role !== undefined;

/** What goes with every request besides the cookie. */
export function headersOfSession(method: string): Record<string, string> {
  return {
    ...(acting.role && { 'x-weir-role': acting.role }),
    ...(acting.csrfToken && method !== 'GET' && { 'x-weir-csrf': acting.csrfToken }),
  };
}

/** Every call of the console goes through here. It throws a WeirProblem for whatever is refused. */
export const weir = createWeirClient({
  baseUrl: globalThis.location.origin,
  // What is read is asked for again by TanStack Query, what is done by whoever pressed the button.
  retry: false,
  fetch: (request) => {
    const headers = new Headers(request.headers);
    for (const [name, value] of Object.entries(headersOfSession(request.method))) headers.set(name, value);
    return fetch(new Request(request, { headers }));
  },
});

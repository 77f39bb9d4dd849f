import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';

/** Somebody whom the provider knows. */
export interface KnownPerson {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By subject. Whoever is named at its sign-in form is let in without a password. */
  people: Map<string, KnownPerson>;
  /** Goes where a browser is sent, signs in as a subject and consents. @returns where the provider sends the browser back to. */
  visit(url: string, subject: string): Promise<string>;
  close(): Promise<void>;
}

/** A real OpenID Connect provider in this process, which insists on PKCE. */
export async function identityProvider(redirectUris: (issuer: string) => string[]): Promise<IdentityProvider> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const people = new Map<string, KnownPerson>();
  const [clientId, clientSecret] = ['weir', 'a secret of the client'];
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris(issuer), grant_types: ['authorization_code'], response_types: ['code'] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, subject) => (people.has(subject) ? { accountId: subject, claims: () => ({ sub: subject, ...people.get(subject)! }) } : undefined),
    cookies: { keys: ['not a secret here'] },
  });
  server.on('request', provider.callback());
  return { issuer, clientId, clientSecret, people, visit, close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }) };
}

/** The pages that the provider brings for development have a form each: who it is, and whether we may know. */
async function visit(start: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(start);
  let [url, body]: [string, URLSearchParams | undefined] = [start, undefined];
  for (let steps = 0; steps < 12; steps += 1) {
    const answer: Response = await fetch(url, { method: body ? 'POST' : 'GET', body, redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const line of answer.headers.getSetCookie()) cookies.set(...(/^([^=]+)=([^;]*)/.exec(line)!.slice(1) as [string, string]));
    const location = answer.headers.get('location');
    if (location !== null) {
      const next = new URL(location, url);
      if (next.origin !== origin) return next.href;
      [url, body] = [next.href, undefined];
      continue;
    }
    const page: string = await answer.text();
    const action: string | undefined = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`the provider shows no form at ${url}: ${answer.status} ${page.slice(0, 500)}`);
    const prompt = /name="prompt" value="(\w+)"/.exec(page)![1]!;
    [url, body] = [new URL(action, url).href, new URLSearchParams(prompt === 'login' ? { prompt, login: subject, password: 'any' } : { prompt })];
  }
  throw new Error('the provider sends round in circles');
}

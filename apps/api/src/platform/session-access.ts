import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { type AuthenticatedKey, identityProblems, isCsrfToken, type RoleKind, type Session, type SessionRole, Sessions } from '#libs/identity';
import { commonProblems, MILLIS_PER_SECOND, SETTINGS, type Settings } from '#libs/kernel';

import { API_OPTIONS, type ApiOptions } from './options.js';

/** What a page of ours sends with each request by cookie that changes something. */
export const CSRF_HEADER = 'x-weir-csrf';
/** As whom a person asks, who may act as several. */
export const ROLE_HEADER = 'x-weir-role';

const readsOnly = new Set(['GET', 'HEAD']);

/** Tells whose a request by cookie is, and keeps those of other origins' pages out. */
@Injectable()
export class SessionAccess {
  private readonly publicUrl: URL | undefined;
  /** Over https, a name that browsers take from us alone, for the whole origin and no other. */
  readonly isSecure: boolean;

  constructor(private readonly sessions: Sessions, @Inject(API_OPTIONS) options: ApiOptions, @Inject(SETTINGS) private readonly settings: Settings) {
    this.publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
    this.isSecure = this.publicUrl?.protocol === 'https:';
  }

  /** What the browser holds of a session; undefined when it sends none. */
  secretOf(request: FastifyRequest): string | undefined {
    return this.cookieOf(request, 'weir_session');
  }

  /** @throws Problem `unauthenticated` when there is no session, or it is over. */
  async sessionOf(request: FastifyRequest): Promise<{ session: Session; secret: string }> {
    const secret = this.secretOf(request);
    const session = secret === undefined ? undefined : await this.sessions.find(secret);
    if (!session || secret === undefined) throw commonProblems.unauthenticated('You are not signed in, or it is too long ago.');
    return { session, secret };
  }

  /** As what the request acts. @throws Problem `unauthenticated`, `cross_site_request`, `role_needed` or `role_not_held`. */
  async keyOf(request: FastifyRequest): Promise<AuthenticatedKey> {
    const { session, secret } = await this.sessionOf(request);
    this.requireOurPage(request, secret);
    const wanted = wantedRole(request);
    const { actsAs } = request.routeOptions.config.access ?? {};
    return session.keys[wanted === undefined && actsAs !== undefined ? roleOfKind(session.roles, actsAs) : chosenRole(session.roles, wanted)]!;
  }

  /** @throws Problem `cross_site_request` when a page that is not ours may have sent what changes something. */
  requireOurPage(request: FastifyRequest, secret: string): void {
    if (readsOnly.has(request.method)) return;
    if (!this.isOurs(request, request.headers.origin)) throw identityProblems.cross_site_request('The Origin of this request is not where it is served.');
    const token = request.headers[CSRF_HEADER];
    if (typeof token !== 'string' || !isCsrfToken(secret, token)) throw identityProblems.cross_site_request(`Send the session's csrfToken as ${CSRF_HEADER}.`);
  }

  /** Whether a page of this origin is ours. Browsers say the origin, and scripts cannot change it, nor the host. */
  isOurs(request: FastifyRequest, origin: string | undefined): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    return this.publicUrl ? new URL(origin).origin === this.publicUrl.origin : new URL(origin).host === request.headers.host;
  }

  /** Where browsers reach us. */
  originFor(request: FastifyRequest): string {
    return this.publicUrl?.origin ?? `http://${request.headers.host}`;
  }

  begin(reply: FastifyReply, secret: string): void {
    this.setCookie(reply, 'weir_session', secret, this.settings.sessionLongestMillis / MILLIS_PER_SECOND);
  }

  end(reply: FastifyReply): void {
    this.setCookie(reply, 'weir_session', '', 0);
  }

  setCookie(reply: FastifyReply, name: string, value: string, maxAgeSeconds: number): void {
    const cookie = stringifySetCookie({ name: this.named(name), value, maxAge: Math.floor(maxAgeSeconds), path: '/', httpOnly: true, sameSite: 'lax', secure: this.isSecure });
    reply.header('set-cookie', cookie);
  }

  cookieOf(request: FastifyRequest, name: string): string | undefined {
    const { cookie } = request.headers;
    return cookie === undefined ? undefined : parseCookie(cookie)[this.named(name)];
  }

  private named(name: string): string {
    return this.isSecure ? `__Host-${name}` : name;
  }
}

/** A stream is opened by browsers without headers of ours: there it may stand in the query. */
function wantedRole(request: FastifyRequest): string | undefined {
  const inHeader = request.headers[ROLE_HEADER];
  const inQuery = request.routeOptions.config.access?.roleInQuery ? (request.query as Record<string, unknown>)['role'] : undefined;
  const wanted = inHeader ?? inQuery;
  return typeof wanted === 'string' ? wanted : undefined;
}

function roleOfKind(roles: readonly SessionRole[], kind: RoleKind): number {
  const index = roles.findIndex((role) => role.kind === kind);
  if (index === -1) throw identityProblems.role_not_held(`This is for the role ${kind}, which you do not hold.`);
  return index;
}

/** Which of the roles is asked for; the only one when none is. Of somebody's places a backer's is no place of its own. */
function chosenRole(roles: readonly SessionRole[], wanted: string | undefined): number {
  if (wanted !== undefined) {
    const index = roles.findIndex(({ kind, id }) => `${kind}:${id}` === wanted);
    if (index === -1) throw identityProblems.role_not_held(`You may not act as that; ${ROLE_HEADER} takes one of your session's roles.`, { pointer: ROLE_HEADER });
    return index;
  }
  if (roles.length === 0) throw identityProblems.role_not_held('You are signed in, but nobody has made you a member of anything yet.');
  if (roles.some(({ id }) => id !== roles[0]!.id)) throw identityProblems.role_needed(`You may act as several: say which by ${ROLE_HEADER}, such as ${roles[0]!.kind}:${roles[0]!.id}.`, { pointer: ROLE_HEADER });
  return 0;
}

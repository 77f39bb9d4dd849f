import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, type Configuration, discovery, fetchUserInfo, randomNonce, randomPKCECodeVerifier, randomState,
} from 'openid-client';

import { type Identity, identityProblems } from '#libs/identity';
import { commonProblems, Problem } from '#libs/kernel';

import { API_OPTIONS, type ApiOptions } from '../platform/index.js';

const TIMEOUT_SECONDS = 10;

/** What is kept between leaving for the provider and coming back. */
export interface Errand {
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
}

/** Speaks OpenID Connect with the one provider that is configured: authorization code, with PKCE, state and nonce. */
@Injectable()
export class OidcClient {
  private found: Promise<Configuration> | undefined;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  /** Where to send the browser, and what to remember of it. @throws Problem `not_found` when no provider is configured, `unavailable` when it does not answer. */
  async leave(redirectUri: string, returnTo: string): Promise<{ url: URL; errand: Errand }> {
    const configuration = await this.configuration();
    const errand: Errand = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), returnTo };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri, scope: 'openid email profile', state: errand.state, nonce: errand.nonce,
      code_challenge: await calculatePKCECodeChallenge(errand.verifier), code_challenge_method: 'S256',
    });
    return { url, errand };
  }

  /** Whom the provider says it is. @throws Problem `identity_refused` when it does not say, or not of a verified address. */
  async return(callback: URL, { state, nonce, verifier }: Errand): Promise<Identity> {
    const configuration = await this.configuration();
    try {
      const tokens = await authorizationCodeGrant(configuration, callback, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      const claims = tokens.claims()!;
      const said = claims['email'] === undefined ? { ...claims, ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)) } : claims;
      const { email, email_verified: isVerified, name } = said as { email?: unknown; email_verified?: unknown; name?: unknown };
      if (typeof email !== 'string' || email.length > 254 || isVerified !== true) throw identityProblems.identity_refused('The provider names no address that it has verified.');
      return { issuer: claims.iss, subject: claims.sub, email, name: typeof name === 'string' && name !== '' ? name.slice(0, 100) : undefined };
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw identityProblems.identity_refused('The identity provider did not confirm who you are; try again.');
    }
  }

  /** What the provider says of itself, asked once; again when it did not answer. */
  private configuration(): Promise<Configuration> {
    const { oidc } = this.options;
    if (!oidc) throw commonProblems.not_found('Sign-in by OpenID Connect is not configured here.');
    this.found ??= this.discover(oidc).catch((error: unknown) => {
      this.found = undefined;
      throw commonProblems.unavailable(`The identity provider cannot be reached${error instanceof Error ? ` (${error.message})` : ''}.`, { retryAfterSeconds: 5 });
    });
    return this.found;
  }

  private async discover({ issuer, clientId, clientSecret }: NonNullable<ApiOptions['oidc']>): Promise<Configuration> {
    const url = new URL(issuer);
    const isLoopback = url.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
    return discovery(url, clientId, clientSecret, undefined, { execute: isLoopback ? [allowInsecureRequests] : [], timeout: TIMEOUT_SECONDS });
  }
}

import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';

import { identityProblems, SignInByIdentity } from '#libs/identity';
import { commonProblems, Problem } from '#libs/kernel';

import { LOGGER, Public, SessionAccess } from '../platform/index.js';
import { type Errand, OidcClient } from './oidc-client.js';
import { ownPath } from './return-to.js';

const CALLBACK = '/v1/session/oidc/callback';
const ERRAND = 'weir_errand';
const ERRAND_SECONDS = 600;
const HOME = '/console/';

const leaving = z.strictObject({ return_to: z.string().max(2_000).default(HOME).meta({ description: 'A path of this origin to come back to.' }) });
const errand = z.strictObject({ state: z.string().min(1), nonce: z.string().min(1), verifier: z.string().min(1), returnTo: z.string() });

/** Sign-in by an OpenID Connect provider: where browsers go, and no client, so that it is not in the document of the API. */
@Controller('v1/session/oidc')
@ApiExcludeController()
@Public()
export class OidcController {
  constructor(private readonly commands: CommandBus, private readonly client: OidcClient, private readonly access: SessionAccess, @Inject(LOGGER) private readonly logger: Logger) {}

  /** To the provider. It comes back signed in, to `return_to`; or to `/console/sign-in?problem=<code>`. */
  @Get()
  async leave(@Query({ schema: leaving }) { return_to: asked }: z.infer<typeof leaving>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const returnTo = ownPath(asked);
    if (returnTo === undefined) throw commonProblems.invalid_request('return_to takes a path of this origin, such as /console/.', { pointer: '?return_to' });
    const { url, errand } = await this.client.leave(`${this.access.originFor(request)}${CALLBACK}`, returnTo);
    this.access.setCookie(reply, ERRAND, Buffer.from(JSON.stringify(errand)).toString('base64url'), ERRAND_SECONDS);
    return reply.redirect(url.href, 302);
  }

  @Get('callback')
  async return(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      const errand = this.errandOf(request);
      const identity = await this.client.return(new URL(request.url, this.access.originFor(request)), errand);
      const secret = await this.commands.execute(new SignInByIdentity(identity, { replaces: this.access.secretOf(request), requestId: request.id }));
      this.access.setCookie(reply, ERRAND, '', 0);
      this.access.begin(reply, secret);
      return reply.redirect(ownPath(errand.returnTo) ?? HOME, 302);
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'internal';
      this.logger.warn({ err: error, requestId: request.id }, 'a sign-in failed');
      return reply.redirect(`${HOME}sign-in?problem=${code}`, 302);
    }
  }

  /** Of this browser: whoever was sent here by another has none. */
  private errandOf(request: FastifyRequest): Errand {
    const kept = this.access.cookieOf(request, ERRAND);
    const read = errand.safeParse(kept === undefined ? undefined : parsed(kept));
    if (!read.success) throw identityProblems.identity_refused('This sign-in was not begun in this browser, or too long ago.');
    return read.data;
  }
}

function parsed(kept: string): unknown {
  try {
    return JSON.parse(Buffer.from(kept, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

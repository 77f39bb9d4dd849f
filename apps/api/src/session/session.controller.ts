import { Body, Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { ChangeOwnPassword, csrfTokenOf, identityProblems, type Session, Sessions, SignIn, SignOut } from '#libs/identity';

import { Answers, API_OPTIONS, type ApiOptions, Public, Refuses, SessionAccess, SignInLimits } from '../platform/index.js';
import { passwordChange, sessionView, signInInput, signInWays } from './schemas.js';

/** Signing in and out. Sessions are for browsers: programs use API keys. */
@Controller('v1/session')
@ApiTags('session')
@Public()
export class SessionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly sessions: Sessions,
    private readonly access: SessionAccess,
    private readonly limits: SignInLimits,
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'signIn', summary: 'Sign in',
    description: 'With a local account. Sets the cookie `weir_session` (`__Host-weir_session` over https), which a session before it does not outlive. Failed attempts are limited.',
  })
  @Answers(200, sessionView, { description: 'Who you are, and as what you may act.' })
  @Refuses('sign_in_refused', 'cross_site_request', 'rate_limited')
  async signIn(@Body({ schema: signInInput }) input: z.infer<typeof signInInput>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { origin } = request.headers;
    // No cookie speaks for whoever asks here; but nobody is to be signed in as another by a page that is not ours.
    if (origin !== undefined && !this.access.isOurs(request, origin)) throw identityProblems.cross_site_request('The Origin of this request is not where it is served.');
    const takeBack = await this.limits.count(input.account.toLowerCase(), request.ip);
    const secret = await this.commands.execute(new SignIn(input, { replaces: this.access.secretOf(request), requestId: request.id }));
    await takeBack();
    this.access.begin(reply, secret);
    return viewOf((await this.sessions.find(secret))!, secret);
  }

  @Get()
  @ApiOperation({ operationId: 'getSession', summary: 'Who is signed in' })
  @Answers(200, sessionView, { description: 'Who you are, and as what you may act.' })
  @Refuses('unauthenticated')
  async read(@Req() request: FastifyRequest) {
    const { session, secret } = await this.access.sessionOf(request);
    return viewOf(session, secret);
  }

  @Delete()
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out', description: 'The session ends everywhere at once. Again is harmless.' })
  @Answers(204, undefined, { description: 'Signed out.' })
  @Refuses('cross_site_request')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const secret = this.access.secretOf(request);
    if (secret !== undefined) {
      this.access.requireOurPage(request, secret);
      await this.commands.execute(new SignOut(secret));
    }
    this.access.end(reply);
  }

  @Post('password')
  @ApiOperation({ operationId: 'changePassword', summary: 'Change your password', description: 'All your other sessions end.' })
  @Answers(204, undefined, { description: 'Changed.' })
  @Refuses('unauthenticated', 'sign_in_refused', 'cross_site_request', 'rate_limited')
  async changePassword(@Body({ schema: passwordChange }) input: z.infer<typeof passwordChange>, @Req() request: FastifyRequest): Promise<void> {
    const { session, secret } = await this.access.sessionOf(request);
    this.access.requireOurPage(request, secret);
    const takeBack = await this.limits.count(session.account, request.ip);
    await this.commands.execute(new ChangeOwnPassword(session.personId, secret, input));
    await takeBack();
  }

  @Get('ways')
  @ApiOperation({ operationId: 'getSignInWays', summary: 'How people sign in here' })
  @Answers(200, signInWays, { description: 'The ways that there are.' })
  ways(): z.infer<typeof signInWays> {
    return { password: true, oidc: this.options.oidc !== undefined };
  }
}

function viewOf({ account, name, roles, expiresAt }: Session, secret: string): z.infer<typeof sessionView> {
  return { account, name, roles, csrfToken: csrfTokenOf(secret), expiresAt };
}

import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import type { Logger } from 'pino';

import { IdentityModule } from '#libs/identity';

import { Metrics } from './metrics.js';
import { API_OPTIONS, type ApiOptions, LOGGER } from './options.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimiter } from './rate-limit.js';
import { SessionAccess } from './session-access.js';
import { SignInLimits } from './sign-in-limits.js';
import { ValidationPipe } from './validation.pipe.js';

/** What every request goes through, whatever it asks for. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(options: ApiOptions, logger: Logger): DynamicModule {
    return {
      module: PlatformModule,
      imports: [IdentityModule],
      providers: [
        { provide: API_OPTIONS, useValue: options },
        { provide: LOGGER, useValue: logger },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ValidationPipe },
        Metrics,
        RateLimiter,
        SessionAccess,
        SignInLimits,
      ],
      exports: [API_OPTIONS, LOGGER, Metrics, RateLimiter, SessionAccess, SignInLimits],
    };
  }
}

import { z } from 'zod';

import { roleKinds } from '#libs/identity';

import { idSchema, millisSchema, nameSchema, page } from '../platform/index.js';

const password = z.string().min(12).max(200).meta({ description: '12 characters at least.', examples: ['correct horse battery staple'] });

export const signInInput = z
  .strictObject({ account: z.string().min(1).max(254).meta({ description: 'The address that you sign in by.' }), password: z.string().min(1).max(200) })
  .meta({ id: 'SignIn', examples: [{ account: 'ada@example.com', password: 'correct horse battery staple' }] });

const sessionRole = z
  .object({
    kind: z.enum(roleKinds),
    id: z.string().meta({ description: 'Of the tenant or operator; `platform` for administrators. A backer is a tenant, with its wallet and stake alone.' }),
    name: z.string(),
    role: z.string().meta({ description: 'What you are there.', examples: ['owner'] }),
  })
  .meta({ id: 'SessionRole', description: 'Act as it by the header `x-weir-role: <kind>:<id>`.' });

export const sessionView = z
  .object({
    account: z.string(),
    name: z.string(),
    roles: z.array(sessionRole),
    csrfToken: z.string().meta({ description: 'Send it as `x-weir-csrf` with every request that is not GET or HEAD.' }),
    expiresAt: millisSchema.meta({ description: 'At the latest; sooner when it is not used.' }),
  })
  .meta({ id: 'Session' });

export const signInWays = z
  .object({
    password: z.boolean().meta({ description: 'By `POST /v1/session`.' }),
    oidc: z.boolean().meta({ description: 'By sending the browser to `/v1/session/oidc?return_to=<path>`: it comes back signed in, to that path; or to `/console/sign-in?problem=<code>`.' }),
  })
  .meta({ id: 'SignInWays' });

export const passwordChange = z.strictObject({ current: z.string().min(1).max(200), password }).meta({ id: 'PasswordChange' });

export const personView = z
  .object({ id: idSchema('person'), email: z.string(), name: z.string(), hasPassword: z.boolean(), hasIdentity: z.boolean().meta({ description: 'Has signed in by OpenID Connect.' }), createdAt: millisSchema })
  .meta({ id: 'Person' });
export const personPage = page(personView, 'PersonPage');
export const personInput = z
  .strictObject({ email: z.email().max(254).meta({ examples: ['ada@example.com'] }), name: nameSchema, password })
  .meta({ id: 'PersonInput', examples: [{ email: 'ada@example.com', name: 'Ada', password: 'correct horse battery staple' }] });
export const passwordInput = z.strictObject({ password }).meta({ id: 'PasswordInput' });

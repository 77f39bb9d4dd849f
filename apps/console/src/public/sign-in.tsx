import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { answer } from '@weir/client';
import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components/Form';

import { weir } from '../api.js';
import { Action } from '../parts/action.js';
import { Field } from '../parts/fields.js';
import { useTitle } from '../parts/layout.js';
import { Refusal, useFieldErrors } from '../parts/problem.js';
import { sessionQuery, signIn } from '../session.js';

/** Stands at its own address, and in place of any page that needs somebody to be signed in. */
export function SignInPage(): ReactNode {
  useTitle('Sign in');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { pathname: path, search } = useRouterState({ select: ({ location }) => location });
  const { problem } = search as { problem?: unknown };
  const refused = typeof problem === 'string' ? /^[a-z_]{1,64}$/.exec(problem)?.[0] : undefined;
  const back = path.endsWith('/sign-in') ? '/console/' : globalThis.location.pathname;
  const ways = useQuery({ queryKey: ['session', 'ways'], queryFn: async () => answer(weir.GET('/v1/session/ways')), staleTime: Number.POSITIVE_INFINITY });
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const entering = useMutation({
    mutationFn: async () => signIn(account, password),
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      if (path.endsWith('/sign-in')) await navigate({ to: '/' });
    },
  });
  const errors = useFieldErrors(entering.error);
  return (
    <section className="sign-in" aria-labelledby="sign-in">
      <h1 id="sign-in">Sign in to Weir</h1>
      <p className="about">Capacity of many operators, drawn from one pool, paid by what runs.</p>
      <Form validationErrors={errors} onSubmit={(event) => { event.preventDefault(); entering.mutate(); }}>
        <Field label="Account" name="/account" value={account} onChange={setAccount} isRequired autoComplete="username" autoFocus />
        <Field label="Password" name="/password" type="password" value={password} onChange={setPassword} isRequired autoComplete="current-password" />
        <Refusal error={entering.error} />
        <Action type="submit" kind="main" isPending={entering.isPending}>Sign in</Action>
      </Form>
      {refused && <p className="note bad or" role="alert">The provider did not sign you in: <code>{refused}</code>. Try again, or ask your administrator.</p>}
      {ways.data?.oidc && <p className="or"><a className="action" href={`/v1/session/oidc?return_to=${encodeURIComponent(back)}`}>Sign in by your organisation</a></p>}
    </section>
  );
}

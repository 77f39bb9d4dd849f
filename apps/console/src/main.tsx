import './styles/base.css';
import './styles/parts.css';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { WeirProblem } from '@weir/client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { watchForNewVersion } from './new-version.js';
import { makeRouter } from './router.js';
import { actAsLast, sessionQuery } from './session.js';

const MOST_RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused is refused again; what broke on the way may not.
      retry: (count, error) => count < MOST_RETRIES && !(error instanceof WeirProblem && error.status < 500),
      staleTime: 1_000,
    },
  },
});

// A session that ended elsewhere ends here: the shell then shows the sign-in page in place.
queries.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'session') return;
  const { error } = event.action;
  if (error instanceof WeirProblem && error.status === 401) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
});

watchForNewVersion();
actAsLast();
void queries.prefetchQuery(sessionQuery);

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={makeRouter(queries)} />
    </QueryClientProvider>
  </StrictMode>,
);

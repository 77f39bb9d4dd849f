import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** For what does not exist, and for what belongs to somebody else: nobody can tell the two apart. */
export function NotFound(): ReactNode {
  return (
    <section className="problem">
      <h2>Not found</h2>
      <p>There is nothing here, or nothing that you may see as who you act as now.</p>
      <p><Link to="/">Back to the start</Link></p>
    </section>
  );
}

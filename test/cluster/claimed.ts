import { Client } from 'pg';
import { expect } from 'vitest';

import { eventually } from '../support/operator-client.js';
import { held, type JoinedProduct } from './joined-product.js';

/** Waits until what the cluster holds is what is claimed: nothing twice, nothing too few, no namespace that nobody needs. */
export async function asClaimed({ product, cluster }: JoinedProduct, namespaces: number): Promise<void> {
  const client = new Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    await eventually(async () => {
      const { rows } = await client.query<{ id: string }>(`select id from claims where state = 'held'`);
      const claims = rows.map(({ id }) => id).toSorted();
      const found = await held(cluster);
      expect({ ...found, namespaces: found.namespaces.length }).toEqual({ deployments: claims, pods: claims, namespaces });
    }, 90_000);
  } finally {
    await client.end();
  }
}

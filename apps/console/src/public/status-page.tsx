import { answer, type components } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { className, timeText, words } from '../format.js';
import { Head, Panel, Read, State, Tokens, useTitle, When } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';

type Pool = components['schemas']['Status']['pools'][number];

const tones = { operational: 'ok', degraded: 'degraded', disrupted: 'failed', maintenance: 'still' } as const;

const statusRead: OneRead<components['schemas']['Status']> = { queryKey: ['status'], read: async () => answer(weir.GET('/v1/status')) };
export const firstReads = (): FirstReads => [statusRead];

/** For everybody: how pools do, what they cost, and what went wrong. */
export function StatusPage(): ReactNode {
  useTitle('Status');
  return (
    <Read {...statusRead}>
      {({ state, at, pools }) => (
        <>
          <Head title={<>Status <State of={tones[state]} text={words(state)} /></>} about={<>As of <When at={at} />.</>} />
          <div className="grid">{pools.map((pool) => <OnePool key={pool.name} pool={pool} />)}</div>
          {pools.length === 0 && <p className="empty">No pool is on offer yet.</p>}
        </>
      )}
    </Read>
  );
}

function OnePool({ pool: { name, state, capacity, prices, incidents } }: { pool: Pool }): ReactNode {
  // What has no price of its own has that of its class.
  const priceOf = (resourceClass: string, variant: string) => prices.find((price) => price.resourceClass === resourceClass && price.variant === variant);
  const rows = capacity.map((one) => ({ ...one, price: priceOf(one.resourceClass, one.variant) ?? priceOf(one.resourceClass, '') }));
  return (
    <Panel title={name} className="half" actions={<State of={tones[state]} text={words(state)} />}>
      <Table label={`Capacity and prices of ${name}`} rows={rows} keyOf={({ resourceClass, variant }) => `${resourceClass} ${variant}`} columns={[
        { title: 'Class', isHeader: true, cell: ({ resourceClass, variant }) => className(resourceClass, variant) },
        { title: 'Room', cell: ({ availability }) => <State of={availability} /> },
        { title: 'Unit price, tokens', isNumber: true, cell: ({ price }) => (price ? <><Tokens of={price.nanoTokensPerUnitHour} /><span className="per"> / {price.unit}</span></> : <span className="quiet-text">not sold</span>) },
      ]} />
      <h3 className="incidents">Incidents</h3>
      {incidents.length === 0 ? <p className="quiet-text">None.</p> : <ul className="plain findings">{incidents.map(({ id, kind, title, startsAt, endsAt }) => <li key={id}><State of={tones[kind]} text={words(kind)} /> {title} <span className="quiet-text">{timeText(startsAt)} – {endsAt === null ? 'now' : timeText(endsAt)}</span></li>)}</ul>}
    </Panel>
  );
}

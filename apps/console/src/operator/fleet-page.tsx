import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { memo, type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { className, quantity, words } from '../format.js';
import { usePace } from '../live.js';
import { Choice } from '../parts/choice.js';
import { Head, Panel, State, useTitle, When } from '../parts/layout.js';
import { Problem } from '../parts/problem.js';
import { useSearched } from '../parts/search.js';
import { type FirstReads, type ListRead, type OneRead, type Page, readAll } from '../parts/reads.js';
import { List, Table, usePages, Waiting } from '../parts/table.js';

export type Host = components['schemas']['Host'];
type Diagnosis = components['schemas']['InventoryDiagnosis'];
type ClassDiagnosis = Diagnosis['classes'][number];

/** As many hosts as the map draws; the list below has all of them. */
const MOST_CELLS = 2_000;
const CELLS_A_PAGE = 200;
const mapKey = ['fleet', 'map'];

const keyOfClass = ({ resourceClass, variant }: { resourceClass: string; variant: string }): string => `${resourceClass} ${variant}`;

const doctorRead: OneRead<Diagnosis> = { queryKey: ['fleet', 'doctor'], read: async () => answer(weir.GET('/v1/operator/doctor', { params: { query: { limit: 50 } } })) };
const readHosts = async (cursor: string | undefined, limit: number, search?: string): Promise<Page<Host>> => answer(weir.GET('/v1/operator/hosts', { params: { query: { cursor, limit, search } } }));
const hostsBy = (search?: string): ListRead<Host> => ({ queryKey: ['fleet', 'hosts', search], readPage: async (cursor, limit) => readHosts(cursor, limit, search) });
export const firstReads = (): FirstReads => [hostsBy(), doctorRead];

/** What there is, what of it is in use, and why the rest earns nothing. */
export function FleetPage(): ReactNode {
  useTitle('Fleet');
  return (
    <>
      <Head title="Fleet" about="Your hosts: what earns, what stands idle, and why." actions={<Link to="/operator/join" className="action main">Add capacity</Link>} />
      <Fleet />
    </>
  );
}

/** The list of hosts does not wait for what is reckoned over all of them. */
function Fleet(): ReactNode {
  const doctor = useQuery({ queryKey: doctorRead.queryKey, queryFn: doctorRead.read, refetchInterval: usePace() });
  if (doctor.data?.hosts === 0) return <p className="empty"><strong>No host yet.</strong> Add capacity, and it is offered to whoever needs it.</p>;
  const shown = (show: (diagnosis: Diagnosis) => ReactNode): ReactNode => (doctor.data ? show(doctor.data) : doctor.isError ? <Problem error={doctor.error} onRetry={() => void doctor.refetch()} /> : <Waiting />);
  return (
    <div className="grid">
      <Panel title="Hosts by class">{shown(({ classes }) => <HeatMap classes={classes} />)}</Panel>
      <Panel title="In use" className="half">{shown(({ classes }) => <Classes of={classes} />)}</Panel>
      <Panel title="Not on offer, and why" className="half">{shown((diagnosis) => <WhyNot diagnosis={diagnosis} />)}</Panel>
      <Panel title="Hosts"><Hosts /></Panel>
    </div>
  );
}

function HeatMap({ classes }: { classes: readonly ClassDiagnosis[] }): ReactNode {
  const [chosen, setChosen] = useState(classes[0] ? keyOfClass(classes[0]) : '');
  const queries = useQueryClient();
  // The first time it is drawn page by page; read anew it stays whole until all of it is there.
  const draw = (soFar: Host[]): void => void queries.setQueryData<Host[]>(mapKey, (drawn) => (drawn && drawn.length > soFar.length ? drawn : soFar));
  const hosts = useQuery({ queryKey: mapKey, queryFn: async () => readAll(async (cursor) => readHosts(cursor, CELLS_A_PAGE), MOST_CELLS, draw), refetchInterval: usePace() });
  if (hosts.isPending) return <Waiting />;
  if (hosts.isError) return <Problem error={hosts.error} onRetry={() => void hosts.refetch()} />;
  const cells = hosts.data.flatMap((host) => {
    const inventory = host.inventories.find((inventory) => keyOfClass(inventory) === chosen);
    return inventory ? [{ host, inventory }] : [];
  });
  return (
    <>
      <div className="heat-head">
        <Choice label="Class" isLabelHidden value={chosen} options={classes.map((one) => ({ id: keyOfClass(one), label: className(one.resourceClass, one.variant) }))} onChange={setChosen} />
        <p className="legend" aria-hidden="true">idle {[0, 1, 2, 3, 4].map((heat) => <span key={heat} className={`cell heat-${heat}`} />)} full <span className="cell off" /> not on offer</p>
      </div>
      <ul className="heat" aria-label="Hosts">
        {cells.map(({ host, inventory }) => <li key={host.id}><Cell host={host} inventory={inventory} /></li>)}
      </ul>
    </>
  );
}

const HEATS = 5;

/** Drawn once, however many more come. */
const Cell = memo(function Cell({ host, inventory: { resourceClass, used, capacity } }: { host: Host; inventory: Host['inventories'][number] }): ReactNode {
  const isOff = host.state !== 'open' || host.contact !== 'live' || host.withheld.length > 0;
  const percent = capacity > 0 ? Math.floor((used / capacity) * 100) : 0;
  const heat = used === 0 ? 0 : Math.min(HEATS - 1, 1 + Math.floor((percent / 100) * (HEATS - 1)));
  const text = `${host.name}: ${quantity(resourceClass, used)} of ${quantity(resourceClass, capacity)} in use, ${isOff ? words(host.state === 'open' ? host.withheld[0] ?? host.contact : host.state).toLowerCase() : 'on offer'}`;
  return <Link to="/operator/hosts/$hostId" params={{ hostId: host.id }} className={`cell heat-${heat} ${isOff ? 'off' : ''}`} title={text} aria-label={text} />;
});

function Classes({ of }: { of: readonly ClassDiagnosis[] }): ReactNode {
  return (
    <Table label="In use by class" rows={of} keyOf={keyOfClass} columns={[
      { title: 'Class', isHeader: true, cell: ({ resourceClass, variant }) => className(resourceClass, variant) },
      { title: 'In use', isNumber: true, cell: ({ resourceClass, used }) => quantity(resourceClass, used) },
      { title: 'Idle, on offer', isNumber: true, cell: ({ resourceClass, offered }) => quantity(resourceClass, offered) },
      { title: 'Not on offer', isNumber: true, cell: ({ resourceClass, notOffered }) => (notOffered > 0 ? quantity(resourceClass, notOffered) : '') },
      { title: 'Share', isNumber: true, cell: ({ used, capacity }) => <meter min={0} max={Math.max(1, capacity)} value={used} aria-label="Share in use" /> },
    ]} />
  );
}

function WhyNot({ diagnosis: { hosts, hostsOnOffer, classes, findings } }: { diagnosis: Diagnosis }): ReactNode {
  const reasons = classes.flatMap(({ resourceClass, variant, reasons }) => reasons.map((reason) => ({ ...reason, resourceClass, variant })));
  return (
    <>
      <p>{hostsOnOffer} of {hosts} hosts are on offer.</p>
      {reasons.length === 0 ? <p className="quiet-text">Nothing is held back.</p> : (
        <Table label="Reasons" rows={reasons} keyOf={(reason) => `${keyOfClass(reason)} ${reason.code}`} columns={[
          { title: 'Reason', isHeader: true, cell: ({ code, detail }) => <><State of="low" text={words(code)} /><div className="quiet-text reason">{detail}</div></> },
          { title: 'Class', cell: ({ resourceClass, variant }) => className(resourceClass, variant) },
          { title: 'Amount', isNumber: true, cell: ({ resourceClass, amount }) => quantity(resourceClass, amount) },
          { title: 'Hosts', isNumber: true, cell: ({ hosts }) => hosts },
        ]} />
      )}
      {findings.items.length > 0 && <ul className="plain findings">{findings.items.map(({ hostId, name, reasons }) => <li key={hostId}><Link to="/operator/hosts/$hostId" params={{ hostId }}>{name}</Link> <span className="quiet-text">{reasons.map(({ detail }) => detail).join('; ')}</span></li>)}</ul>}
    </>
  );
}

function Hosts(): ReactNode {
  const { search, field } = useSearched('Search', 'part of a name, or an id');
  const list = usePages(hostsBy(search));
  return (
    <>
      {field}
      <List label="Hosts" isEndless pages={list} keyOf={({ id }) => id} empty="No such host." columns={[
        { title: 'Name', isHeader: true, cell: ({ id, name }) => <Link to="/operator/hosts/$hostId" params={{ hostId: id }}>{name}</Link> },
        { title: 'State', cell: ({ state }) => <State of={state} /> },
        { title: 'Contact', cell: ({ contact }) => <State of={contact === 'never' ? 'unknown' : contact} text={words(contact)} /> },
        { title: 'Heard', cell: ({ lastHeartbeatAt }) => lastHeartbeatAt && <When at={lastHeartbeatAt} /> },
        { title: 'Where', cell: ({ jurisdiction, region }) => `${jurisdiction}, ${region}` },
        { title: 'Traits', cell: ({ traits }) => traits.join(', ') },
      ]} />
    </>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components/Form';

import { weir } from '../api.js';
import { className, quantity } from '../format.js';
import { useTyped } from '../new-version.js';
import { Action } from '../parts/action.js';
import { Choice } from '../parts/choice.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, Read, State, useTitle, When } from '../parts/layout.js';
import { Refusal, useFieldErrors } from '../parts/problem.js';
import { Table } from '../parts/table.js';

type Site = components['schemas']['Site'];
type Cluster = components['schemas']['Cluster'];

const LOOK_AGAIN_MILLIS = 2_000;

/** From nothing, or a kubeconfig, to capacity on offer: where it is, what it is, what of it is found, and whether it is on offer. */
export function JoinPage(): ReactNode {
  useTitle('Add capacity');
  const [site, setSite] = useState<Site>();
  const [cluster, setCluster] = useState<Cluster>();
  return (
    <>
      <Head back={<Link to="/operator/fleet">Fleet</Link>} title="Add capacity" about="Four steps. What you did so far is kept if you leave." />
      <ol className="plain steps">
        <li><Panel title="1. Where it is" actions={site && <State of="ok" text={`${site.name}, ${site.jurisdiction}`} />}>{!site && <ChooseSite onChosen={setSite} />}</Panel></li>
        <li><Panel title="2. The cluster" actions={cluster && <State of="ok" text={cluster.name} />}>{site && !cluster && <AddCluster site={site} onAdded={setCluster} />}</Panel></li>
        <li><Panel title="3. Its hosts">{cluster && (cluster.driver === 'kubernetes' ? <FoundHosts cluster={cluster} /> : <AddHosts cluster={cluster} />)}</Panel></li>
        <li><Panel title="4. On offer">{cluster && <OnOffer cluster={cluster} />}</Panel></li>
      </ol>
    </>
  );
}

const newSite = { chosen: 'new', name: '', jurisdiction: '', region: '' };

function ChooseSite({ onChosen }: { onChosen: (site: Site) => void }): ReactNode {
  const sites = useQuery({ queryKey: ['fleet', 'sites'], queryFn: async () => answer(weir.GET('/v1/operator/sites', { params: { query: { limit: 200 } } })) });
  const [{ chosen, name, jurisdiction, region }, setSite] = useTyped('site', newSite);
  const set = (field: keyof typeof newSite) => (value: string): void => setSite((site) => ({ ...site, [field]: value }));
  const choosing = useMutation({
    mutationFn: async () => sites.data?.items.find(({ id }) => id === chosen)
      ?? answer(weir.POST('/v1/operator/sites', { body: { name, jurisdiction: jurisdiction.toUpperCase(), region }, params: { header: idempotent() } })),
    onSuccess: onChosen,
  });
  const errors = useFieldErrors(choosing.error);
  return (
    <Form className="step" validationErrors={errors} onSubmit={(event) => { event.preventDefault(); choosing.mutate(); }}>
      <div className="fields">
        <Choice label="Site" value={chosen} options={[{ id: 'new', label: 'A new site' }, ...(sites.data?.items ?? []).map((site) => ({ id: site.id, label: site.name, detail: `${site.jurisdiction}, ${site.region}` }))]} onChange={set('chosen')} />
        {chosen === 'new' && <Field label="Name" name="/name" value={name} onChange={set('name')} isRequired />}
        {chosen === 'new' && <Field label="Jurisdiction" name="/jurisdiction" value={jurisdiction} onChange={set('jurisdiction')} isRequired placeholder="CH" hint="ISO 3166-1, two letters" />}
        {chosen === 'new' && <Field label="Region" name="/region" value={region} onChange={set('region')} isRequired placeholder="europe-west" />}
      </div>
      <Refusal error={choosing.error} />
      <Action type="submit" kind="main" isPending={choosing.isPending}>Next</Action>
    </Form>
  );
}

const drivers = [{ id: 'kubernetes', label: 'Kubernetes', detail: 'By a kubeconfig' }, { id: 'simulated', label: 'Simulated', detail: 'To try what happens; runs nothing' }] as const;

const newCluster = { name: '', pool: 'standard', driver: 'kubernetes' as Cluster['driver'], share: '100' };

function AddCluster({ site, onAdded }: { site: Site; onAdded: (cluster: Cluster) => void }): ReactNode {
  const [{ name, pool, driver, share }, setNew] = useTyped('cluster', newCluster);
  const set = (field: keyof typeof newCluster) => (value: string): void => setNew((cluster) => ({ ...cluster, [field]: value }));
  const [kubeconfig, setKubeconfig] = useState(''); // a secret: who reloads pastes it again
  const adding = useMutation({
    mutationFn: async () => {
      const body = { siteId: site.id, pool, name, driver };
      const connection = driver === 'kubernetes' ? await connectionOf(kubeconfig) : undefined;
      return answer(weir.POST('/v1/operator/clusters', {
        body: connection ? { ...body, connection, discovery: { shareBps: Math.round(Number(share) * 100) } } as components['schemas']['ClusterRequest'] : body,
        params: { header: idempotent() },
      }));
    },
    onSuccess: onAdded,
  });
  const errors = useFieldErrors(adding.error);
  return (
    <Form className="step" validationErrors={errors} onSubmit={(event) => { event.preventDefault(); adding.mutate(); }}>
      <div className="fields">
        <Field label="Name" name="/name" value={name} onChange={set('name')} isRequired autoFocus />
        <Field label="Pool" name="/pool" value={pool} onChange={set('pool')} isRequired />
        <Choice label="Kind" name="/driver" value={driver} options={drivers} onChange={set('driver')} />
        {driver === 'kubernetes' && <Field label="Share on offer" name="/discovery/shareBps" inputMode="decimal" unit="%" value={share} onChange={set('share')} />}
        {driver === 'kubernetes' && (
          <div className="wide">
            <Field label="Kubeconfig" name="/connection" rows={8} value={kubeconfig} onChange={setKubeconfig} isRequired hint={<>Of the confined account, not of an administrator: <code>weir operator manifest</code> prints what the cluster is asked for, to read and to apply. Of what you paste, server, authority and token alone are sent.</>} />
          </div>
        )}
      </div>
      <Refusal error={adding.error} />
      <Action type="submit" kind="main" isPending={adding.isPending}>Next</Action>
    </Form>
  );
}

async function connectionOf(text: string): Promise<components['schemas']['ConnectionRequest']> {
  const { readKubeconfig } = await import('./kubeconfig.js');
  const { server, caData, token } = readKubeconfig(text);
  if (!token) throw new Error('It has no token: it is not of the confined account. `weir operator join --kubeconfig …` makes one, and does the rest as well.');
  return { server, caData, token };
}

function FoundHosts({ cluster }: { cluster: Cluster }): ReactNode {
  return (
    <Read everyMillis={LOOK_AGAIN_MILLIS} queryKey={['fleet', 'discovery', cluster.id]} read={async () => answer(weir.GET('/v1/operator/clusters/{clusterId}/discovery', { params: { path: { clusterId: cluster.id } } }))}>
      {({ discoveredAt, failure }) => failure ? <p className="note bad">{failure}</p> : discoveredAt ? <p>Looked at <When at={discoveredAt} />. Its nodes follow by themselves from now on.</p> : <p className="waiting" role="status">Looking at its nodes …</p>}
    </Read>
  );
}

function AddHosts({ cluster }: { cluster: Cluster }): ReactNode {
  const queries = useQueryClient();
  const [count, setCount] = useState('3');
  const [cpus, setCpus] = useState('32');
  const [memory, setMemory] = useState('128');
  const adding = useMutation({
    mutationFn: async () => {
      const inventories = [{ resourceClass: 'CPU_MILLI', total: Number(cpus) * 1_000 }, { resourceClass: 'MEMORY_MIB', total: Number(memory) * 1_024 }, { resourceClass: 'EGRESS_MBPS', total: 1_000 }];
      const hosts = Array.from({ length: Math.min(200, Number(count)) }, (_, index) => ({ name: `${cluster.name}-${index + 1}`, inventories }));
      return answer(weir.POST('/v1/operator/hosts', { body: { clusterId: cluster.id, hosts }, params: { header: idempotent() } }));
    },
    onSuccess: async () => queries.invalidateQueries({ queryKey: ['fleet'] }),
  });
  const errors = useFieldErrors(adding.error);
  if (adding.data) return <p>{adding.data.hosts.length} hosts are registered.</p>;
  return (
    <Form className="step" validationErrors={errors} onSubmit={(event) => { event.preventDefault(); adding.mutate(); }}>
      <div className="fields">
        <Field label="Hosts" name="/hosts" inputMode="numeric" value={count} onChange={setCount} isRequired />
        <Field label="CPUs of each" name="/hosts/0/inventories/0/total" inputMode="numeric" value={cpus} onChange={setCpus} isRequired />
        <Field label="Memory of each" name="/hosts/0/inventories/1/total" inputMode="numeric" unit="GiB" value={memory} onChange={setMemory} isRequired />
      </div>
      <Refusal error={adding.error} />
      <Action type="submit" kind="main" isPending={adding.isPending}>Register them</Action>
    </Form>
  );
}

/** Each host as it comes on offer, or what keeps it from that. */
function OnOffer({ cluster }: { cluster: Cluster }): ReactNode {
  const hosts = useQuery({
    queryKey: ['fleet', 'hosts', 'of', cluster.id],
    queryFn: async () => answer(weir.GET('/v1/operator/hosts', { params: { query: { clusterId: cluster.id, limit: 200 } } })),
    refetchInterval: LOOK_AGAIN_MILLIS,
  });
  const items = hosts.data?.items ?? [];
  const live = items.filter(({ contact, state, withheld }) => contact === 'live' && state === 'open' && withheld.length === 0);
  if (items.length === 0) return <p className="waiting">No host yet.</p>;
  return (
    <>
      <p role="status"><strong>{live.length} of {items.length} hosts are on offer.</strong> {live.length === items.length ? <Link to="/operator/fleet">See them in the fleet</Link> : 'The doctor on the fleet page says what keeps the others.'}</p>
      <Table label="Hosts of the cluster" rows={items} keyOf={({ id }) => id} columns={[
        { title: 'Name', isHeader: true, cell: ({ id, name }) => <Link to="/operator/hosts/$hostId" params={{ hostId: id }}>{name}</Link> },
        { title: 'Contact', cell: ({ contact }) => <State of={contact === 'never' ? 'waiting' : contact} text={contact === 'never' ? 'Not heard yet' : contact} /> },
        { title: 'Offers', cell: ({ inventories }) => inventories.map(({ resourceClass, variant, capacity }) => `${quantity(resourceClass, capacity)} ${className(resourceClass, variant)}`).join(' · ') },
      ]} />
    </>
  );
}

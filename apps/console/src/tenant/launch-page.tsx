import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Form } from 'react-aria-components/Form';

import { weir } from '../api.js';
import { duration, percentOfBps } from '../format.js';
import { useTyped } from '../new-version.js';
import { Action } from '../parts/action.js';
import { Choice } from '../parts/choice.js';
import { Check, Checks, Field } from '../parts/fields.js';
import { Head, Panel, useTitle } from '../parts/layout.js';
import { Refusal, useFieldErrors } from '../parts/problem.js';
import { type LeaseDraft, newDraft, toLeaseRequest, toQuoteRequest, withChange } from './lease-draft.js';
import { QuotePanel } from './quote-panel.js';

const TYPING_MILLIS = 200;
const QUOTE_AGAIN_MILLIS = 30_000;

type Pool = components['schemas']['OfferedPool'];
type Set = <K extends keyof LeaseDraft>(name: K) => (value: LeaseDraft[K]) => void;
interface Part { draft: LeaseDraft; set: Set }

/** Asks for a lease, with a quote that follows each field. */
export function LaunchPage(): ReactNode {
  useTitle('Launch a lease');
  const navigate = useNavigate();
  const pools = useQuery({ queryKey: ['pools'], queryFn: async () => answer(weir.GET('/v1/pools', { params: { query: { limit: 100 } } })) });
  const [written, setDraft] = useTyped('launch', newDraft);
  const draft = useMemo(() => ({ ...written, pool: written.pool || (pools.data?.items[0]?.name ?? '') }), [written, pools.data]);
  const asked = useMemo(() => toQuoteRequest(draft), [draft]);
  const request = useSettled('request' in asked ? asked.request : undefined);
  const quote = useQuery({
    queryKey: ['quote', request],
    enabled: request !== undefined,
    queryFn: async ({ signal }) => answer(weir.POST('/v1/quotes', { body: request!, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: QUOTE_AGAIN_MILLIS,
    staleTime: QUOTE_AGAIN_MILLIS,
    retry: false,
  });
  // The same key for every try of the same request: however often it is sent, there is one lease.
  const key = useRef<[text: string, key: string]>(undefined);
  const launching = useMutation({
    mutationFn: async () => {
      if (!('request' in asked)) throw new Error('Correct the fields that are marked.');
      const isOfThis = quote.data && !quote.isPlaceholderData && request && JSON.stringify(request) === JSON.stringify(asked.request);
      const body = toLeaseRequest(draft, asked.request, isOfThis ? quote.data.id : undefined);
      const text = JSON.stringify(body);
      if (key.current?.[0] !== text) key.current = [text, crypto.randomUUID()];
      return answer(weir.POST('/v1/leases', { body, params: { header: idempotent(key.current[1]) } }));
    },
    onSuccess: async ({ id }) => navigate({ to: '/leases/$leaseId', params: { leaseId: id } }),
  });
  const set: Set = (name) => (value) => {
    if (launching.isError) launching.reset(); // what was refused is not what stands there now
    setDraft((draft) => ({ ...draft, [name]: value }));
  };
  const refused = useFieldErrors(quote.error, launching.error);
  const errors = useMemo(() => ({ ...('wrong' in asked && asked.wrong), ...refused }), [asked, refused]);
  const pool = pools.data?.items.find(({ name }) => name === draft.pool);
  return (
    <>
      <Head title="Launch a lease" back={<Link to="/leases">Leases</Link>} />
      <Form className="grid" validationErrors={errors} onSubmit={(event) => { event.preventDefault(); launching.mutate(); }}>
        <div className="two-thirds grid">
          <Workload draft={draft} set={set} />
          <Size draft={draft} set={set} />
          <Place draft={draft} set={set} pools={pools.data?.items ?? []} pool={pool} />
          <Price draft={draft} set={set} />
        </div>
        <div className="third sticky">
          <Panel title="Quote">
            <QuotePanel quote={quote.data} isOld={quote.isFetching || quote.isPlaceholderData || !('request' in asked)} error={quote.error} onChange={(change) => setDraft(withChange(draft, change))} />
            <div className="quote">
              <Refusal error={launching.error} />
              <Action type="submit" kind="main" isPending={launching.isPending}>{quote.data && !quote.data.feasible ? 'Launch and wait for room' : 'Launch'}</Action>
            </div>
          </Panel>
        </div>
      </Form>
    </>
  );
}

function Workload({ draft, set }: Part): ReactNode {
  return (
    <Panel title="What runs">
      <div className="fields">
        <Field label="Name" name="/name" value={draft.name} onChange={set('name')} placeholder="web" hint="Yours to find it by." />
        <Field label="Image" name="/workload/image" value={draft.image} onChange={set('image')} isRequired />
        <Field label="Command" name="/workload/command" value={draft.command} onChange={set('command')} placeholder="the image's own" />
        <Field label="Port" name="/workload/ports/0/port" inputMode="numeric" value={draft.port} onChange={set('port')} hint={<>Leave empty for none.</>} />
        <div className="field"><Check isSelected={draft.isPublic} onChange={set('isPublic')}>Served at a public address</Check></div>
        <div className="wide"><Field label="Environment" name="/workload/environment" rows={2} value={draft.environment} onChange={set('environment')} placeholder="NAME=value, one a line" /></div>
      </div>
    </Panel>
  );
}

function Size({ draft, set }: Part): ReactNode {
  return (
    <Panel title="How much">
      <div className="fields">
        <Field label="Replicas" name="/replicas" inputMode="numeric" value={draft.replicas} onChange={set('replicas')} />
        <Field label="CPUs" name="/resources/cpuMillis" inputMode="decimal" value={draft.cpus} onChange={set('cpus')} unit="each" />
        <Field label="Memory" name="/resources/memoryMib" inputMode="decimal" value={draft.memoryGib} onChange={set('memoryGib')} unit="GiB" />
        <Field label="GPUs" name="/resources/gpu/count" inputMode="numeric" value={draft.gpus} onChange={set('gpus')} placeholder="none" />
        {draft.gpus && <Field label="GPU models" name="/resources/gpu/models" value={draft.gpuModels} onChange={set('gpuModels')} placeholder="any" />}
        <Field label="Scratch" name="/resources/ephemeralGib" inputMode="numeric" value={draft.ephemeralGib} onChange={set('ephemeralGib')} unit="GiB" placeholder="none" />
        <Field label="Egress" name="/resources/egressMbps" inputMode="numeric" value={draft.egressMbps} onChange={set('egressMbps')} unit="Mbit/s" placeholder="none" />
        <Field label="Volume" name="/resources/volumes/0/gib" inputMode="numeric" value={draft.volumeGib} onChange={set('volumeGib')} unit="GiB" placeholder="none" />
        {draft.volumeGib && <Field label="Storage class" name="/resources/volumes/0/storageClass" value={draft.volumeClass} onChange={set('volumeClass')} />}
        {draft.volumeGib && <Field label="Mounted at" name="/resources/volumes/0/mountPath" value={draft.volumePath} onChange={set('volumePath')} />}
      </div>
    </Panel>
  );
}

const spreads = [
  { id: 'none', label: 'Wherever there is room' }, { id: 'operator', label: 'Over operators' }, { id: 'site', label: 'Over sites' }, { id: 'host', label: 'Over hosts' }, { id: 'jurisdiction', label: 'Over jurisdictions' },
] as const;

function Place({ draft, set, pools, pool }: Part & { pools: readonly Pool[]; pool: Pool | undefined }): ReactNode {
  return (
    <Panel title="Where">
      <div className="fields">
        <Choice label="Pool" name="/pool" value={draft.pool} options={pools.map(({ name }) => ({ id: name, label: name }))} onChange={set('pool')} />
        <Choice label="Spread" name="/constraints/spread" value={draft.spreadOver} options={spreads} onChange={(value) => set('spreadOver')(value as LeaseDraft['spreadOver'])} />
        {draft.spreadOver !== 'none' && <Field label="At most on each" name="/constraints/spread/maximum" inputMode="numeric" value={draft.spreadMost} onChange={set('spreadMost')} />}
        <Field label="Traits it needs" name="/constraints/requiredTraits" value={draft.requiredTraits} onChange={set('requiredTraits')} placeholder="any" />
        <div className="wide">
          <Checks label="Jurisdictions it may be in" name="/constraints/jurisdictions" hint="None chosen: any." value={draft.jurisdictions} options={(pool?.jurisdictions ?? []).map((code) => ({ id: code, label: code }))} onChange={set('jurisdictions')} />
        </div>
      </div>
    </Panel>
  );
}

const modes = [
  { id: 'on-demand', label: 'On demand', detail: 'Yours until you close it' }, { id: 'spot', label: 'Spot', detail: 'Cheaper, and may be reclaimed' }, { id: 'reserved', label: 'Reserved', detail: 'Paid ahead for a term, at a discount' },
] as const;

function Price({ draft, set }: Part): ReactNode {
  const poolName = draft.pool;
  const terms = useQuery({ queryKey: ['terms', poolName], enabled: draft.mode === 'reserved' && poolName !== '', queryFn: async () => answer(weir.GET('/v1/pools/{poolName}/terms', { params: { path: { poolName } } })) });
  return (
    <Panel title="How it is paid">
      <div className="fields">
        <Choice label="Price" name="/pricing/mode" value={draft.mode} options={modes} onChange={(value) => set('mode')(value as LeaseDraft['mode'])} />
        <Field label="At most" name="/pricing/maximumNanoTokensPerHour" inputMode="decimal" value={draft.maximumTokensPerHour} onChange={set('maximumTokensPerHour')} unit="tokens / h" placeholder={draft.mode === 'spot' ? '' : 'no limit'} />
        {draft.mode === 'reserved' && (
          <Choice label="Term" name="/pricing/termMillis" hint={terms.data?.reserved.length === 0 && 'This pool sells no terms.'} value={draft.termMillis} options={(terms.data?.reserved ?? []).map(({ termMillis, discountBps }) => ({ id: String(termMillis), label: `${duration(termMillis)}, ${percentOfBps(discountBps)} off` }))} onChange={set('termMillis')} />
        )}
        <Field label="Closes by itself after" name="/durationMillis" inputMode="decimal" value={draft.hours} onChange={set('hours')} unit="h" placeholder="never" />
      </div>
    </Panel>
  );
}

/** A value that has not changed for as long as somebody pauses in typing. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MILLIS);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- equal values are one
  }, [text]);
  return settled;
}

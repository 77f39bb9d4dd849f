import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { bpsOf, className, momentOf, nanoTokensOf } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { useDoing } from '../parts/layout.js';

type RateRequest = components['schemas']['RateRequest'];
type Curve = RateRequest['curve'];
type Kind = Curve['kind'];

const classes: readonly (readonly [id: string, unit: string])[] = [['CPU_MILLI', 'vCPU'], ['MEMORY_MIB', 'GiB'], ['GPU_MILLI', 'GPU'], ['STORAGE_GIB', 'GiB'], ['EGRESS_MBPS', 'Mbit/s'], ['EGRESS_GIB', 'GiB sent'], ['STORED_GIB_HOUR', 'GiB kept']];
const kinds = [
  { id: 'fixed', label: 'Fixed', detail: 'The same whatever is in use' },
  { id: 'kinked', label: 'Rises with use', detail: 'Slowly up to a kink, fast above it' },
  { id: 'base-fee', label: 'Moved by demand', detail: 'A tip for operators, and a base that demand moves' },
] as const;

type Unit = 'tokens' | '%' | 'integer' | 'min';
/** What each kind of curve is made of, by the names that the API has for it. */
const parts: Record<Kind, readonly (readonly [name: string, label: string, unit: Unit])[]> = {
  fixed: [['nanoTokensPerUnitHour', 'Price', 'tokens']],
  kinked: [['base', 'Price when idle', 'tokens'], ['slope1', 'Added up to the kink', 'tokens'], ['slope2', 'Added above the kink', 'tokens'], ['kinkBps', 'Kink', '%']],
  'base-fee': [['tip', 'Tip', 'tokens'], ['initial', 'Base at first', 'tokens'], ['floor', 'Base at least', 'tokens'], ['targetBps', 'Use aimed at', '%'], ['denominator', 'Steps: one part in', 'integer'], ['epochMillis', 'A step every', 'min']],
};
const MINUTE_MILLIS = 60_000;

function valueOf(text: string, unit: Unit): string | number {
  if (unit === 'tokens') return nanoTokensOf(text) ?? text;
  if (unit === '%') return bpsOf(text);
  return text.trim() === '' ? Number.NaN : Number(text) * (unit === 'min' ? MINUTE_MILLIS : 1);
}

/** A new version of a price. What was begun by the version before keeps it. */
export function SetPrice({ poolId }: { poolId: string }): ReactNode {
  const doing = useDoing('admin');
  const [resourceClass, setClass] = useState('CPU_MILLI');
  const [variant, setVariant] = useState('');
  const [kind, setKind] = useState<Kind>('fixed');
  const [written, setWritten] = useState<Record<string, string>>({});
  const [from, setFrom] = useState('');
  const unit = classes.find(([id]) => id === resourceClass)![1];
  const set = async (): Promise<void> => {
    const curve = { kind, ...Object.fromEntries(parts[kind].map(([name, , unit]) => [name, valueOf(written[name] ?? '', unit)])) } as Curve;
    const body: RateRequest = { resourceClass, curve, ...(variant && { variant }), ...(from && { activeFrom: momentOf(from) }) };
    await doing(answer(weir.POST('/v1/admin/pools/{poolId}/rates', { params: { path: { poolId }, header: idempotent() }, body })));
  };
  return (
    <Ask label="Set a price" title="A new version of a price" doLabel="Set it" isDanger kind="plain" onDo={set} onOpen={() => setWritten({})}>
      <p>Whatever is asked for from then on costs this. It cannot be taken back, only followed by another version.</p>
      <div className="fields">
        <Choice label="Of what" name="/resourceClass" value={resourceClass} options={classes.map(([id, unit]) => ({ id, label: className(id, ''), detail: `per ${unit}` }))} onChange={setClass} />
        <Field label="Variant" name="/variant" value={variant} onChange={setVariant} placeholder="any" />
      </div>
      <Choice label="How" name="/curve/kind" value={kind} options={kinds} onChange={(value) => setKind(value as Kind)} />
      <div className="fields">
        {parts[kind].map(([name, label, unit]) => <Field key={name} label={label} name={`/curve/${name}`} inputMode="decimal" unit={unit === 'integer' ? undefined : unit} value={written[name] ?? ''} onChange={(text) => setWritten({ ...written, [name]: text })} isRequired />)}
      </div>
      <p className="quiet-text">Prices are for one {unit}{unit.endsWith('sent') ? '' : ' for an hour'}.</p>
      <Field label="From" name="/activeFrom" type="datetime-local" value={from} onChange={setFrom} hint="Now, when left empty; your own time zone." />
    </Ask>
  );
}

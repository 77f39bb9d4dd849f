import { Link, useNavigate } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { duration, momentOf } from '../format.js';
import { Action } from '../parts/action.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, Read, useDoing, useTitle } from '../parts/layout.js';
import { Table } from '../parts/table.js';
import { type Parameter, parametersOf, parameterText, unitOf, type Value, valueOf, withValues, written } from './parameters.js';

type RuleSet = components['schemas']['RuleSet'];

/** Other values for what everybody goes by, proposed as a whole. */
export function ProposeRulesPage(): ReactNode {
  useTitle('Propose rules');
  return (
    <>
      <Head back={<Link to="/admin/rules">Rules</Link>} title="Propose a change of the rules" about="Change what should be otherwise. Everybody sees the new version at once, with its reason; it holds when the delay is over." />
      <Read queryKey={['rules', 'now']} isStill read={async () => answer(weir.GET('/v1/rules'))}>{(now) => <Draft now={now} />}</Read>
    </>
  );
}

function Draft({ now }: { now: RuleSet }): ReactNode {
  // Whoever publishes meanwhile does not change what is being written here.
  const [base] = useState(now);
  const [texts, setTexts] = useState<Record<string, string>>({});
  const parameters = parametersOf(base.rules);
  const changes = parameters.flatMap((parameter) => {
    const text = texts[parameter.pointer];
    if (text === undefined) return [];
    const value = valueOf(parameter, text);
    return value === parameter.value ? [] : [{ ...parameter, next: value }];
  });
  const groups = [...new Set(parameters.map(({ group }) => group))];
  return (
    <div className="grid">
      <Panel title="What changes" actions={<>{changes.length > 0 && <Action onPress={() => setTexts({})}>Start over</Action>}<Propose base={base} changes={changes} /></>}>
        {changes.length === 0 ? <p className="quiet-text">Nothing yet.</p> : (
          <Table label="Changes" rows={changes} keyOf={({ pointer }) => pointer} columns={[
            { title: 'Parameter', isHeader: true, cell: ({ group, label }) => `${group}: ${label}` },
            { title: `Version ${base.version}`, cell: parameterText },
            { title: 'Proposed', cell: ({ kind, next }) => parameterText({ kind, value: next }) },
          ]} />
        )}
      </Panel>
      {groups.map((group) => (
        <Panel key={group} title={group}>
          <div className="fields wide-fields">
            {parameters.filter((parameter) => parameter.group === group).map((parameter) => (
              <Field key={parameter.pointer} label={parameter.label} unit={unitOf(parameter)} value={texts[parameter.pointer] ?? written(parameter)} onChange={(text) => setTexts({ ...texts, [parameter.pointer]: text })} {...(parameter.value === null && { placeholder: 'no limit' })} />
            ))}
          </div>
        </Panel>
      ))}
    </div>
  );
}

function Propose({ base, changes }: { base: RuleSet; changes: readonly (Parameter & { next: Value })[] }): ReactNode {
  const doing = useDoing('rules');
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [from, setFrom] = useState('');
  const propose = async (): Promise<void> => {
    const rules = withValues(base.rules, new Map(changes.map(({ pointer, next }) => [pointer, next]))) as components['schemas']['RulesRequest'];
    await doing(answer(weir.POST('/v1/admin/rules', { params: { header: idempotent() }, body: { rules, reason, ...(from && { activeFrom: momentOf(from) }) } })));
    await navigate({ to: '/admin/rules' });
  };
  return (
    <Ask label="Propose" isDanger kind="main" title="Propose these rules?" doLabel="Publish the proposal" isDisabled={changes.length === 0} onDo={propose}>
      <p>{changes.length === 1 ? 'One parameter changes' : `${changes.length} parameters change`}. It holds {duration(base.rules.changeDelayMillis)} from now at the earliest, and can be withdrawn before that.</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus hint="Everybody reads it." />
      <Field label="From" name="/activeFrom" type="datetime-local" value={from} onChange={setFrom} hint="As soon as the delay is over, when empty." />
    </Ask>
  );
}

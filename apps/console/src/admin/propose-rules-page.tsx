import { Link, useNavigate } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { duration, momentOf } from '../format.js';
import { useTyped } from '../new-version.js';
import { Action } from '../parts/action.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, Read, useDoing, useTitle } from '../parts/layout.js';
import { Table } from '../parts/table.js';
import { groupOf, hasRow, type Parameter, parametersOf, parameterText, ruleLists, unitOf, type Value, valueOf, withoutRows, withRows, withValues, written } from './parameters.js';

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

/** What is written in fields, and which rows of lists are new or go. Pointers are those of the rules with all new rows and nothing gone, so that none moves meanwhile. */
interface Written {
  texts: Readonly<Record<string, string>>;
  added: Readonly<Record<string, number>>;
  removed: readonly string[];
}

/** One line of what is different; `next` is undefined for what goes, and `before` for what is new. */
interface Difference extends Parameter {
  before?: Value;
  next?: Value;
}

const nothing: Written = { texts: {}, added: {}, removed: [] };

function differencesOf(rules: object, parameters: readonly Parameter[], { texts, removed }: Written): Difference[] {
  return parameters.flatMap((parameter): Difference[] => {
    const { pointer, row, value } = parameter;
    const isNew = row !== undefined && !hasRow(rules, row);
    if (row !== undefined && removed.includes(row)) return isNew ? [] : [{ ...parameter, before: value }];
    const text = texts[pointer];
    const next = text === undefined ? value : valueOf(parameter, text);
    if (isNew) return [{ ...parameter, next }];
    return next === value ? [] : [{ ...parameter, before: value, next }];
  });
}

function Draft({ now }: { now: RuleSet }): ReactNode {
  // Whoever publishes meanwhile does not change what is being written here.
  const [base] = useState(now);
  const [draft, setDraft] = useTyped('rules', nothing);
  const rules = withRows(base.rules, draft.added);
  const parameters = parametersOf(rules);
  const differences = differencesOf(base.rules, parameters, draft);
  const proposed = withoutRows(withValues(rules, new Map(differences.flatMap(({ pointer, next }) => (next === undefined ? [] : [[pointer, next]])))), draft.removed);
  const groups = new Set([...parameters.map(({ group }) => group), ...Object.keys(ruleLists).map(groupOf)]);
  return (
    <div className="grid">
      <Panel title="What changes" actions={<>{draft !== nothing && <Action onPress={() => setDraft(nothing)}>Start over</Action>}<Propose base={base} rules={proposed} count={differences.length} /></>}>
        {differences.length === 0 ? <p className="quiet-text">Nothing yet.</p> : (
          <Table label="Changes" rows={differences} keyOf={({ pointer }) => pointer} columns={[
            { title: 'Parameter', isHeader: true, cell: ({ group, label }) => `${group}: ${label}` },
            { title: `Version ${base.version}`, cell: ({ kind, before }) => (before === undefined ? 'not there' : parameterText({ kind, value: before })) },
            { title: 'Proposed', cell: ({ kind, next }) => (next === undefined ? 'gone' : parameterText({ kind, value: next })) },
          ]} />
        )}
      </Panel>
      {[...groups].map((group) => <Group key={group} name={group} parameters={parameters.filter((parameter) => parameter.group === group)} draft={draft} onChange={setDraft} />)}
    </div>
  );
}

interface GroupProps {
  name: string;
  parameters: readonly Parameter[];
  draft: Written;
  onChange: (draft: Written) => void;
}

function Group({ name, parameters, draft, onChange }: GroupProps): ReactNode {
  const fields = (shown: readonly Parameter[]): ReactNode => shown.map((parameter) => (
    <Field key={parameter.pointer} label={parameter.label} unit={unitOf(parameter)} value={draft.texts[parameter.pointer] ?? written(parameter)} onChange={(text) => onChange({ ...draft, texts: { ...draft.texts, [parameter.pointer]: text } })} {...(parameter.value === null && { placeholder: 'no limit' })} />
  ));
  const rows = [...new Set(parameters.flatMap(({ row }) => row ?? []))].filter((row) => !draft.removed.includes(row));
  const lists = Object.entries(ruleLists).filter(([pointer]) => groupOf(pointer) === name);
  return (
    <Panel title={name} actions={lists.map(([pointer, list]) => <Action key={pointer} onPress={() => onChange({ ...draft, added: { ...draft.added, [pointer]: (draft.added[pointer] ?? 0) + 1 } })}>Add a {list.name}</Action>)}>
      <div className="fields wide-fields">{fields(parameters.filter(({ row }) => row === undefined))}</div>
      {rows.map((row, place) => (
        <div key={row} className="rule-row" role="group" aria-label={`${name}, ${place + 1}`}>
          <div className="fields wide-fields">{fields(parameters.filter((parameter) => parameter.row === row))}</div>
          <Action aria-label={`Remove ${name}, ${place + 1}`} onPress={() => onChange({ ...draft, removed: [...draft.removed, row] })}>Remove</Action>
        </div>
      ))}
    </Panel>
  );
}

function Propose({ base, rules, count }: { base: RuleSet; rules: RuleSet['rules']; count: number }): ReactNode {
  const doing = useDoing('rules');
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [from, setFrom] = useState('');
  const propose = async (): Promise<void> => {
    await doing(answer(weir.POST('/v1/admin/rules', { params: { header: idempotent() }, body: { rules: rules as components['schemas']['RulesRequest'], reason, ...(from && { activeFrom: momentOf(from) }) } })));
    await navigate({ to: '/admin/rules' });
  };
  return (
    <Ask label="Propose" isDanger kind="main" title="Propose these rules?" doLabel="Publish the proposal" isDisabled={count === 0} onDo={propose}>
      <p>{count === 1 ? 'One parameter changes' : `${count} parameters change`}. It holds {duration(base.rules.changeDelayMillis)} from now at the earliest, and can be withdrawn before that.</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus hint="Everybody reads it." />
      <Field label="From" name="/activeFrom" type="datetime-local" value={from} onChange={setFrom} hint="As soon as the delay is over, when empty." />
    </Ask>
  );
}

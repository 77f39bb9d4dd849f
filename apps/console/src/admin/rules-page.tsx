import { Link } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { timeText, words } from '../format.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, State, useDoing, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';
import { parametersOf, parameterText } from './parameters.js';

type RuleSet = components['schemas']['RuleSet'];

const versionsRead: ListRead<RuleSet> = { queryKey: ['rules', 'versions'], readPage: async (cursor) => answer(weir.GET('/v1/rules/versions', { params: { query: { cursor, limit: 25 } } })) };
const rulesRead: OneRead<RuleSet> = { queryKey: ['rules', 'now'], read: async () => answer(weir.GET('/v1/rules')) };
export const firstReads = (): FirstReads => [versionsRead, rulesRead];

/** What everybody goes by: the version in force, those to come, and those before. */
export function RulesPage(): ReactNode {
  useTitle('Rules');
  const list = usePages(versionsRead);
  return (
    <>
      <Head title="Rules" about="The parameters that everybody goes by. A change is published at once, and holds after the delay that the rules ask for." actions={<Link to="/admin/rules/new" className="action main">Propose a change</Link>} />
      <div className="grid">
        <Panel title="Versions">
          <List label="Rule sets" pages={list} keyOf={({ version }) => String(version)} empty="Only the product's own." columns={[
            { title: 'Version', isHeader: true, cell: ({ version }) => <Link to="/admin/rules/$version" params={{ version: String(version) }}>{`Version ${version}`}</Link> },
            { title: 'State', cell: ({ state }) => <State of={state} /> },
            { title: 'Holds as of', cell: ({ activeFrom }) => <When at={activeFrom} /> },
            { title: 'Decided by', cell: ({ decidedBy }) => words(decidedBy) },
            { title: 'Why', cell: ({ reason }) => reason },
            { title: 'Signed', cell: ({ signed }) => (signed ? <State of="yes" text="Signed" /> : '') },
            { title: '', isNumber: true, cell: (rules) => rules.state === 'pending' && <Withdraw version={rules.version} /> },
          ]} />
        </Panel>
        <Panel title="In force"><Read {...rulesRead}>{({ version, activeFrom, rules }) => <><p className="quiet-text">Version {version}, since {timeText(activeFrom)}.</p><Parameters of={rules} /></>}</Read></Panel>
      </div>
    </>
  );
}

/** All parameters of a version, in the units that people use. */
export function Parameters({ of }: { of: RuleSet['rules'] }): ReactNode {
  const parameters = parametersOf(of);
  return [...new Set(parameters.map(({ group }) => group))].map((group) => (
    <section key={group} className="parameters">
      <h3>{group}</h3>
      <Facts of={parameters.filter((parameter) => parameter.group === group).map((parameter) => [parameter.label, parameterText(parameter)] as const)} />
    </section>
  ));
}

export function Withdraw({ version }: { version: number }): ReactNode {
  const doing = useDoing('rules');
  const [reason, setReason] = useState('');
  const withdraw = async (): Promise<void> => doing(weir.POST('/v1/admin/rules/{version}/withdrawal', { params: { path: { version } }, body: { reason } }));
  return (
    <Ask label="Withdraw" isDanger title={`Withdraw version ${version}?`} onDo={withdraw} onOpen={() => setReason('')}>
      <p>It will never hold. Everybody keeps seeing that it was proposed.</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus />
    </Ask>
  );
}

import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { timeText, words } from '../format.js';
import { Facts, Head, Panel, Read, State, useTitle } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';
import { parametersOf, parameterText } from './parameters.js';
import { Parameters, Withdraw } from './rules-page.js';

type RuleSet = components['schemas']['RuleSet'];

const versionOf = (version: number): OneRead<RuleSet> => ({ queryKey: ['rules', 'version', version], read: async () => answer(weir.GET('/v1/rules/versions/{version}', { params: { path: { version } } })) });
export const firstReads = ({ version }: { version: string }): FirstReads => [versionOf(Number(version))];

/** One version of the rules, and what it changed. */
export function RuleSetPage(): ReactNode {
  const { version } = useParams({ from: '/admin/rules/$version' });
  useTitle(`Rules, version ${version}`);
  return (
    <Read {...versionOf(Number(version))}>
      {(rules) => (
        <>
          <Head back={<Link to="/admin/rules">Rules</Link>} title={<>Version {rules.version} <State of={rules.state} /></>} about={rules.reason} actions={rules.state === 'pending' && <Withdraw version={rules.version} />} />
          <div className="grid">
            <Panel title="About it"><Facts of={[
              ['Proposed', timeText(rules.proposedAt)], ['Holds as of', timeText(rules.activeFrom)], ['Decided by', words(rules.decidedBy)], rules.withdrawnAt !== null && ['Withdrawn', timeText(rules.withdrawnAt)],
              ['Digest', <code key="digest">{rules.digest}</code>], rules.signed && ['Signed by', <code key="key">{rules.signed.publicKey}</code>],
            ]} /></Panel>
            {rules.version > 1 && <Panel title={`Otherwise than version ${rules.version - 1}`}><Read {...versionOf(rules.version - 1)}>{(before) => <Differences before={before} after={rules} />}</Read></Panel>}
            <Panel title="All of it"><Parameters of={rules.rules} /></Panel>
          </div>
        </>
      )}
    </Read>
  );
}

function Differences({ before, after }: { before: RuleSet; after: RuleSet }): ReactNode {
  const old = new Map(parametersOf(before.rules).map((parameter) => [parameter.pointer, parameter]));
  const now = new Map(parametersOf(after.rules).map((parameter) => [parameter.pointer, parameter]));
  const rows = [...new Set([...old.keys(), ...now.keys()])].filter((pointer) => old.get(pointer)?.value !== now.get(pointer)?.value).map((pointer) => ({ pointer, old: old.get(pointer), now: now.get(pointer) }));
  if (rows.length === 0) return <p className="quiet-text">Nothing.</p>;
  return (
    <Table label="Differences" rows={rows} keyOf={({ pointer }) => pointer} columns={[
      { title: 'Parameter', isHeader: true, cell: ({ old, now }) => `${(now ?? old)!.group}: ${(now ?? old)!.label}` },
      { title: 'Before', cell: ({ old }) => (old ? parameterText(old) : 'not said') },
      { title: 'Here', cell: ({ now }) => (now ? parameterText(now) : 'not said') },
    ]} />
  );
}

import { moment } from './moment.js';
import { plainTable } from './plain-table.js';

export interface ShownSlash {
  id: string;
  kind: string;
  amount: string;
  state: string;
  dueAt: number;
  appeal: { decideBy: number } | null;
  borne: { bond: string; stake: string; insurance: string; treasury: string; deficit: string } | null;
}

/** Prints what faults cost, and who bore it. */
export function printSlashes(slashes: readonly ShownSlash[], json: boolean): void {
  if (json) return console.log(JSON.stringify(slashes));
  if (slashes.length === 0) return console.log('nothing was slashed');
  const rows = plainTable(['slash', 'for', 'nano-tokens', 'state', '']);
  rows.push(...slashes.map((slash) => [slash.id, slash.kind, slash.amount, slash.state, told(slash)]));
  console.log(rows.toString());
}

function told({ state, dueAt, appeal, borne }: ShownSlash): string {
  if (borne) return `bond ${borne.bond}, stake pool ${borne.stake}, insurance ${borne.insurance}, treasury ${borne.treasury}, nobody ${borne.deficit}`;
  if (state === 'appealed') return `dropped unless decided by ${moment(appeal!.decideBy)}`;
  return state === 'pending' ? `carried out at ${moment(dueAt)} unless there is an appeal` : '';
}

import { AssertionFailed } from './assert.js';

/** For each state, the states it may move to. A state with none is final. */
export type StateTable<S extends string> = Readonly<Record<S, readonly S[]>>;

/** Whether the table has the move. */
export function mayMove<S extends string>(table: StateTable<S>, from: S, to: S): boolean {
  return table[from].includes(to);
}

/** Gives `to` if the table has the move. @throws AssertionFailed: callers decide by `mayMove` what a user may ask. */
export function move<S extends string>(table: StateTable<S>, from: S, to: S): S {
  if (!mayMove(table, from, to)) throw new AssertionFailed(`no move from ${from} to ${to}`);
  return to;
}

/** Whether nothing leads out of the state. */
export function isFinal<S extends string>(table: StateTable<S>, state: S): boolean {
  return table[state].length === 0;
}

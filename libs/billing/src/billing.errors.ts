import { defineProblems } from '#libs/kernel';

export const billingProblems = defineProblems({
  budget_exists: { kind: 'conflict', title: 'Budget exists' },
  nothing_to_close: { kind: 'conflict', title: 'Nothing to close' },
});

/** A statement's figures and the ledger's disagree: a bug, or tampering. Nothing is closed, and somebody must look. */
export class StatementMismatch extends Error {
  override name = 'StatementMismatch';

  constructor(readonly tenantId: string, readonly expected: bigint, readonly found: bigint) {
    super(`the statement of ${tenantId} closes at ${expected} and the ledger says ${found}`);
  }
}

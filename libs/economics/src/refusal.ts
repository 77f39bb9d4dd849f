import { defineProblems, type Problem } from '#libs/kernel';

const problems = defineProblems({
  rule_refused: { kind: 'impossible', title: 'The rules refuse it' },
});

/** Every rule that can refuse what was asked. Names are stable: programs read them in a problem's `rule`. */
export type Rule =
  // share pools
  | 'pool_lost_all' | 'exceeds_pool' | 'exceeds_shares' | 'share_rate_is_zero' | 'unknown_request' | 'no_batches' | 'batches_not_sorted' | 'already_finalized' | 'too_much_to_finalize'
  // price curves
  | 'insufficient_amount' | 'insufficient_input' | 'insufficient_output' | 'insufficient_liquidity' | 'invalid_path' | 'product_falls' | 'no_capacity'
  // streams
  | 'escrow_closed' | 'escrow_overdrawn' | 'payment_exists' | 'payment_closed' | 'unknown_payment'
  // bonds
  | 'exceeds_bond' | 'deal_duration'
  // votes
  | 'proposal_exists' | 'proposer_below_threshold' | 'proposal_state' | 'invalid_vote' | 'already_voted' | 'exceeds_weight' | 'invalid_quorum' | 'queue_not_needed' | 'not_allowed'
  | 'operation_exists' | 'delay_too_short' | 'operation_not_ready' | 'predecessor_not_done' | 'unknown_operation' | 'deposit_not_exact'
  // challenges
  | 'no_leaves' | 'leaf_out_of_range' | 'period_passed' | 'too_few_challenges' | 'too_early' | 'already_proven' | 'period_already_set' | 'challenge_outside_window'
  // baskets, buyouts, answers
  | 'nothing_asked' | 'not_enough_voters' | 'bid_too_low' | 'vote_out_of_bounds' | 'buyout_state' | 'not_sole_owner' | 'quorum_exceeds_weights';

/** What a rule says no to: an expected answer to whoever asked, unlike an assertion, which is a bug. The problem's code is `rule_refused`. */
export function refused(rule: Rule, detail: string, pointer?: string): Problem {
  return problems.rule_refused(detail, { extra: { rule }, ...(pointer ? { pointer } : {}) });
}

/** @throws Problem `rule_refused` unless the condition holds. */
export function allow(condition: unknown, rule: Rule, detail: string, pointer?: string): asserts condition {
  if (!condition) throw refused(rule, detail, pointer);
}

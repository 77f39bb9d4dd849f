/** What the payment service is told. Bodies are JSON, written once and sent again as they are. */
export interface PaymentMessage {
  /** The same for every attempt: whoever gets it twice does nothing twice. A batch's id, for payouts. */
  id: string;
  type: PaymentMessageType;
  body: string;
}

/**
 * `payout.batch`: pay these; each payout's id is its idempotency key. `deposit.return`: send this deposit back to its payer.
 * `wallet.top_up_requested`: a tenant's wallet asks for funds, until `expiresAt`; they are told of as a deposit with its `reference`.
 */
export type PaymentMessageType = 'payout.batch' | 'deposit.return' | 'wallet.top_up_requested';

/** What came of one attempt. `refused` and `unreachable` are tried again; either may have reached the service all the same. */
export type SendOutcome = { outcome: 'accepted' } | { outcome: 'refused' | 'unreachable'; error: string; retryAfter?: string };

/**
 * The way to whoever moves real money. A message that was accepted will be acted on once, and what became of it comes back
 * by the signed callbacks. Implementations never throw: what went wrong is the outcome.
 */
export interface PaymentAdapter {
  send(message: PaymentMessage): Promise<SendOutcome>;
}

/** Nest's injection token for the adapter; undefined where no payment service is configured: then nothing is paid out. */
export const PAYMENT_ADAPTER = Symbol('PAYMENT_ADAPTER');

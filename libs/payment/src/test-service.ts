import type { PaymentAdapter, PaymentMessage, SendOutcome } from './payment-adapter.js';

export interface TestPayout {
  id: string;
  operatorId: string;
  amount: string;
}

/** A payment service for tests: does nothing twice, and is as unreliable as it is told to be. */
export class TestService implements PaymentAdapter {
  /** `lost`: never arrives. `unsaid`: arrives, and the answer does not. `dies`: arrives, and our process is gone. */
  mode: 'fine' | 'lost' | 'unsaid' | 'dies' = 'fine';
  readonly payouts = new Map<string, TestPayout>();
  readonly bodies = new Map<string, Set<string>>();

  async send({ id, type, body }: PaymentMessage): Promise<SendOutcome> {
    if (this.mode === 'lost') return { outcome: 'unreachable', error: 'connect ECONNREFUSED' };
    this.bodies.set(id, (this.bodies.get(id) ?? new Set()).add(body));
    const { data } = JSON.parse(body) as { data: { payouts?: TestPayout[] } };
    if (type === 'payout.batch') for (const payout of data.payouts!) this.payouts.set(payout.id, payout);
    if (this.mode === 'dies') throw new Error('killed');
    return this.mode === 'unsaid' ? { outcome: 'unreachable', error: 'no answer' } : { outcome: 'accepted' };
  }
}

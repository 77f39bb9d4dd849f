/**
 * Every step forward the product takes, as it is written to the outbox. `public` ones are sent to the tenant's webhooks
 * as they are, so their payload may hold nothing of operators, hosts, clusters or addresses.
 */
export const eventTypes = {
  'lease.requested': { public: true, about: 'A lease was admitted: its terms are fixed and its funds held.' },
  'lease.blocked': { public: true, about: 'A lease cannot be placed yet; the payload says why.' },
  'lease.auctioned': { public: true, about: 'The auction of a lease is over: it has a price, or is placed at that of the pool.' },
  'lease.placed': { public: true, about: 'Capacity is claimed for every replica of a lease.' },
  'lease.activated': { public: true, about: 'Every replica is ready for the first time; charging begins.' },
  'lease.degraded': { public: true, about: 'Some replicas are not ready; those are not charged.' },
  'lease.recovered': { public: true, about: 'Every replica is ready again.' },
  'lease.changed': { public: true, about: 'The tenant changed replicas or resources.' },
  'lease.funds_low': { public: true, about: 'The wallet and the escrow will not last the warning time.' },
  'lease.grace_began': { public: true, about: 'The funds are about to end: the last time that the lease runs before it is suspended.' },
  'lease.suspended': { public: true, about: 'Nothing of a lease runs any more and only its volumes are charged; the payload says why and until when they are kept.' },
  'lease.resumed': { public: true, about: 'A suspended lease has its funds again, and is placed anew where its volumes are.' },
  'lease.reclaim_noticed': { public: true, about: 'A spot lease will be reclaimed: the payload says when and why.' },
  'lease.reclaimed': { public: true, about: 'The notice of a spot lease is over; nothing after it is charged.' },
  'lease.closing': { public: true, about: 'A lease is being taken down; charging has ended.' },
  'lease.closed': { public: true, about: 'Nothing of the lease runs any more and what was held is returned.' },
  'lease.failed': { public: true, about: 'A lease could not be started; what was held is returned.' },
  'lease.credited': { public: true, about: 'A service level was missed in a month, and part of what that cost is given back.' },
  'usage.recorded': { public: false, about: 'Usage samples were accepted.' },
  'usage.held': { public: true, about: 'Two sources counted usage of a lease differently: it is under review, and nothing of it is charged until that is decided.' },
  'usage.decided': { public: true, about: 'Usage that was under review is decided on: it is charged, or waived.' },
  'statement.closed': { public: true, about: 'A bill is final.' },
  'endpoint.disabled': { public: true, about: 'A webhook endpoint kept failing and gets no more messages.' },
  'endpoint.test': { public: true, about: 'A test message, sent on request.' },
  'budget.share_reached': { public: true, about: 'What was charged in a month reached a share of a budget that an alert is set for: once for a share and month, and again only when the budget was raised above it.' },
  'budget.stopped': { public: true, about: 'A budget with a hard stop is spent: the running leases that it is for are suspended and new ones refused, until the month is over or the budget is raised or removed.' },
  'budget.released': { public: true, about: 'The hard stop of a budget is over: the leases that it suspended run again as far as there are funds.' },
  'transfer.reversed': { public: true, about: 'An administrator took a deposit or a charge back; the amount is positive when it came back to the tenant.' },
  'deposit.credited': { public: true, about: 'A deposit came into the wallet through the payment service.' },
  'deposit.held': { public: false, about: 'A deposit came for nobody who is known; an administrator assigns or returns it.' },
  'deposit.returned': { public: false, about: 'A held deposit is sent back to its payer.' },
  'wallet.top_up_requested': { public: true, about: 'What may be spent of the wallet fell below its threshold, and the payment service is asked for funds.' },
  'wallet.top_up_expired': { public: true, about: 'A request for funds brought nothing in its time; while the wallet is below its threshold another one is made.' },
  'payout.made': { public: false, about: 'An operator\'s earnings are reserved to be paid out.' },
  'payout.resolved': { public: false, about: 'A payout was paid, failed, came back or was skipped.' },
  'payment.unsent': { public: false, about: 'The payment service did not take a message in any attempt. An alert.' },
  'ledger.differs': { public: false, about: 'Reconciliation found an account that is not what it must be; payouts of it are frozen. An alert.' },
  'ledger.agrees': { public: false, about: 'An account that differed is what it must be again; its payouts go on.' },
  'capacity.changed': { public: false, about: 'A pool has capacity that it had not: blocked leases are tried again.' },
  'ask.set': { public: false, about: 'An operator set the least it wants to get for a class in a pool, in place of what it asked before.' },
  'ask.withdrawn': { public: false, about: 'An operator withdrew an ask.' },
  'auction.opened': { public: false, about: 'Operators may bid for a lease; the payload holds the hash of the seed that ties go by.' },
  'auction.closed': { public: false, about: 'An auction is over; the payload holds the seed and the winner.' },
  'bid.placed': { public: false, about: 'An operator bid in an auction; the payload holds the digest of the bid, which tells nothing of it.' },
  'bid.withdrawn': { public: false, about: 'An operator withdrew its bid.' },
  'price.changed': { public: false, about: 'A pool has a new rate, or a base fee moved; the payload holds all that the price follows from.' },
  'host.lost': { public: false, about: 'Contact with a host was lost.' },
  'host.returned': { public: false, about: 'A lost host was heard of again.' },
} as const satisfies Record<string, { public: boolean; about: string }>;

export type EventType = keyof typeof eventTypes;

/** The types a tenant may subscribe to. */
export const publicEventTypes = (Object.keys(eventTypes) as EventType[]).filter((type) => eventTypes[type].public);

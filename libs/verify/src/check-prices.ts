import type { Plain } from './canonical.js';
import type { Finding, LeafBody, ProvenCharge, ProvenLine, StatementDocument } from './document.js';
import { curveGives, priceOfTime, priceOfUsage, rateClassOf } from './pricing.js';
import { amountOf, readCharge } from './read-charge.js';

/** What moves a wallet besides deposits and charges. */
const walletMoves: readonly unknown[] = ['reversal', 'stake', 'unstake', 'premium', 'cover'];

export interface PriceCheck {
  findings: Finding[];
  charges: number;
  /** Charges of which no rate version in the document explains the price: such as are agreed on otherwise. */
  unexplained: number;
}

interface Sums {
  amount: bigint;
  waived: bigint;
  usage: bigint;
}

/** Prices every charge again from its leaves, and sums: charges to lines, lines and deposits (and what was taken back) to the statement. Proofs hold. */
export function checkPrices(document: StatementDocument): PriceCheck {
  const check = new Pricing(document);
  check.run();
  return check;
}

class Pricing implements PriceCheck {
  readonly findings: Finding[] = [];
  charges = 0;
  unexplained = 0;
  private readonly statement: LeafBody;
  private readonly seen = new Set<number>();

  constructor(private readonly document: StatementDocument) {
    this.statement = document.statement.leaf;
  }

  run(): void {
    const { statement, document } = this;
    this.expect('/statement', statement, { kind: 'statement' });
    if (document.lines.length !== statement.lines) this.wrong('/lines', `are ${document.lines.length}; the statement has ${shown(statement.lines)}`);
    for (const [place, { leaf }] of document.rates.entries()) this.expect(`/rates/${place}`, leaf, { kind: 'rate' });
    const lines = document.lines.map((line, place) => this.line(`/lines/${place}`, line, place + 1));
    const deposits = document.deposits.map(({ leaf }, place) => this.deposit(`/deposits/${place}`, leaf));
    const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
    this.equal('/statement/leaf/charges', statement.charges, sum(lines), 'the sum of the lines');
    this.equal('/statement/leaf/deposits', statement.deposits, sum(deposits), 'the sum of the deposits');
    const closing = (amountOf(statement.openingBalance) ?? 0n) + sum(deposits) - sum(lines);
    this.equal('/statement/leaf/closingBalance', statement.closingBalance, closing, 'opening balance + deposits − charges');
  }

  /** @returns its amount. */
  private line(pointer: string, { leaf, charges }: ProvenLine, number: number): bigint {
    this.expect(pointer, leaf, { kind: 'line', statementId: this.statement.id, line: number });
    const sums: Sums = { amount: 0n, waived: 0n, usage: 0n };
    let [startsAt, endsAt] = [Infinity, 0];
    for (const [place, charge] of charges.entries()) {
      this.charge(`${pointer}/charges/${place}`, charge, leaf, sums);
      startsAt = Math.min(startsAt, Number(charge.leaf.startsAt));
      endsAt = Math.max(endsAt, Number(charge.leaf.endsAt));
    }
    for (const name of ['amount', 'waived', 'usage'] as const) this.equal(`${pointer}/leaf/${name}`, leaf[name], sums[name], 'the sum of the charges');
    this.expect(pointer, leaf, { startsAt, endsAt });
    const begins = Number(this.statement.startsAt);
    if (leaf.correctsStatementId !== undefined && endsAt > begins) this.wrong(`${pointer}/leaf/correctsStatementId`, 'is on a line for time that is not before this statement');
    return sums.amount;
  }

  private charge(pointer: string, { leaf, usage }: ProvenCharge, line: LeafBody, sums: Sums): void {
    this.charges += 1;
    this.expect(pointer, leaf, { kind: 'charge', tenantId: this.statement.tenantId, leaseId: line.leaseId, resourceClass: line.resourceClass, variant: line.variant });
    this.once(pointer, leaf);
    const charge = readCharge(leaf);
    if (!charge) return this.wrong(`${pointer}/leaf`, 'is not a charge');
    sums.amount += charge.amount;
    sums.waived += charge.waived;
    const sign = charge.type === 'credit' ? -1n : 1n;
    if (charge.type === 'service_credit') {
      // What it follows from, the pool's table and its outages, is not in the log: it is known by its class, and can only be in the tenant's favour.
      sums.usage += charge.quantity;
      if (leaf.resourceClass !== 'SERVICE_CREDIT' || charge.amount > 0n || charge.waived !== 0n || charge.nanoTokensPerUnitHour !== 0n) this.wrong(`${pointer}/leaf`, 'is not a service credit');
    } else if (charge.isUsage) {
      sums.usage += sign * charge.quantity;
      this.usageOf(pointer, leaf, usage?.leaf, charge.quantityBefore + charge.quantity);
      this.equal(`${pointer}/leaf/amount`, leaf.amount, sign * (priceOfUsage(usage?.leaf.meter, charge) ?? 0n) - charge.waived, 'the price of this usage, less what was waived');
    } else {
      sums.usage += sign * charge.quantity * BigInt(charge.endsAt - charge.startsAt);
      this.equal(`${pointer}/leaf/amount`, leaf.amount, sign * priceOfTime(charge) - charge.waived, 'the price of this time, less what was waived');
    }
    const pricedAt = charge.isUsage ? Number(usage?.leaf.receivedAt) : charge.streamStartsAt;
    if (charge.nanoTokensPerUnitHour > 0n && !this.isExplained(leaf, charge.nanoTokensPerUnitHour, pricedAt)) this.unexplained += 1;
  }

  private usageOf(pointer: string, charge: LeafBody, usage: LeafBody | undefined, upTo: bigint): void {
    if (!usage) return this.wrong(`${pointer}/usage`, 'is missing');
    this.expect(`${pointer}/usage`, usage, { kind: 'usage', index: charge.usageIndex ?? null, tenantId: charge.tenantId, leaseId: charge.leaseId });
    if (rateClassOf(usage.meter) !== charge.resourceClass) this.wrong(`${pointer}/usage/leaf/meter`, 'is not what was charged');
    if (upTo > (amountOf(usage.quantity) ?? 0n)) this.wrong(`${pointer}/usage/leaf/quantity`, 'is less than what was charged of it');
  }

  private isExplained(charge: LeafBody, price: bigint, at: number): boolean {
    return this.document.rates.some(({ leaf: rate }) =>
      rate.poolId === charge.poolId && rate.resourceClass === charge.resourceClass && (rate.variant === charge.variant || rate.variant === '')
      && Number(rate.activeFrom) <= at && curveGives(rate.curve, price));
  }

  /** @returns its amount. */
  private deposit(pointer: string, leaf: LeafBody): bigint {
    this.expect(pointer, leaf, { kind: 'entry', account: 'wallet', ownerId: this.statement.tenantId, reason: walletMoves.includes(leaf.reason) ? leaf.reason! : 'deposit' });
    this.once(pointer, leaf);
    return amountOf(leaf.amount) ?? 0n;
  }

  private once(pointer: string, { index }: LeafBody): void {
    if (this.seen.has(index)) this.wrong(pointer, 'is here twice');
    this.seen.add(index);
  }

  private expect(pointer: string, leaf: LeafBody, expected: Readonly<Record<string, Plain | undefined>>): void {
    for (const [name, value] of Object.entries(expected)) {
      if (leaf[name] !== value) this.wrong(`${pointer}/leaf/${name}`, `is ${shown(leaf[name])} and should be ${shown(value)}`);
    }
  }

  private equal(pointer: string, text: Plain | undefined, expected: bigint, what: string): void {
    if (amountOf(text) !== expected) this.wrong(pointer, `is ${shown(text)}; ${what} is ${expected}`);
  }

  private wrong(pointer: string, detail: string): void {
    this.findings.push({ pointer, detail });
  }
}

function shown(value: Plain | undefined): string {
  return JSON.stringify(value) ?? 'missing';
}

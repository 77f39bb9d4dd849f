import { addBond, atStake, type Bond, mulDivFloor, NO_BOND, payByWork, requiredBond, slash, slashAmount } from '#libs/economics';
import { type ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';
import { differ, sidesOf } from '#libs/metering';
import { type BondRate, type FaultKind, initialRules } from '#libs/rules';

import { type Adversary, TOKEN } from './play.js';

export const rates: readonly BondRate[] = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: 2n * TOKEN }];
/** What a vCPU brings its operator in an hour, and a GiB of traffic. */
const PER_VCPU_HOUR = TOKEN / 100n;
const PER_GIB = TOKEN / 50n;
/** How far two counts may be apart. */
const TOLERANCE_BPS = 200;
const { table } = initialRules.faults;

const vcpus = (count: number) => [{ resourceClass: 'CPU_MILLI' as const, variant: '', units: BigInt(count) * 1_000n }];

/** What slashes took of operators that are known to belong together. */
class Group {
  readonly members: Operator[] = [];
  readonly slashes: { kind: FaultKind; at: number; amount: bigint; borne: bigint }[] = [];
}

/** An operator with what it has bonded. Unless it is said to be one of a group it is one by itself. */
class Operator {
  bond: Bond;
  earned = 0n;

  constructor(bonded: bigint, private readonly group = new Group()) {
    this.bond = addBond(NO_BOND, bonded);
    group.members.push(this);
  }

  answerFor(kind: FaultKind, count: number, clock: ManualClock): bigint {
    const since = clock.now() - table[kind].periodMillis;
    const before = this.group.slashes.filter((one) => one.kind === kind && one.at > since);
    const sum = (amounts: readonly bigint[]) => amounts.reduce((all, each) => all + each, 0n);
    const here = sum([...this.group.members.map(({ bond }) => atStake(bond)), ...before.map(({ borne }) => borne)]);
    const { amount } = slashAmount({ units: vcpus(count), atStake: here, slashedBefore: sum(before.map((one) => one.amount)) }, table[kind], rates);
    const had = atStake(this.bond);
    this.bond = slash(this.bond, amount).bond;
    this.group.slashes.push({ kind, at: clock.now(), amount, borne: had - atStake(this.bond) });
    return amount;
  }

  get has(): bigint {
    return atStake(this.bond) + this.earned;
  }
}

/** Counts more traffic than there was; the platform's gateways count it too. */
export const meterCheat: Adversary<{ gibs: number[]; inflatedBps: number }> = {
  name: 'counts more than there was',
  draw: (chance) => ({ gibs: Array.from({ length: 48 }, () => chance.between(1, 500)), inflatedBps: chance.between(1, 5_000) }),
  play({ gibs, inflatedBps }, isHonest, clock) {
    const operator = new Operator(requiredBond(vcpus(16), rates));
    for (const gib of gibs) {
      const hour = { startsAt: clock.now(), endsAt: clock.now() + MILLIS_PER_HOUR, samples: 60 };
      const quantity = BigInt(gib) * 1_000_000n;
      const told = isHonest ? quantity : mulDivFloor(quantity, BigInt(10_000 + inflatedBps), 10_000n);
      clock.advance(MILLIS_PER_HOUR);
      const sides = sidesOf([{ ...hour, reporterId: 'opr_1', source: 'agent', quantity: told }, { ...hour, reporterId: 'platform', source: 'gateways', quantity }]);
      // Of counts that agree the platform's is charged; where they do not it is decided, by the one that counted what passed.
      if (differ(sides, TOLERANCE_BPS)) operator.answerFor('meter_cheating', 16, clock);
      operator.earned += mulDivFloor(sides.find(({ reporterId }) => reporterId === 'platform')!.quantity, PER_GIB, 1_000_000n);
    }
    return operator.has;
  },
};

export interface Overbooked { cpus: number; times: number; foundOn: number }

/** Extra earnings that outweigh the slash: so many days must go by unseen. */
export function daysToGain({ times }: Pick<Overbooked, 'times'>): number {
  const { base } = slashAmount({ units: vcpus(times), atStake: 10n ** 20n, slashedBefore: 0n }, table.false_capacity, rates);
  const costs = mulDivFloor(base, BigInt(table.false_capacity.amountBps), 10_000n);
  return Number(costs / (BigInt(times - 1) * 24n * PER_VCPU_HOUR));
}

/** Offers more vCPUs than it has, all of which are let, until one of those that look finds it: a fifth of the days at each. */
export const overbooker: Adversary<Overbooked> = {
  name: 'offers more than it has',
  draw(chance) {
    const [cpus, times] = [chance.between(16, 256), chance.between(2, 4)];
    let foundOn = 1;
    while (foundOn < 90 && chance.below(5) > 0) foundOn += 1;
    return { cpus, times, foundOn };
  },
  play({ cpus, times, foundOn }, isHonest, clock) {
    const operator = new Operator(requiredBond(vcpus(cpus * times), rates));
    for (let day = 1; day <= 90; day += 1) {
      const offered = isHonest || day > foundOn ? cpus : cpus * times;
      operator.earned += BigInt(offered) * 24n * PER_VCPU_HOUR;
      clock.advance(MILLIS_PER_DAY);
      if (!isHonest && day === foundOn) operator.answerFor('false_capacity', offered, clock);
    }
    return operator.has;
  },
};

export const FACES = 20;

/** The same hosts behind twenty names: what it is paid for its work, among others. */
export const paidSybil: Adversary<{ rewards: bigint[]; works: number[]; others: number }> = {
  name: 'twenty faces, paid for work',
  draw: (chance) => ({ rewards: Array.from({ length: 8 }, () => chance.tokens(1, 500)), works: Array.from({ length: FACES }, () => chance.between(1, 1_000_000)), others: chance.between(1, 20_000_000) }),
  play({ rewards, works, others }, isHonest) {
    const mine = works.map((work, face): [string, bigint] => [`opr_${face}`, BigInt(work)]);
    const work = new Map(isHonest ? [['opr_0', mine.reduce((sum, [, done]) => sum + done, 0n)] as const] : mine).set('opr_x', BigInt(others));
    // What each must have bonded is rounded up, and cannot be spent.
    const bonded = (isHonest ? [works.reduce((sum, done) => sum + done, 0)] : works).reduce((sum, units) => sum + requiredBond([{ resourceClass: 'CPU_MILLI', variant: '', units: BigInt(units) }], rates), 0n);
    return rewards.reduce((sum, reward) => {
      const { payouts } = payByWork(reward, work, [{ id: 'fee', bps: 500 }], 'treasury');
      return sum + [...payouts].reduce((part, [id, amount]) => part + (id === 'opr_x' ? 0n : amount), 0n);
    }, -bonded);
  },
};

/** And what it loses when its hosts do, one or another, within a month. */
function slashedFaces(name: string, areKnown: boolean): Adversary<{ hosts: number[] }> {
  return {
    name,
    draw: (chance) => ({ hosts: Array.from({ length: chance.between(1, 40) }, () => chance.below(FACES)) }),
    play({ hosts }, isHonest, clock) {
      const together = new Group();
      const faces = Array.from({ length: isHonest ? 1 : FACES }, () => new Operator(requiredBond(vcpus(isHonest ? 32 * FACES : 32), rates), areKnown ? together : undefined));
      for (const host of hosts) {
        clock.advance(MILLIS_PER_HOUR);
        faces[isHonest ? 0 : host]!.answerFor('host_lost', 32, clock);
      }
      return faces.reduce((sum, { has }) => sum + has, 0n);
    },
  };
}

export const knownSybil = slashedFaces('twenty faces known as one, slashed', true);
export const slashedSybil = slashedFaces('twenty faces that nobody knows as one, slashed', false);

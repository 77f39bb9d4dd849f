import { hexToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { allowedForGpus, allowedForMib, allowedForStream, gpuWorkOf, leafNamed, leafQuestion, leavesFor, memoryWorkFor, streamWorkFor } from '../../economics/src/portable.js';
import { canonicalText, type Plain } from './canonical.js';
import { askedAfter, CHECKED_ROUNDS, checkedRounds, commitmentOf, dataKeyOf, type Draw, drawOf } from './challenge-draw.js';
import { canCipher, diskRound, leafAnswer, memoryRound } from './challenge-rounds.js';
import { leafHash } from './hashing.js';
import { KnownNodes } from './known-nodes.js';
import type { Place, Reckoning } from './reckoning.js';
import type { Opened, Parts } from './settlement.js';
import { isFields } from './shape.js';

const MIB = 1_048_576;
/** What could not begin within so long of its time is skipped: nobody chooses another time for it. */
export const BEGIN_WITHIN_MILLIS = 120_000;
/** What is found complete so long after its deadline may have been complete in time: nobody looked. */
export const LATE_LOOK_MILLIS = 60_000;
/** What was busier than this itself may have let what came wait: it holds nothing against anybody. */
export const MOST_BUSY_PERCENT = 50;
/** No rules allow more, and nothing here takes longer or more memory than it has to. */
const MOST_MIB = 1_024;
const MOST_PERIODS = 1_000;
const MOST_LEAVES = 64;

/** The kinds of an hour's challenges, in the order of their numbers. */
const kinds = ['compute', 'possession', 'disk', 'network', 'gpu'] as const;
type ChallengeKind = (typeof kinds)[number];

const SECRET = /^[0-9a-f]{64}$/;

interface Known {
  kind: ChallengeKind;
  /** The verdict's leaf. */
  of: Place;
  secret: string;
  draw: Draw;
  /** Of the kind: all of the section for what computes. */
  rules: Place;
  outcome: string;
}

/** What a kind's check finds. */
interface Judged {
  /** How long after it is ready, or asked, an answer is due: the deadline that the leaf must have. */
  deadlineAt: number | null;
  says: string[];
}

/**
 * Reckons a challenge again: that its secret was committed to before, when, on which host, how large and with what it was to begin by it, when it was due, what was answered as far as that
 * follows from anything, whether the outcome follows from that, and which faults and slashes it led to. @returns what to say of it.
 */
export function checkChallenge(book: Reckoning, parts: Parts<'challenge'>): string[] {
  const { challenge } = parts;
  const of = book.leaf('/challenge', challenge);
  book.expect('/challenge', challenge, { kind: 'challenge', rulesVersion: book.rulesLeaf['version'] });
  const kind = kindOf(book, of);
  const secret = hexIn(book, of.at('secret'));
  const section = book.rules('challenge');
  const known: Known = { kind, of, secret, draw: drawOf(secret), rules: kind === 'compute' ? section : section.at(kind), outcome: of.at('outcome').text() };
  checkDraw(book, parts, known, section);
  const host = checkHost(book, challenge, known);
  checkAsked(book, challenge, known);
  const { deadlineAt, says } = checks[kind](book, parts, known);
  if (of.at('deadlineAt').value !== deadlineAt) book.wrong(of.at('deadlineAt').pointer, `is ${JSON.stringify(of.at('deadlineAt').value ?? null)}; by the rules it is ${deadlineAt}`);
  const costs = checkFaults(book, parts, known);
  const at = (place: Place) => (place.value === null ? 'never' : new Date(place.count()).toISOString());
  return [
    `challenge ${JSON.stringify(challenge.leaf['challengeId'])} (${kind}): ${known.outcome}; begun ${at(of.at('begunAt'))}, ready ${at(of.at('readyAt'))}, due ${at(of.at('deadlineAt'))}, judged ${at(of.at('at'))}`,
    `its secret was leaf ${parts.draw.leaf.index} before it was told; when, how large and with what follows from it${host}`,
    ...says, ...costs,
  ];
}

function kindOf(book: Reckoning, of: Place): ChallengeKind {
  const type = of.at('type');
  if (type.value === undefined) return 'compute';
  return kinds.find((kind) => kind === type.value && kind !== 'compute') ?? book.stop(type.pointer, 'is no kind of challenge');
}

/** 32 bytes in hexadecimal digits. */
function hexIn(book: Reckoning, place: Place): string {
  return SECRET.test(place.text()) ? place.text() : book.stop(place.pointer, 'is not 32 bytes in hexadecimal digits');
}

/** A count that is no more than so many. */
function countUpTo(book: Reckoning, place: Place, most: number): number {
  return place.count() <= most ? place.count() : book.stop(place.pointer, `is more than ${most}, which no rules allow`);
}

/** A time that may not have come. */
const timeOrNull = (place: Place): number | null => (place.value === null ? null : place.count());

/** Committed before it was told, of its hour and number, and begun when it says. */
function checkDraw(book: Reckoning, { draw, challenge }: Parts<'challenge'>, { kind, of, secret, draw: drawn }: Known, section: Place): void {
  const { poolId, hour, number, rulesVersion } = challenge.leaf;
  book.expect('/draw', draw, { kind: 'draw', poolId, hour, number, rulesVersion, commitment: commitmentOf(secret), ...(kind === 'compute' ? {} : { type: kind }) });
  if (kind === 'compute' && draw.leaf['type'] !== undefined) book.wrong('/draw/leaf/type', 'is another kind of challenge');
  if (draw.leaf.index >= challenge.leaf.index) book.wrong('/draw/leaf/index', 'is not before the challenge');
  book.inForce(of.at('hour'));
  const begunAt = of.at('begunAt').count();
  const startAt = of.at('hour').count() + drawn.afterMillis;
  if (begunAt < startAt || begunAt > startAt + BEGIN_WITHIN_MILLIS) book.wrong(of.at('begunAt').pointer, `is not within two minutes of ${startAt}, which the secret says`);
  const madeAt = book.leaf('/draw', draw).at('madeAt');
  if (madeAt.count() > begunAt || madeAt.count() < of.at('hour').count()) book.wrong(madeAt.pointer, 'is not between the beginning of its hour and that of the challenge');
  let from = of.at('number').count();
  for (const one of kinds) {
    const place = (one === 'compute' ? section : section.at(one)).at('perPoolAndHour');
    const count = place.value === undefined ? 0 : place.count();
    if (from < count) {
      if (one !== kind) book.wrong(of.at('number').pointer, `is that of a challenge of the kind ${one}`);
      return;
    }
    from -= count;
  }
  book.wrong(of.at('number').pointer, 'is more than the rules ask for in an hour');
}

/** That the host is the one of the candidates that the secret names, where the file says which it is. @returns what to say. */
function checkHost(book: Reckoning, challenge: Opened, { of, draw }: Known): string {
  const candidates = of.at('candidates').count();
  if (candidates === 0) book.stop(of.at('candidates').pointer, 'is none');
  if (of.at('hostsRoot').value === undefined) return '; of which hosts it was drawn was not kept then';
  const root = hexIn(book, of.at('hostsRoot'));
  if (challenge.hidden === undefined) return `; which of ${candidates} hosts it named the file does not say`;
  const hidden = book.hidden('/challenge', challenge);
  const place = draw.host % candidates;
  const holds = new KnownNodes(candidates, hexToBytes(root)).holdsText(place, leafHash(hidden.at('hostId').text()), hidden.at('hostPath').text());
  if (!holds) book.wrong(hidden.at('hostId').pointer, `is not host ${place} of the ${candidates} that were idle`);
  return `, and that it was at host ${place} of the ${candidates} that were idle`;
}

/** What a size claims, as the leaf says it. */
function unitsOf(kind: ChallengeKind, size: Place): { resourceClass: string; variant: string; units: string }[] {
  const one = (resourceClass: string, units: number, variant = '') => ({ resourceClass, variant, units: String(units) });
  if (kind === 'compute') return [one('CPU_MILLI', size.at('cpuMillis').count()), one('MEMORY_MIB', size.at('memoryMib').count())];
  if (kind === 'network') return [one('EGRESS_MBPS', size.at('egressMbps').count())];
  if (kind === 'gpu') return [one('GPU_MILLI', size.at('gpu').at('count').count() * (size.at('gpu').at('milliPerGpu').value === undefined ? 1_000 : size.at('gpu').at('milliPerGpu').count()), size.at('gpu').at('models').list()[0]?.text())];
  const [volume] = size.at('volumes').list();
  return volume ? [one('STORAGE_GIB', volume.at('gib').count(), volume.at('storageClass').text())] : [];
}

/** That it claims the size that the secret names, where the file says which there were, and is asked what the rules ask of that. */
function checkAsked(book: Reckoning, challenge: Opened, known: Known): void {
  const { kind, of, draw } = known;
  const units = of.at('units');
  if (challenge.hidden !== undefined && of.at('hostsRoot').value !== undefined) {
    const sizes = book.hidden('/challenge', challenge).at('sizes').list();
    const size = sizes[draw.size % sizes.length];
    if (!size) book.stop('/challenge/hidden/sizes', 'is none');
    same(book, units, unitsOf(kind, size), 'what the secret names of the sizes that fit');
  }
  const counts = units.list().map((unit) => Number(unit.at('units').amount()));
  const [first, second] = counts;
  if (first === undefined || (kind === 'compute' && second === undefined)) return book.stop(units.pointer, 'is nothing');
  const { function: how = '', ...asked } = workFor(book, known, { first, second: second ?? 0, model: units.list()[0]!.at('variant').text() });
  const work = of.at('work');
  same(book, work, { ...asked, function: work.at('function').value === 'simulated' ? 'simulated' : how }, 'what the rules ask of that');
}

/** What the rules ask of a claim. */
function workFor(book: Reckoning, { kind, secret, draw: { seed }, rules, of }: Known, { first, second, model }: { first: number; second: number; model: string }): { readonly [name: string]: Plain } {
  const rule = (name: string) => rules.at(name).count();
  if (kind === 'compute') {
    const terms = { mostLaneMib: rule('mostLaneMib'), workMillis: rule('workMillis'), microsPerMib: rule('microsPerMib') };
    return { seed, ...memoryWorkFor({ cpuMillis: first, memoryMib: second }, terms), function: 'scrypt' };
  }
  if (kind === 'possession') return { key: dataKeyOf(secret), leaves: leavesFor(first, { mostDataMib: rule('mostDataMib') }), function: 'written' };
  if (kind === 'disk') return { seed, blockMib: rule('blockMib'), rounds: rule('rounds'), function: 'written' };
  if (kind === 'network') return { seed, ...streamWorkFor(first, { transferMillis: rule('transferMillis'), transfers: rule('transfers') }), function: 'sent' };
  const terms = termsOf(book, rules, model);
  const gpus = of.at('work').at('gpus').count();
  return { seed, ...gpuWorkOf({ milli: first, gpus }, { mib: terms.at('mib').count(), lanes: terms.at('lanes').count(), reads: terms.at('reads').count(), rounds: terms.at('rounds').count(), workMillis: 0 }), function: 'opencl' };
}

function termsOf(book: Reckoning, rules: Place, model: string): Place {
  return rules.at('models').list().find((one) => one.at('model').value === model) ?? book.stop('/challenge/leaf/units/0/variant', 'is a model that the rules do not name');
}

/** That a value is another, told of field by field. */
function same(book: Reckoning, place: Place, expected: Plain, what: string): void {
  if (place.value !== undefined && canonicalText(place.value) === canonicalText(expected)) return;
  if (!isFields(expected) || !isFields(place.value)) return book.wrong(place.pointer, `is ${JSON.stringify(place.value)}; ${what} is ${JSON.stringify(expected)}`);
  for (const name of new Set([...Object.keys(expected), ...Object.keys(place.value)])) {
    if (JSON.stringify(expected[name]) !== JSON.stringify(place.value[name])) book.wrong(place.at(name).pointer, `is ${JSON.stringify(place.value[name])}; ${what} is ${JSON.stringify(expected[name])}`);
  }
}

/** What is answered once, by writing it: computing, disks and GPUs. */
function checkWritten(book: Reckoning, parts: Parts<'challenge'>, known: Known): Judged {
  const { of, outcome, kind } = known;
  const [readyAt, answeredAt, at] = [timeOrNull(of.at('readyAt')), timeOrNull(of.at('answeredAt')), of.at('at').count()];
  const allowed = allowedOf(book, known);
  const deadlineAt = readyAt === null ? null : readyAt + allowed;
  if (readyAt !== null && readyAt < of.at('begunAt').count()) book.wrong(of.at('readyAt').pointer, 'is before it was begun');
  if (answeredAt !== null && (answeredAt !== at || readyAt === null || answeredAt < readyAt)) book.wrong(of.at('answeredAt').pointer, 'is not when it was judged, once it was ready');
  const answer = answeredAt === null ? undefined : checkAnswer(book, known);
  if (outcome === 'passed') {
    if (answeredAt === null || deadlineAt === null || answeredAt > deadlineAt + LATE_LOOK_MILLIS) book.wrong(of.at('outcome').pointer, 'is "passed", and there was no answer within a minute of the deadline');
    if (answer?.isRight === false) book.wrong(of.at('outcome').pointer, 'is "passed", and a round is not what the one before leads to');
  } else if (outcome === 'failed') {
    // For want of memory it may fail at any time, and that is the cluster's own word. Of GPUs only a wrong answer needs no witness.
    if (kind === 'gpu' && (answer === undefined || answer.isRight === true)) checkWitness(book, parts, known, allowed);
  } else if (outcome !== 'void') book.wrong(of.at('outcome').pointer, 'is no outcome');
  else if (answer?.isRight === false) book.wrong(of.at('outcome').pointer, 'is "void", and a round is not what the one before leads to');
  return { deadlineAt, says: [answer?.says ?? 'it was not answered', ...believedOf(known, { answer: answer?.isRight, isLate: deadlineAt !== null && at > deadlineAt })] };
}

/** What a failed one rests on that nobody can reckon. */
function believedOf({ outcome }: Known, { answer, isLate }: { answer: boolean | undefined; isLate: boolean }): string[] {
  if (outcome === 'void') return ['that it says nothing of its host is believed'];
  if (outcome !== 'failed' || answer === false) return [];
  return [isLate && answer === undefined ? 'that what was there when it was due was not all of it is believed' : 'that there was less memory than was claimed is believed'];
}

function allowedOf(book: Reckoning, { kind, of, rules }: Known): number {
  const work = of.at('work');
  if (kind === 'gpu') {
    const [unit] = of.at('units').list();
    const terms = termsOf(book, rules, unit!.at('variant').text());
    return allowedForGpus({ milli: Number(unit!.at('units').amount()), gpus: work.at('gpus').count() }, { workMillis: terms.at('workMillis').count() }, rules.at('graceMillis').count());
  }
  const mib = kind === 'disk' ? work.at('blockMib').count() : work.at('laneMib').count();
  return allowedForMib(mib * work.at('rounds').count(), { microsPerMib: rules.at('microsPerMib').count(), graceMillis: rules.at('graceMillis').count() });
}

/** The rounds that were done again: those that secret and answer name, and what each gave. @returns whether all were right; what to say. */
function checkAnswer(book: Reckoning, { kind, of, secret, draw }: Known): { isRight: boolean | undefined; says: string } {
  const answer = of.at('answer');
  if (answer.value === undefined) return { isRight: undefined, says: 'what was answered was not kept then' };
  const work = of.at('work');
  const isSimulated = work.at('function').value === 'simulated';
  const lanes = kind === 'compute' ? work.at('lanes').count() : 1;
  const named = checkedRounds(secret, hexIn(book, answer.at('hash')), { lanes, rounds: work.at('rounds').count() });
  const checked = answer.at('rounds').list();
  if (checked.length === 0 || checked.length > CHECKED_ROUNDS) book.stop(answer.at('rounds').pointer, `is not one to ${CHECKED_ROUNDS} rounds`);
  let isRight = true;
  let reckoned = 0;
  for (const [number, round] of checked.entries()) {
    const { lane, round: index } = named[number]!;
    book.equal(round.at('lane'), lane, 'what secret and answer name');
    book.equal(round.at('round'), index, 'what secret and answer name');
    if (!isRight) book.wrong(round.pointer, 'is after one that is wrong');
    if (kind === 'gpu' || (kind === 'disk' && !isSimulated && !canCipher)) {
      isRight &&= round.at('isRight').value === true;
      continue;
    }
    const from = hexIn(book, round.at('from'));
    if (index === 0 && from !== draw.seed) book.wrong(round.at('from').pointer, 'is not the seed');
    const gives = kind === 'disk' ? diskRound({ from, blockMib: countUpTo(book, work.at('blockMib'), MOST_MIB), isSimulated }) : memoryRound({ from, lane, laneMib: countUpTo(book, work.at('laneMib'), MOST_MIB), isSimulated });
    isRight &&= gives === hexIn(book, round.at('gave'));
    if (round.at('isRight').value !== isRight) book.wrong(round.at('isRight').pointer, `is ${JSON.stringify(round.at('isRight').value ?? null)}; the round is ${isRight ? 'right' : 'wrong'}`);
    reckoned += 1;
  }
  if (isRight && checked.length < CHECKED_ROUNDS) book.wrong(answer.at('rounds').pointer, 'is fewer than are done again');
  const how = isSimulated ? ', as nothing runs in simulated clusters' : '';
  return { isRight, says: reckoned > 0 ? `${reckoned} ${reckoned === 1 ? 'round' : 'rounds'} of what was answered reckoned again${how}: ${isRight ? 'right' : 'wrong'}` : `that ${checked.length} rounds of what was answered were ${isRight ? 'right' : 'wrong'} is believed` };
}

/** What is stored, and asked for period by period. */
function checkPossession(book: Reckoning, _parts: Parts<'challenge'>, known: Known): Judged {
  const { of, rules, outcome } = known;
  const periods = of.at('periods').list();
  if (periods.length > MOST_PERIODS) book.stop(of.at('periods').pointer, `is more than ${MOST_PERIODS}`);
  const [readyAt, at] = [timeOrNull(of.at('readyAt')), of.at('at').count()];
  const found = periods.map((period, number) => checkPeriod(book, known, period, number === 0 ? undefined : periods[number - 1]!));
  const [first] = periods;
  if (first && (readyAt === null || first.at('number').count() !== 0 || first.at('deadlineAt').count() < readyAt + rules.at('periodMillis').count())) book.wrong(first.pointer, 'is not the period that begins once all data is there');
  const count = (one: string) => found.filter((end) => end === one).length;
  const [missed, proven] = [count('missed'), count('proven')];
  const last = periods.at(-1);
  const over = last ? last.at('number').count() + (found.at(-1) === 'open' ? 0 : 1) : 0;
  const isOver = over >= rules.at('periods').count() || missed >= rules.at('mostMissed').count();
  if (outcome === 'passed' && (missed > 0 || !isOver || 2 * proven <= over)) book.wrong(of.at('outcome').pointer, 'is "passed", and it was not proven in most of its periods and missed in none');
  if (outcome === 'void' && (missed > 0 || (isOver && 2 * proven > over))) book.wrong(of.at('outcome').pointer, 'is "void", and its periods say something of its host');
  if (!['passed', 'failed', 'void'].includes(outcome)) book.wrong(of.at('outcome').pointer, 'is no outcome');
  const answered = periods.findLast((period) => period.at('answeredAt').value !== null);
  if (timeOrNull(of.at('answeredAt')) !== (answered ? answered.at('answeredAt').count() : null)) book.wrong(of.at('answeredAt').pointer, 'is not that of the last period that was answered');
  if (answered && answered.at('answeredAt').count() > at) book.wrong(of.at('at').pointer, 'is before the last answer');
  const isReckoned = known.of.at('work').at('function').value === 'simulated' || canCipher;
  return {
    deadlineAt: answered ? answered.at('deadlineAt').count() : null,
    says: [
      `${proven} of ${over} periods proven and ${missed} missed${isReckoned ? ', their leaves and answers reckoned again' : ''}`,
      ...(outcome === 'failed' && missed === 0 ? ['that there was less room than was claimed is believed'] : []), ...(outcome === 'void' ? ['that it says nothing of its host is believed'] : []),
      ...(periods.some((period) => period.at('outcome').value === 'missed' && period.at('proofs').value === null) ? ['that there was no answer, though it was asked, is believed'] : []),
    ],
  };
}

/** A period: when it ends and is asked, by the rules and the secret; which leaves, by its seed; and whether what was answered is that. @returns how it ended. */
function checkPeriod(book: Reckoning, { of, secret, rules }: Known, period: Place, before: Place | undefined): string {
  const [number, deadlineAt] = [period.at('number').count(), period.at('deadlineAt').count()];
  const [periodMillis, windowMillis] = [rules.at('periodMillis').count(), rules.at('windowMillis').count()];
  if (before && (number <= before.at('number').count() || deadlineAt !== before.at('deadlineAt').count() + (number - before.at('number').count()) * periodMillis)) book.wrong(period.at('deadlineAt').pointer, 'is not as many periods after the one before');
  book.equal(period.at('asksAt'), deadlineAt - windowMillis + askedAfter(secret, number, Math.ceil(windowMillis / 2)), 'when the secret has it asked');
  const [askedAt, answeredAt, outcome] = [timeOrNull(period.at('askedAt')), timeOrNull(period.at('answeredAt')), period.at('outcome').text()];
  if ((askedAt === null) !== (period.at('seed').value === null)) book.wrong(period.at('seed').pointer, 'is not drawn when it is asked');
  if (askedAt !== null && (askedAt < period.at('asksAt').count() || askedAt > deadlineAt)) book.wrong(period.at('askedAt').pointer, 'is not within the window');
  if (answeredAt !== null && (askedAt === null || answeredAt < askedAt || answeredAt > deadlineAt)) book.wrong(period.at('answeredAt').pointer, 'is not between the question and the deadline');
  if ((answeredAt === null) !== (period.at('proofs').value === null)) book.wrong(period.at('proofs').pointer, 'is not what was answered then');
  if (!['proven', 'missed', 'void', 'open'].includes(outcome)) book.wrong(period.at('outcome').pointer, 'is nothing that becomes of a period');
  if (answeredAt === null) {
    if (outcome === 'proven' || (outcome === 'missed' && askedAt === null)) book.wrong(period.at('outcome').pointer, `is ${JSON.stringify(outcome)}, and there was ${askedAt === null ? 'no question' : 'no answer'}`);
    return outcome;
  }
  const isRight = areProofsRight(book, { of, rules }, period);
  if (isRight !== undefined && outcome !== (isRight ? 'proven' : 'missed')) book.wrong(period.at('outcome').pointer, `is ${JSON.stringify(outcome)}; what was answered is ${isRight ? 'right' : 'wrong'}`);
  return outcome;
}

/** Undefined where there is nothing to make the data with. */
function areProofsRight(book: Reckoning, { of, rules }: Pick<Known, 'of' | 'rules'>, period: Place): boolean | undefined {
  const [proofs, seed, key, leaves] = [period.at('proofs').list(), hexIn(book, period.at('seed')), hexIn(book, of.at('work').at('key')), of.at('work').at('leaves').count()];
  const count = countUpTo(book, rules.at('leaves'), MOST_LEAVES);
  if (proofs.length !== count) book.stop(period.at('proofs').pointer, `is of ${proofs.length} leaves, and ${count} are asked for`);
  if (!canCipher) return undefined;
  return proofs.every((proof, index) => {
    const leaf = Number(leafNamed(sha256(leafQuestion(hexToBytes(seed), BigInt(period.at('number').count()), index)), BigInt(leaves)));
    return hexIn(book, proof) === leafAnswer(key, leaf, seed);
  });
}

/** What is sent. */
function checkNetwork(book: Reckoning, parts: Parts<'challenge'>, known: Known): Judged {
  const { of, rules, outcome, draw } = known;
  const work = of.at('work');
  const [all, allowed] = [work.at('mib').count() * MIB, allowedForStream({ mib: work.at('mib').count(), mbps: work.at('mbps').count() }, { leastBps: rules.at('leastBps').count(), graceMillis: rules.at('graceMillis').count() })];
  const transfers = of.at('transfers').list();
  const most = rules.at('transfers').count();
  if (transfers.length > most) book.wrong(of.at('transfers').pointer, `is more than the ${most} that the rules ask for`);
  const readyAt = timeOrNull(of.at('readyAt'));
  for (const [number, transfer] of transfers.entries()) {
    book.equal(transfer.at('number'), number, 'its place');
    const from = (readyAt ?? book.stop(of.at('readyAt').pointer, 'is missing: streams were asked for')) + number * rules.at('everyMillis').count() + askedAfter(draw.seed, number, rules.at('everyMillis').count());
    if (transfer.at('begunAt').count() < from) book.wrong(transfer.at('begunAt').pointer, `is before ${from}, when the seed has it asked`);
    checkTransfer(book, transfer, all, allowed);
  }
  const count = (one: string) => transfers.filter((transfer) => transfer.at('outcome').value === one).length;
  const [wrong, fast, slow] = [count('wrong'), count('fast'), count('slow')];
  const isSlow = transfers.length >= most && 2 * slow > transfers.length;
  const expected = wrong > 0 ? ['failed'] : fast > 0 ? ['passed'] : isSlow ? ['failed', 'void'] : ['void'];
  if (!expected.includes(outcome)) book.wrong(of.at('outcome').pointer, `is ${JSON.stringify(outcome)}; by its streams it is ${expected.map((one) => JSON.stringify(one)).join(' or ')}`);
  if (outcome === 'failed' && wrong === 0) checkWitness(book, parts, known, allowed);
  const last = transfers.findLast((transfer) => !['open', 'void'].includes(transfer.at('outcome').text()));
  const answeredAt = last && last.at('outcome').value !== 'slow' ? last.at('begunAt').count() + (last.at('millis').value === null ? 0 : last.at('millis').count()) : null;
  if (timeOrNull(of.at('answeredAt')) !== answeredAt) book.wrong(of.at('answeredAt').pointer, 'is not when the last stream that says anything was there');
  return {
    deadlineAt: last ? last.at('begunAt').count() + allowed : null,
    says: [
      `of ${transfers.length} streams ${fast} fast, ${slow} slow, ${wrong} not what was asked for: that they came so is believed, what follows from it is reckoned again`,
      ...(outcome === 'void' && isSlow ? ['that no other host was as fast is believed'] : []),
    ],
  };
}

/** That what is said of a stream is what it was: fast when all of it was there in time, slow when it was not and the platform waited for nothing else. */
function checkTransfer(book: Reckoning, transfer: Place, all: number, allowed: number): void {
  const outcome = transfer.at('outcome').text();
  const [bytes, millis, busy] = ['bytes', 'millis', 'busyPercent'].map((name) => timeOrNull(transfer.at(name))) as [number | null, number | null, number | null];
  const isInTime = bytes === all && millis !== null && millis <= allowed;
  const isSo = { fast: isInTime, slow: bytes !== null && !isInTime && busy !== null && busy <= MOST_BUSY_PERCENT, wrong: bytes !== null, void: true, open: bytes === null }[outcome];
  if (isSo !== true) book.wrong(transfer.at('outcome').pointer, `is ${JSON.stringify(outcome)}, and ${bytes ?? 0} of ${all} bytes were there after ${millis ?? 0} ms of ${allowed}, with the platform at work for ${busy ?? 0} %`);
}

/** That another host did as much in time, so that it was not the platform's own doing. */
function checkWitness(book: Reckoning, { challenge, witness }: Parts<'challenge'>, { kind, of, rules }: Known, allowed: number): void {
  const witnessMillis = rules.at('witnessMillis').count();
  if (witnessMillis === 0) return;
  if (!witness) return book.wrong('/witness', 'is missing: it failed only if another host did as much in time');
  const other = book.leaf('/witness', witness);
  book.expect('/witness', witness, { kind: 'challenge', type: kind });
  if (other.at('challengeId').text() === of.at('challengeId').text()) book.wrong(other.at('challengeId').pointer, 'is no other');
  const [own, theirs] = [challenge.hidden?.['hostId'], witness.hidden?.['hostId']];
  if (own !== undefined && own === theirs) book.wrong('/witness/hidden/hostId', 'is no other host');
  const work = of.at('work');
  const didAsMuch = kind === 'gpu' ? passedAsMuch(book, { of, other }, { allowed, since: of.at('begunAt').count() - witnessMillis }) : sentAsFast({ of, other }, { bytes: work.at('mib').count() * MIB, allowed, witnessMillis });
  if (!didAsMuch) book.wrong('/witness/leaf', 'did not do as much in time');
}

/** A challenge of just such GPUs, that passed before, with no more time. */
function passedAsMuch(book: Reckoning, { of, other }: { of: Place; other: Place }, { allowed, since }: { allowed: number; since: number }): boolean {
  const seedless = (place: Place) => canonicalText(isFields(place.value) ? { ...place.value, seed: '' } : book.stop(place.pointer, 'is no work'));
  return other.at('outcome').value === 'passed' && seedless(other.at('work')) === seedless(of.at('work')) && canonicalText(other.at('units').value ?? null) === canonicalText(of.at('units').value ?? null)
    && other.at('begunAt').count() >= since && other.at('at').count() <= of.at('at').count() && other.at('deadlineAt').count() - other.at('readyAt').count() <= allowed;
}

/** A stream that was as fast, since so long before the first slow one and until it was judged. */
function sentAsFast({ of, other }: { of: Place; other: Place }, { bytes, allowed, witnessMillis }: { bytes: number; allowed: number; witnessMillis: number }): boolean {
  const slow = of.at('transfers').list().find((transfer) => transfer.at('outcome').value === 'slow');
  if (!slow || other.at('work').at('function').value !== of.at('work').at('function').value) return false;
  const since = Math.min(slow.at('begunAt').count(), of.at('at').count()) - witnessMillis;
  return other.at('transfers').list().some((transfer) => transfer.at('outcome').value === 'fast' && transfer.at('begunAt').count() >= since && transfer.at('begunAt').count() <= of.at('at').count()
    && BigInt(transfer.at('bytes').count()) * BigInt(allowed) >= BigInt(bytes) * BigInt(transfer.at('millis').count()));
}

/** What it led to: faults of what was claimed, each once, and the slashes for them, whose own proofs reckon how much. @returns what to say of it. */
function checkFaults(book: Reckoning, { challenge, faults, slashes }: Parts<'challenge'>, { of, outcome }: Known): string[] {
  if (outcome !== 'failed' && faults.length > 0) book.wrong('/faults', 'is of a challenge that did not fail');
  const types = new Map<string, Opened>();
  const seen = new Set<string>();
  for (const [number, fault] of faults.entries()) {
    const [pointer, at] = [`/faults/${number}`, book.leaf(`/faults/${number}`, fault)];
    const type = at.at('type').text();
    book.expect(pointer, fault, { kind: 'fault', at: of.at('at').value, ...(type === 'failed_challenge' ? { units: challenge.leaf['units'] } : { type: 'false_capacity' }) });
    types.set(at.at('faultId').text(), fault);
    if (fault.hidden === undefined) continue;
    const evidence = book.hidden(pointer, fault).at('evidence');
    if (evidence.at('challengeId').value !== of.at('challengeId').value) book.wrong(evidence.at('challengeId').pointer, 'is another challenge');
    const key = `${type}/${canonicalText(evidence.at('period').value ?? null)}`;
    if (seen.has(key)) book.wrong(evidence.pointer, 'is of what there is a fault of already');
    seen.add(key);
    if (evidence.at('period').value !== undefined && !of.at('periods').list().some((period) => period.at('number').value === evidence.at('period').value && period.at('outcome').value === 'missed')) book.wrong(evidence.at('period').pointer, 'is no period that was missed');
  }
  for (const [number, slash] of slashes.entries()) {
    const pointer = `/slashes/${number}`;
    const fault = types.get(book.leaf(pointer, slash).at('faultId').text());
    if (!fault) book.stop(`${pointer}/leaf/faultId`, 'is of no fault of the file');
    book.expect(pointer, slash, { kind: 'slash', type: fault.leaf['type'], units: fault.leaf['units'] });
  }
  return slashes.map((slash, number) => `for ${JSON.stringify(slash.leaf['type'])} slash ${JSON.stringify(slash.leaf['slashId'])} of ${book.leaf(`/slashes/${number}`, slash).at('amount').amount()} nano-tokens, whose own proof reckons it`);
}

const checks: { readonly [Kind in ChallengeKind]: (book: Reckoning, parts: Parts<'challenge'>, known: Known) => Judged } = {
  compute: checkWritten, disk: checkWritten, gpu: checkWritten, possession: checkPossession, network: checkNetwork,
};

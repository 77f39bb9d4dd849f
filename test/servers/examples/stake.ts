import { createHash } from 'node:crypto';

import { sql } from '#libs/database';
import { allowedForMib, leafHash, memoryWorkFor } from '#libs/economics';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { initialRules } from '#libs/rules';
import { answerHash, checkedRounds, commitmentOf, drawOf } from '#libs/verify';

import type { Story } from './story.js';

/** What stands behind operators and leases. */
export async function playStake(story: Story): Promise<void> {
  await playStakePool(story);
  await playDiversified(story);
  await playCover(story);
  await playFaults(story);
}

async function playStakePool({ play, ask, known }: Story): Promise<void> {
  await play('operator', 'setStakeTerms', { body: { earningsBps: 5_000, commissionBps: 1_000 } });
  const { id: stakePoolId } = await play('operator', 'getOwnStakePool');
  known.stakePoolId = stakePoolId as string;
  // Of what each operator earns from now on.
  const request = { name: 'steady', pool: 'standard', replicas: 2, resources: { cpuMillis: 2_000, memoryMib: 4_096 }, workload: { image: 'nginx:1.29' }, constraints: { spread: { over: 'operator', maximum: 1 } } };
  const lease = await ask('tenant', 'requestLease', { body: request });
  await ask('tenant', 'getLease', { parameters: { leaseId: lease.id } }, ({ state }) => state === 'active');
  await play('tenant', 'listStakePools');
  await play('tenant', 'stakeTokens', { parameters: { stakePoolId }, body: { amount: '100000000000' } });
  await play('tenant', 'getStakePool', { parameters: { stakePoolId } });
  await play('tenant', 'getStakePosition', { parameters: { stakePoolId } });
  await play('tenant', 'transferShares', { parameters: { stakePoolId }, body: { tenantId: known.otherTenantId!, shares: '1000000000' } });
  await play('tenant', 'exitStake', { parameters: { stakePoolId }, body: { shares: '2000000000' } });
  await play('operator', 'getOwnStakePosition');
}

async function playDiversified({ play, ask, known }: Story): Promise<void> {
  // Of one of the two a slash may be in evidence, by where leases happened to run: then nothing goes there.
  await ask('other operator', 'setStakeTerms', { body: { earningsBps: 5_000, commissionBps: 1_000 } });
  await play('tenant', 'backDiversified', { body: { amount: '50000000000' } });
  await play('tenant', 'getDiversifiedPool', {}, { until: ({ holdings }) => holdings.length > 0 });
  await play('tenant', 'transferDiversified', { body: { tenantId: known.otherTenantId!, shares: '1000000000' } });
  await play('tenant', 'exitDiversified', { body: { shares: '2000000000' } });
  await play('tenant', 'getDiversifiedPosition');
}

async function playCover({ play, known, logged }: Story): Promise<void> {
  const pool = { poolName: 'standard' };
  await play('tenant', 'backCover', { parameters: pool, body: { amount: '90000000000000' } });
  await play('anybody', 'getCoverPool', { parameters: pool });
  await play('tenant', 'getCoverPosition', { parameters: pool });
  await play('tenant', 'listCoverPools');
  const { exits: [exit] } = await play('tenant', 'exitCover', { parameters: pool, body: { shares: '1000000000' } });
  known.exitId = exit.id as string;
  const terms = { leaseId: known.leaseId!, amount: '50000000000', nanoTokensPerHour: '500000000', periodMillis: 30 * MILLIS_PER_DAY };
  await play('tenant', 'quoteCover', { body: terms });
  const { id: coverId } = await play('tenant', 'buyCover', { body: { ...terms, mostPremium: '90000000000' } });
  known.coverId = coverId as string;
  await play('tenant', 'listCovers');
  await play('tenant', 'getCover', { parameters: { coverId } });
  await play('administrator', 'listEverybodysCovers', { parameters: { leaseId: known.leaseId! } });
  await play('administrator', 'getAnyCover', { parameters: { coverId } });
  await logged();
  await play('tenant', 'getCoverProof', { parameters: { coverId } });
  await play('administrator', 'getAnyCoverProof', { parameters: { coverId } });
}

async function playFaults(story: Story): Promise<void> {
  const { play, known, logged } = story;
  const challengeId = await seeChallenge(story);
  await play('administrator', 'reportFault', { body: { kind: 'false_capacity', hostId: known.hostId!, reason: 'Half of its cores were not there.' } });
  await play('administrator', 'listAllFaults', { parameters: { operatorId: known.operatorId! } });
  await play('operator', 'listOperatorFaults');
  await play('operator', 'listChallenges');
  await play('administrator', 'listAllChallenges', { parameters: { operatorId: known.operatorId! } });
  await play('operator', 'listDeviceChallenges');
  await play('administrator', 'listAllDeviceChallenges', { parameters: { operatorId: known.operatorId! } });
  await play('operator', 'listNetworkChallenges');
  await play('administrator', 'listAllNetworkChallenges', { parameters: { operatorId: known.operatorId! } });
  await play('operator', 'listGpuChallenges');
  await play('administrator', 'listAllGpuChallenges', { parameters: { operatorId: known.operatorId! } });
  const { items: [slash] } = await play('operator', 'listSlashes', {}, { until: ({ items }) => items.length > 0 });
  const slashId = slash.id as string;
  await play('operator', 'getSlash', { parameters: { slashId } });
  await play('operator', 'appealSlash', { parameters: { slashId }, body: { reason: 'The host was being repaired, as announced.' } });
  await play('administrator', 'listAllSlashes', { parameters: { state: 'appealed' } });
  await play('administrator', 'getAnySlash', { parameters: { slashId } });
  await play('administrator', 'decideOnSlash', { parameters: { slashId }, body: { decision: 'forgive', reason: 'It had been announced.' } });
  await logged();
  await play('operator', 'getSlashProof', { parameters: { slashId, blinded: true } });
  await play('administrator', 'getAnySlashProof', { parameters: { slashId } });
  await play('operator', 'getChallengeProof', { parameters: { challengeId, blinded: true } });
  await play('administrator', 'getAnyChallengeProof', { parameters: { challengeId } });
}

/** What workers wrote of a challenge, in an hour before, of which no rules ask for any here. @returns its id. */
async function seeChallenge({ product: { database: { client } }, clock, known }: Story): Promise<string> {
  const { challenge: rules } = initialRules;
  const [{ version: rulesVersion }] = await client.$queryRaw<[{ version: number }]>(sql`select max(version) as version from rule_sets where active_from <= ${BigInt(clock.now())}`);
  const [poolId, operatorId, hostId, leaseId, id] = [known.poolId!, known.operatorId!, known.hostId!, newId('lease'), newId('challenge')];
  const secret = createHash('sha256').update(id).digest('hex');
  const [size, { seed, afterMillis }] = [{ cpuMillis: 1_000, memoryMib: 1_024 }, drawOf(secret)];
  const hour = Math.floor(clock.now() / MILLIS_PER_HOUR) * MILLIS_PER_HOUR - MILLIS_PER_HOUR;
  const work = { seed, ...memoryWorkFor(size, rules), function: 'simulated' };
  const digests = Array.from({ length: work.rounds }, () => '');
  for (let round = 0, from = seed; round < work.rounds; round += 1) digests[round] = from = createHash('sha256').update(`simulated 0 ${from}`).digest('hex');
  const hash = answerHash(digests);
  const rounds = checkedRounds(secret, hash, work).map(({ lane, round }) => ({ lane, round, from: round === 0 ? seed : digests[round - 1]!, gave: digests[round]!, isRight: true }));
  const begunAt = hour + afterMillis;
  const [readyAt, answeredAt] = [begunAt + 4_000, begunAt + 19_000];
  const units = [{ resourceClass: 'CPU_MILLI', variant: '', units: '1000' }, { resourceClass: 'MEMORY_MIB', variant: '', units: '1024' }];
  await client.challengeDraw.create({ data: { poolId, hour: BigInt(hour), number: 0, secret, commitment: commitmentOf(secret), startAt: BigInt(begunAt), madeAt: BigInt(hour), rulesVersion, state: 'begun' } });
  const drawn = { hostsRoot: Buffer.from(leafHash(hostId)).toString('hex'), hostPath: '', sizes: [size] };
  await client.challenge.create({ data: { id, poolId, hour: BigInt(hour), number: 0, operatorId, hostId, leaseId, candidates: 1, drawn, units, work, rulesVersion, begunAt: BigInt(begunAt), state: 'passed' } });
  const verdict = { outcome: 'passed', reason: 'what was computed is right, and was there in time', readyAt: BigInt(readyAt), deadlineAt: BigInt(readyAt + allowedForMib(work.laneMib * work.rounds, rules)), answeredAt: BigInt(answeredAt) };
  await client.challengeVerdict.create({ data: { challengeId: id, operatorId, poolId, hostId, ...verdict, answer: { hash, rounds }, at: BigInt(answeredAt) } });
  return id;
}

/** What there is when days have passed. */
export async function playLater(story: Story): Promise<void> {
  const { play, ask, later, clock, known } = story;
  const hour = await seeIdleHour(story);
  await later(2 * MILLIS_PER_DAY);
  const { shares } = await ask('operator', 'getOwnStakePosition', {}, (position) => position.shares !== '0');
  const { exits: [exit] } = await play('operator', 'exitOwnStake', { body: { shares } });
  // Earnings flow in all the time: no head has the last of them.
  const upTo = clock.now();
  await story.logged();
  await play('operator', 'getOwnInflowProof', { parameters: { upTo } });
  await play('tenant', 'getInflowProof', { parameters: { stakePoolId: known.stakePoolId!, upTo } });
  await play('operator', 'listReputation', {}, { until: ({ items }) => items.length > 0 });
  await play('operator', 'getReputation', { parameters: { resourceClass: 'CPU_MILLI' } });
  await playRewardProofs(story, hour);
  await playDispute(story);
  await playExits(story, exit.id as string);
}

/** Who asked to leave is paid, weeks later. */
async function playExits({ play, ask, later, logged, known, clock }: Story, own: string): Promise<void> {
  const exitId = known.exitId!;
  await later(initialRules.stake.unbondingMillis);
  // There is a round each day, and each head may lack the last.
  const divided = clock.now();
  await ask('tenant', 'getCoverPosition', { parameters: { poolName: 'standard' } }, ({ exits }) => !exits.some(({ id }: { id: string }) => id === exitId));
  await ask('operator', 'getOwnStakePosition', {}, ({ exits }) => !exits.some(({ id }: { id: string }) => id === own));
  await logged();
  await play('tenant', 'getDivisionProof', { parameters: { upTo: divided } });
  await play('tenant', 'getExitProof', { parameters: { exitId } });
  await play('administrator', 'getAnyExitProof', { parameters: { exitId } });
  await play('operator', 'getOwnExitProof', { parameters: { exitId: own } });
}

/** What a worker sees of idle capacity in an hour of which no rules post rates. */
async function seeIdleHour({ product, clock, known }: Story): Promise<number> {
  const startsAt = Math.ceil(clock.now() / MILLIS_PER_HOUR) * MILLIS_PER_HOUR;
  await product.database.client.$executeRaw(sql`insert into reward_looks (pool_id, slot, look_at, looked_at) values (${known.poolId}, ${BigInt(startsAt)}, ${BigInt(startsAt)}, ${BigInt(startsAt)})`);
  await product.database.client.$executeRaw(sql`insert into reward_found values (${known.poolId}, ${BigInt(startsAt)}, ${known.operatorId}, 'CPU_MILLI', '', ${10n * BigInt(MILLIS_PER_HOUR)})`);
  return startsAt;
}

async function playRewardProofs({ play, ask, logged, known }: Story, startsAt: number): Promise<void> {
  const hour = { poolId: known.poolId!, startsAt };
  await ask('operator', 'listRewards', {}, ({ items }) => items.length > 0);
  await logged();
  await play('operator', 'getRewardProof', { parameters: { ...hour, blinded: true } });
  await play('administrator', 'getRewardEpochProof', { parameters: hour });
}

/** A month that a cover was for is over, and its tenant does not agree with what was found. */
async function playDispute({ play, ask, later, known, clock }: Story): Promise<void> {
  const pool = { poolName: 'standard' };
  await play('other tenant', 'depositToAssess', { parameters: pool, body: { amount: '20000000000' } });
  await play('other tenant', 'getAssessor', { parameters: pool });
  const february = Date.UTC(2027, 1);
  await later(february + 4 * MILLIS_PER_DAY - clock.now());
  const { startsAt } = await ask('tenant', 'getCover', { parameters: { coverId: known.coverId! } }, ({ judgedTo }) => judgedTo >= february);
  const { id: disputeId } = await play('tenant', 'disputeCover', { body: { coverId: known.coverId!, startsAt, downMillis: 21_600_000, reason: 'Our probes saw no answer from 03:00 to 09:00.' } });
  await play('tenant', 'listCoverDisputes', { parameters: { coverId: known.coverId! } });
  await play('other tenant', 'voteOnCoverDispute', { parameters: { disputeId }, body: { vote: 'accept' } });
  await play('tenant', 'getCoverDispute', { parameters: { disputeId } });
  await play('administrator', 'listEverybodysCoverDisputes', { parameters: { open: 'true' } });
  await play('administrator', 'getAnyCoverDispute', { parameters: { disputeId } });
  await play('other tenant', 'stopAssessing', { parameters: pool, body: { amount: '5000000000' } });
}

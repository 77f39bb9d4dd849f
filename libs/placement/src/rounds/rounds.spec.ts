import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { leafHash, verifyInclusion } from '#libs/economics';
import { type PlacementHost } from '#libs/inventory';
import { canonicalText } from '#libs/verify';

import { testSpec, testHost } from '../test-fleet.js';
import { outcomeLeaves, policyOf, provenIn, requestLeaves } from './commit-round.js';
import { decideRound, planRound, type RoundInputs } from './decide-round.js';
import { type Changes, FollowedHosts, gathered, hostsHash, learntHash, MOST_FOLLOWING } from './followed-hosts.js';
import { roundText, roundValue } from './round-text.js';
import { isSeedOf, numberOf, SeedChain } from './seed-chain.js';
import { readSimulation, simulate, simulationText } from './simulate.js';

const secret = Buffer.alloc(32, 7);
const policy = { operatorShareCapBps: 10_000, operatorBps: 8_500, askWeightBps: 0 };

test('a value is read back from its text as it was', () => {
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.bigInt(), fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value')), fc.dictionary(fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'), tie('value'))),
  })).value;
  fc.assert(fc.property(value, (one) => {
    expect(roundText(roundValue(roundText(one)))).toBe(roundText(one));
    expect(JSON.stringify(roundValue(roundText({ at: 12n, text: '12' })), (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))).toBe('{"at":"12n","text":"12"}');
  }));
});

test('each seed of a chain leads back to its anchor, at its place alone', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 1, max: 40 }), fc.nat(39), fc.nat(39), (seed, length, one, other) => {
    const chain = new SeedChain(seed, length);
    const [place, elsewhere] = [one % length, other % length];
    expect(isSeedOf(chain.anchor, elsewhere, chain.seedOf(place))).toBe(place === elsewhere);
  }), { numRuns: 50 });
});

/** A pool's hosts over some rounds: each may change, go or come. */
const history = fc.array(fc.array(fc.record({ id: fc.integer({ min: 1, max: 6 }), used: fc.integer({ min: 0, max: 3 }), gone: fc.boolean() }), { maxLength: 4 }), { minLength: 1, maxLength: 8 });

test('what is kept of the rounds since their base gives all hosts back, and their hash', () => {
  fc.assert(fc.property(history, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (rounds, areWritten) => {
    const pool = new Map<string, PlacementHost>();
    const followed = new FollowedHosts();
    let kept: Changes[] = [];
    rounds.forEach((changes, round) => {
      for (const { id, used, gone } of changes) {
        const host = testHost(`hst_${id}`);
        host.inventories[0]!.used = used;
        if (gone) pool.delete(host.id);
        else pool.set(host.id, host);
      }
      // Read anew each round, as from a database.
      const hosts = structuredClone([...pool.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
      const inputs = { hosts, recent: [], operatorAsks: [] };
      const one = followed.follow(inputs, 1n, round);
      if (!areWritten[round]) return;
      one.written();
      if (one.baseId === one.roundId) kept = [];
      kept.push(roundValue(roundText(one.changes)));
      expect(gathered(kept)).toEqual(inputs);
      expect(hostsHash(hosts, one.secret)).toBe(one.hosts);
      expect(learntHash(inputs, one.secret)).toBe(one.learnt);
    });
  }));
});

test('a base stands for so many rounds, and for one fence', () => {
  const followed = new FollowedHosts();
  const inputs = { hosts: [testHost('hst_1')], recent: [], operatorAsks: [] };
  const bases = Array.from({ length: MOST_FOLLOWING + 2 }, (_, round) => {
    const one = followed.follow(inputs, round <= MOST_FOLLOWING ? 1n : 2n, 0);
    one.written();
    return one.baseId;
  });
  expect([...new Set(bases)].map((id) => bases.filter((other) => other === id).length)).toEqual([MOST_FOLLOWING, 1, 1]);
});

const asks = fc.array(fc.record({ cpuMillis: fc.integer({ min: 1, max: 12 }).map((cpus) => cpus * 1_000), replicas: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 9 })
  .map((all) => all.map(({ cpuMillis, replicas }) => testSpec({ replicas, resources: { cpuMillis, memoryMib: 1_024 }, prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 1_000n }] })));
const hosts = [testHost('hst_1'), testHost('hst_2', { operatorId: 'opr_b' }), testHost('hst_3', { cpus: 4 })];

test('a round that was written down and read again is decided the same, byte for byte', () => {
  fc.assert(fc.property(asks, fc.uint8Array({ minLength: 32, maxLength: 32 }), (all, seed) => {
    const inputs: RoundInputs = { hosts, operatorAsks: [], recent: [], policy, asks: all, waiting: all.length, quotas: [{ projectId: 'prj_1', resourceClass: 'CPU_MILLI', limit: 40_000n, held: 0n }] };
    const decide = (of: RoundInputs) => roundText(decideRound(of, planRound(of, numberOf(seed)), []));
    const again = decide(roundValue(roundText({ ...inputs, hosts: hosts.toReversed() })));
    expect(again).toBe(decide(inputs));
  }));
});

test('request and outcome are proven in their trees, and say nothing of hosts or operators', () => {
  fc.assert(fc.property(asks, fc.nat(8), (all, at) => {
    const inputs: RoundInputs = { hosts, operatorAsks: [], recent: [], policy, asks: all, waiting: all.length, quotas: [] };
    const decision = decideRound(inputs, planRound(inputs, 1), []);
    for (const texts of [requestLeaves(all, secret), outcomeLeaves(all, { decision, refused: [] }, secret)]) {
      const index = at % all.length;
      const { leaf, proof } = provenIn(texts, index);
      const path = Buffer.from(proof, 'base64');
      const hashes = Array.from({ length: path.length / 32 }, (_, place) => path.subarray(32 * place, 32 * place + 32));
      const [whole] = texts.map((text) => leafHash(Buffer.from(text, 'utf8'))).reduce<Uint8Array[][]>((levels, one) => [[...levels[0]!, one]], [[]]);
      let level = whole!;
      while (level.length > 1) level = Array.from({ length: level.length / 2 }, (_, pair) => hash('sha256', Buffer.concat([Buffer.of(1), level[2 * pair]!, level[2 * pair + 1]!]), 'buffer'));
      expect(verifyInclusion({ index, size: texts.length, leafHash: leafHash(Buffer.from(canonicalText(leaf), 'utf8')), proof: hashes }, level[0]!)).toBe(true);
      expect(leaf['leaseId']).toBe(all[index]!.leaseId);
    }
    expect(outcomeLeaves(all, { decision, refused: [] }, secret).join('')).not.toMatch(/hst_|opr_|cls_|sit_/);
    const held = all.map((ask) => ({ ...ask, avoidOperators: ['opr_b'], agreedOperator: 'opr_a', excludedHosts: ['hst_1'] }));
    expect(requestLeaves(held, secret).join('')).not.toMatch(/hst_|opr_|cls_|sit_/);
  }), { numRuns: 50 });
});

test('of a pool, a round is told the terms by which it places and no more', () => {
  expect(policyOf({ ...policy, packScore: 'best-fit', name: 'standard', treasuryBps: 1 } as never)).toEqual({ ...policy, packScore: 'best-fit' });
});

test('a simulation says what more hosts, other terms or a lost operator would change', () => {
  const all = Array.from({ length: 40 }, () => testSpec());
  const simulation = readSimulation(simulationText({ hosts, operatorAsks: [], recent: [], policy, asks: all, waiting: all.length, quotas: [], spots: [], seed: secret.toString('hex') }));
  expect(simulate(simulation)).toMatchObject({ hosts: 3, placed: 36, waiting: 4, claims: 36 });
  expect(simulate(simulation, { add: { count: 1, likeHostId: 'hst_3' } })).toMatchObject({ hosts: 4, placed: 40, waiting: 0 });
  const poorer = simulate(simulation, { withoutOperators: ['opr_b'] });
  expect(poorer).toMatchObject({ hosts: 2, placed: 20, waiting: 20 });
  expect(poorer.classes.find(({ resourceClass }) => resourceClass === 'CPU_MILLI')).toEqual({ resourceClass: 'CPU_MILLI', variant: '', capacity: 20_000, used: 20_000 });
  expect(simulate(simulation, { policy: { packScore: 'best-fit' } })).toMatchObject({ placed: 36 });
  expect(() => simulate(simulation, { withoutHosts: ['hst_9'] })).toThrow('no host hst_9');
  for (const text of ['{}', '[]', '{"format":"weir-simulation/1"}', '{']) expect(() => readSimulation(text)).toThrow();
});

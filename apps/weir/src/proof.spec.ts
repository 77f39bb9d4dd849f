import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { newId } from '#libs/kernel';

import { proofOf, proofs } from './proof.js';

const { paths } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8')) as { paths: Record<string, { get: { parameters: { name?: string; in?: string }[] } }> };
const [slash, payout, pool, stakePool, cover] = [newId('slash'), newId('payout'), newId('pool'), newId('stakePool'), newId('cover')];
/** A path of which it does not matter what its parameters are called. */
const nameless = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');

test('what can be proven is all that the API proves, with what it can be asked', () => {
  const known = new Map(Object.values(proofs).flatMap((proof) => Object.values(proof.paths).map((path) => [nameless(path), proof.asks ?? []] as const)));
  const proven = Object.entries(paths).filter(([path]) => path.endsWith('proof'));
  expect([...known.keys()].toSorted()).toEqual(proven.map(([path]) => nameless(path)).toSorted());
  for (const [path, { get }] of proven) {
    // A round of a lease is named by `weir placement proof`.
    const asked = get.parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'roundId').map(({ name }) => name!);
    expect([path, known.get(nameless(path))!.filter((name) => name !== 'hour')]).toEqual([path, asked]);
  }
});

test.each([
  [slash, {}, 'operator', `/v1/operator/slashes/${slash}/proof`],
  [slash, { as: 'administrator', blinded: true }, 'administrator', `/v1/admin/slashes/${slash}/proof?blinded=true`],
  [cover, {}, 'tenant', `/v1/covers/${cover}/proof`],
  [stakePool, { upTo: 17 }, 'tenant', `/v1/stake-pools/${stakePool}/inflow-proof?upTo=17`],
  [stakePool, { as: 'operator' }, 'operator', '/v1/operator/stake-pool/inflow-proof'],
  ['diversified', {}, 'tenant', '/v1/diversified-pool/round-proof'],
  [pool, { hour: 3 * 3_600_000 + 5 }, 'operator', `/v1/operator/rewards/${pool}/10800000/proof`],
  [pool, { as: 'administrator', hour: 7_200_000, blinded: true }, 'administrator', `/v1/admin/pools/${pool}/rewards/7200000/proof?blinded=true`],
] as const)('%s is asked for as whoever it concerns', (what, asked, role, path) => {
  expect(proofOf(what, asked)).toEqual({ role, path });
});

test.each([
  ['prj_1', {}, /takes the id of what can be proven .* it is "prj_1"/],
  ['', {}, /it is ""/],
  [payout.toUpperCase(), {}, /takes the id/],
  [payout, { as: 'tenant' }, /proven to operator or administrator; --as is tenant/],
  [payout, { blinded: true }, /--blinded says nothing of pay_/],
  [slash, { hour: 1 }, /--hour says nothing of slh_/],
  ['diversified', { as: 'operator' }, /proven to tenant; --as is operator/],
  [pool, {}, /--hour says of which hour/],
] as const)('%s with %j is refused with what would be right', (what, asked, message) => {
  expect(() => proofOf(what, asked)).toThrow(message);
});

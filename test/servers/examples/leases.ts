import { MILLIS_PER_HOUR } from '#libs/kernel';

import type { Story } from './story.js';

const resources = { cpuMillis: 2_000, memoryMib: 4_096 };
const workload = { image: 'nginx:1.29', ports: [{ name: 'http', port: 80, protocol: 'tcp', public: true }] };
const isIn = (wanted: string) => ({ state }: { state?: string }) => state === wanted;

/** What runs for a tenant. */
export async function playLeases(story: Story): Promise<void> {
  await playLease(story);
  await playAuction(story);
  await playUsage(story);
  await playPlacement(story);
}

async function playLease({ play, ask, known }: Story): Promise<void> {
  const quote = await play('tenant', 'makeQuote', { body: { pool: 'standard', replicas: 2, resources } });
  await play('tenant', 'getQuote', { parameters: { quoteId: quote.id } });
  const { id: leaseId } = await play('tenant', 'requestLease', { body: { name: 'web', pool: 'standard', replicas: 2, resources, workload, constraints: { spread: { over: 'operator', maximum: 1 } } } });
  known.leaseId = leaseId;
  await play('tenant', 'getLease', { parameters: { leaseId } }, { until: isIn('active') });
  await play('tenant', 'watchLease', { parameters: { leaseId } });
  await play('tenant', 'readLeaseLogs', { parameters: { leaseId, tailLines: 10 }, accept: 'text/plain' });
  await play('tenant', 'listLeaseEvents', { parameters: { leaseId } });
  const { version } = await ask('tenant', 'getLease', { parameters: { leaseId } });
  await play('tenant', 'changeLease', { parameters: { leaseId, 'If-Match': `"${version as number}"` }, body: { replicas: 1 } });
  await ask('tenant', 'getLease', { parameters: { leaseId } }, isIn('active'));
  await play('tenant', 'listLeases', { parameters: { state: 'active' } });
  const heard = play('tenant', 'streamEvents');
  const blocked = await ask('tenant', 'requestLease', { body: { name: 'wide', pool: 'standard', replicas: 3, resources, workload: { image: 'nginx:1.29' }, constraints: { spread: { over: 'operator', maximum: 1 } } } });
  await ask('tenant', 'getLease', { parameters: { leaseId: blocked.id } }, isIn('blocked'));
  await heard;
  await play('tenant', 'getLeaseAlternatives', { parameters: { leaseId: blocked.id } });
  await play('tenant', 'closeLease', { parameters: { leaseId: blocked.id } });
  const credential = await play('tenant', 'keepRegistryCredential', { body: { name: 'ours', server: 'registry.example.com', username: 'robot', password: 's3cret' } });
  await play('tenant', 'listRegistryCredentials');
  await play('tenant', 'removeRegistryCredential', { parameters: { credentialId: credential.id } });
}

async function playAuction({ play, ask }: Story): Promise<void> {
  const lease = await ask('tenant', 'requestLease', { body: { name: 'batch', pool: 'standard', replicas: 1, resources, workload: { image: 'nginx:1.29' }, pricing: { mode: 'on-demand', auction: true } } });
  await play('tenant', 'getLeaseAuction', { parameters: { leaseId: lease.id } });
  const { items: [auction] } = await play('operator', 'listAuctions', { parameters: { open: true } });
  const auctionId = auction.id as string;
  await play('operator', 'placeBid', { parameters: { auctionId }, body: { prices: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '15000000' }, { resourceClass: 'MEMORY_MIB', nanoTokensPerUnitHour: '3000000' }] } });
  await play('operator', 'getAuction', { parameters: { auctionId } });
  await play('operator', 'withdrawBid', { parameters: { auctionId } });
  await ask('tenant', 'closeLease', { parameters: { leaseId: lease.id } });
}

/** Two sources that count differently, until somebody decides. */
async function playUsage({ play, ask, known, product, clock, later }: Story): Promise<void> {
  const leaseId = known.leaseId!;
  const claim = await product.database.client.claim.findFirst({ where: { leaseId, state: 'held' } });
  const whose = claim!.operatorId === known.operatorId ? 'operator' : 'other operator';
  const endsAt = clock.now();
  const sample = (source: string, bytes: number) => ({
    specversion: '1.0', id: '42', source, type: 'weir.usage.egress_bytes.v1', subject: claim!.id, data: { bytes, startsAt: endsAt - 1_000, endsAt },
  });
  await play(whose, 'reportUsage', { body: [sample('/agents/a1', 2 ** 31)], type: 'application/cloudevents-batch+json' });
  await ask('administrator', 'reportUsage', { body: [sample('/gateways/1', 2 ** 30)], type: 'application/cloudevents-batch+json' });
  await later(2 * MILLIS_PER_HOUR);
  const { items: [held] } = await play('administrator', 'listHeldUsage', { parameters: { state: 'open' } }, { until: ({ items }) => items.length > 0 });
  await play('tenant', 'listReviewedUsage', { parameters: { leaseId } });
  await play('administrator', 'decideUsage', { parameters: { usageId: held.id }, body: { decision: 'charge', source: 'a', reason: 'The gateway saw it pass.' } });
}

/** How it was placed, and whether that can be checked. */
async function playPlacement({ play, ask, known, logged }: Story): Promise<void> {
  const { poolId, leaseId } = known as { poolId: string; leaseId: string };
  const { items: [round] } = await play('administrator', 'listPlacementRounds', { parameters: { poolId } });
  await play('administrator', 'replayPlacementRound', { parameters: { roundId: round.id } });
  await play('administrator', 'getPlacementRoundInputs', { parameters: { roundId: round.id } });
  const { items: [ofLease] } = await play('tenant', 'listLeaseRounds', { parameters: { leaseId } });
  await logged();
  const { items: heads } = await play('tenant', 'listLogHeads', {}, { until: ({ items }) => items.length > 1 });
  await play('tenant', 'getLog');
  await play('tenant', 'getLogConsistency', { parameters: { first: heads.at(-1).size, second: heads[0].size } });
  await play('tenant', 'getPlacementProof', { parameters: { leaseId, roundId: ofLease.roundId } });
  await play('administrator', 'getPoolConcentration', { parameters: { poolId } });
  await play('administrator', 'proposeMoves', { parameters: { poolId } });
  await play('administrator', 'moveReplicas', { parameters: { poolId }, body: { moves: 5 } });
  await ask('tenant', 'getLease', { parameters: { leaseId } }, isIn('active'));
}

import { MILLIS_PER_HOUR } from '#libs/kernel';

import type { Story } from './story.js';

/** What anybody may ask, what everybody goes by, and the time. */
export async function playPlatform({ play, ask, clock, known }: Story): Promise<void> {
  await play('anybody', 'getLiveness');
  await play('anybody', 'getReadiness');
  await play('anybody', 'getStatus');
  await play('anybody', 'getFlowStatus');
  await play('tenant', 'echo', { body: { message: 'hello', number: 7, tags: ['a', 'b'] } });
  await play('tenant', 'whoAmI');
  await play('administrator', 'getClock');
  await play('administrator', 'moveClock', { body: { now: clock.now() + MILLIS_PER_HOUR } });
  await play('administrator', 'getAdminHealth');

  const { rules } = await play('tenant', 'getRules');
  await play('tenant', 'getRulesVersion', { parameters: { version: 1 } });
  const bond = { ...rules.bond, rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: '1000000' }] };
  const proposed = await play('administrator', 'proposeRules', { body: { rules: { ...rules, bond }, reason: 'A vCPU is backed by a token.' } });
  await ask('administrator', 'moveClock', { body: { now: proposed.activeFrom + 1 } });
  const other = await ask('administrator', 'proposeRules', { body: { rules: { ...rules, bond: { ...bond, rates: [] } }, reason: 'Nothing is to be bonded after all.' } });
  await play('administrator', 'withdrawRules', { parameters: { version: other.version }, body: { reason: 'It was proposed by mistake.' } });
  await play('tenant', 'listRules');

  await play('administrator', 'declareIncident', { parameters: { poolId: known.poolId! }, body: { kind: 'degraded', title: 'Starts of new leases are slow' } });
  const { items: [incident] } = await play('administrator', 'listIncidents', { parameters: { poolId: known.poolId! } });
  await play('administrator', 'changeIncident', { parameters: { incidentId: incident.id }, body: { endsAt: clock.now() + MILLIS_PER_HOUR } });
}

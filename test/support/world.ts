import { setUpWorld as setUp, type World, type WorldPlan } from '#apps/weir';

export type { World };

/** A token, in nano-tokens. */
export const TOKEN = 1_000_000_000n;

/** Operators `a`, `b`, … in DE, CH, US, … with equal hosts, a pool `standard` with fixed prices, and one rich tenant. */
export function smallWorld(options: { operators?: number; hostsEach?: number; cpuMillis?: number; tenants?: number; depositTokens?: bigint } = {}): WorldPlan {
  const { operators = 3, hostsEach = 3, cpuMillis = 64_000, tenants = 1, depositTokens = 1_000_000n } = options;
  const jurisdictions = ['DE', 'CH', 'US', 'FR', 'JP'];
  return {
    pool: { name: 'standard' },
    rates: [
      { resourceClass: 'CPU_MILLI', curve: { kind: 'fixed', nanoTokensPerUnitHour: '30000001' } },
      { resourceClass: 'MEMORY_MIB', curve: { kind: 'fixed', nanoTokensPerUnitHour: '5000003' } },
      { resourceClass: 'GPU_MILLI', curve: { kind: 'fixed', nanoTokensPerUnitHour: '900000007' } },
      { resourceClass: 'STORAGE_GIB', curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000003' } },
      { resourceClass: 'EGRESS_MBPS', curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000033' } },
      { resourceClass: 'EGRESS_GIB', curve: { kind: 'fixed', nanoTokensPerUnitHour: '50000017' } },
      { resourceClass: 'STORED_GIB_HOUR', curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000003' } },
    ],
    operators: Array.from({ length: operators }, (_, index) => {
      const name = String.fromCharCode(97 + index);
      return {
        name: `operator-${name}`,
        site: { name: `site-${name}`, jurisdiction: jurisdictions[index % jurisdictions.length]!, region: 'somewhere' },
        hosts: Array.from({ length: hostsEach }, (_unused, host) => ({
          name: `${name}-${host}`,
          inventories: [
            { resourceClass: 'CPU_MILLI', total: cpuMillis },
            { resourceClass: 'MEMORY_MIB', total: cpuMillis * 4 },
            { resourceClass: 'STORAGE_GIB', variant: 'ephemeral', total: 500 },
            { resourceClass: 'EGRESS_MBPS', total: 1_000 },
            { resourceClass: 'GPU_MILLI', variant: 'l4', total: 4_000 },
          ],
        })),
      };
    }),
    tenants: Array.from({ length: tenants }, (_, index) => ({ name: `tenant-${index}`, depositNanoTokens: (depositTokens * TOKEN).toString() })),
  };
}

/** Sets a plan up on a running product. */
export function setUpWorld(product: { of(role: 'api'): { url: string | undefined }[]; adminKey: string }, plan: WorldPlan = smallWorld()): Promise<World> {
  return setUp(product.of('api')[0]!.url!, product.adminKey, plan);
}

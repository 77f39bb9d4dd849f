import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { MILLIS_PER_HOUR, MILLIS_PER_MINUTE, MILLIS_PER_SECOND } from '#libs/kernel';
import { initialRules, rulesText } from '#libs/rules';

import { canHaveNodes, type LocalCluster, testCluster } from '../support/local-cluster.js';
import { eventually } from '../support/operator-client.js';
import { rulesAsWritten } from '../support/rules.js';
import { type ContainerProduct, containerProduct } from './container-product.js';

const NODE_JS_IMAGE = 'weir.local/node:1';
const STORAGE_CLASS = 'disks';
const DATA_MIB = 16;
const BLOCK_MIB = 32;
const MBPS = 20;

/** One of each kind in an hour, short, and with time enough for a machine that has much else to do. */
const GRACE = 5 * MILLIS_PER_MINUTE;
const rules = {
  ...initialRules,
  challenge: {
    ...initialRules.challenge, perPoolAndHour: 1, mostVcpus: 1, mostLaneMib: 64, workMillis: 2_000, graceMillis: GRACE,
    possession: { ...initialRules.challenge.possession, perPoolAndHour: 1, mostGib: 1, mostDataMib: DATA_MIB, periods: 2, periodMillis: 20 * MILLIS_PER_SECOND, windowMillis: 20 * MILLIS_PER_SECOND },
    disk: { ...initialRules.challenge.disk, perPoolAndHour: 1, mostGib: 1, blockMib: BLOCK_MIB, rounds: 3, graceMillis: GRACE },
    network: { ...initialRules.challenge.network, perPoolAndHour: 1, mostMbps: MBPS, everyMillis: 10 * MILLIS_PER_SECOND, graceMillis: 10 * MILLIS_PER_SECOND, leastBps: 2_000 },
  },
};

interface Judged {
  outcome: string;
  reason: string;
  kind?: string;
  hostId: string;
  work: { function: string; mib?: number };
  periods?: { outcome: string; proofs: string[] | null }[];
  transfers?: { outcome: string; bytes: number }[];
}

describe.skipIf(!canHaveNodes)('challenges in containers', () => {
  let cluster: LocalCluster;
  let joined: ContainerProduct;
  let disks: string;

  beforeAll(async () => {
    cluster = await testCluster({ kubelet: 'node-0' });
    await cluster.addNodeJsImage(NODE_JS_IMAGE);
    disks = await mkdtemp(join(tmpdir(), 'weir-disks-'));
    await cluster.ask('POST', '/apis/storage.k8s.io/v1/storageclasses', { metadata: { name: STORAGE_CLASS }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-0'] }] }] } };
    for (const name of ['disk-0', 'disk-1']) {
      await mkdir(join(disks, name));
      await cluster.ask('POST', '/api/v1/persistentvolumes', {
        metadata: { name },
        spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain', storageClassName: STORAGE_CLASS, local: { path: join(disks, name) }, nodeAffinity },
      });
    }
    joined = await containerProduct({ kubeconfig: cluster.kubeconfig, names: { operator: 'laptop', site: 'desk', cluster: 'rack' }, env: { WEIR_CHALLENGE_IMAGES: NODE_JS_IMAGE } });
    const { items: [pool] } = await joined.administrator<{ items: { id: string }[] }>('GET', '/v1/admin/pools');
    await joined.administrator('POST', `/v1/admin/pools/${pool!.id}/rates`, { resourceClass: 'STORAGE_GIB', curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000003' } });
    const { items: [rack] } = await joined.operator<{ items: { id: string }[] }>('GET', '/v1/operator/clusters');
    const path = `/v1/operator/clusters/${rack!.id}/discovery`;
    const { discoveredAt: _, failure: __, ...discovery } = await joined.operator<Record<string, unknown>>('GET', path);
    await joined.operator('PUT', path, { ...discovery, storageClasses: [{ storageClass: STORAGE_CLASS, variant: 'ssd', gibPerHost: 2 }], egressMbpsPerHost: MBPS });
  }, 300_000);
  afterAll(async () => {
    await joined?.close();
    await cluster?.down();
    if (disks) await rm(disks, { recursive: true, force: true });
  });

  /** An hour's draws are made at once, by the rules of when it began, and begin at times within it: this one's begins now, as soon as its host is idle. */
  async function beginNow(kind: string): Promise<void> {
    await eventually(async () => {
      const [draw] = await joined.database.query<{ state: string }>(sql`select state from challenge_draws where kind = ${kind} order by hour desc limit 1`);
      if (draw?.state === 'begun') return;
      await joined.database.transaction((tx) => tx.$executeRaw(sql`
        update challenge_draws set state = 'drawn', start_at = ${BigInt(Date.now())} where kind = ${kind} and hour = (select max(hour) from challenge_draws) and state <> 'begun'`));
      throw new Error(`the challenge of ${kind} has not begun: ${draw?.state ?? 'not drawn'}`);
    }, 2 * MILLIS_PER_MINUTE);
  }

  /** Waits for the verdict; when none comes, says what became of its lease. */
  async function judged(path: string, kind: string): Promise<Judged> {
    let found: Judged | undefined;
    await eventually(async () => {
      const { items } = await joined.operator<{ items: Judged[] }>('GET', path);
      found = items.find((one) => (one.kind ?? 'compute') === kind);
      if (!found) throw new Error(`no challenge of the kind ${kind} is judged: ${JSON.stringify(await running())}`);
    }, 2 * GRACE);
    return found!;
  }

  const running = () => joined.database.query(sql`
    select c.kind, l.state from challenges c join leases l on l.id = c.lease_id where c.state = 'running'`);

  test('what a container computes, writes, keeps and sends is right', async () => {
    // What an hour asks for is what the rules of its beginning say: they are as if they had been there then.
    await rulesAsWritten(joined.database, Date.now() - MILLIS_PER_HOUR, rulesText(rules));

    await beginNow('compute');
    expect(await judged('/v1/operator/challenges', 'compute')).toMatchObject({ outcome: 'passed', hostId: joined.hosts[0]!.id, work: { function: 'scrypt', laneMib: 64 } });

    await beginNow('disk');
    expect(await judged('/v1/operator/device-challenges', 'disk')).toMatchObject({ outcome: 'passed', hostId: joined.hosts[0]!.id, work: { function: 'written', blockMib: BLOCK_MIB } });

    await beginNow('possession');
    const { periods, ...kept } = await judged('/v1/operator/device-challenges', 'possession');
    expect(kept).toMatchObject({ outcome: 'passed', hostId: joined.hosts[0]!.id, work: { function: 'written', leaves: DATA_MIB * 256 } });
    expect(periods!.map(({ outcome, proofs }) => [outcome, proofs?.length])).toEqual([['proven', 5], ['proven', 5]]);

    await beginNow('network');
    const { transfers, ...sent } = await judged('/v1/operator/network-challenges', 'network');
    expect(sent).toMatchObject({ outcome: 'passed', hostId: joined.hosts[0]!.id, work: { function: 'sent' } });
    expect(transfers!.at(-1)).toMatchObject({ outcome: 'fast', bytes: sent.work.mib! * 2 ** 20 });

    // On the disks it is, as they were told.
    const written = await Promise.all((await readdir(disks)).map(async (disk) => Promise.all((await readdir(join(disks, disk))).map(async (name) => [name, (await stat(join(disks, disk, name))).size] as const))));
    expect(Object.fromEntries(written.flat())).toEqual({ blocks: BLOCK_MIB * 2 ** 20, data: DATA_MIB * 2 ** 20 });
  });
});

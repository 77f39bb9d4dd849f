import { randomBytes } from 'node:crypto';

import { type World } from '#apps/weir';
import { ManualClock, MILLIS_PER_MINUTE, newId } from '#libs/kernel';
import { recordFirstRules } from '#libs/rules';
import { httpSink, type HttpSink } from '#libs/testing';
import { LogSigner } from '#libs/transparency';
import { signatureHeaders } from '#libs/webhook';

import { wholeProduct, type WholeProduct } from '../../support/whole-product.js';
import { setUpWorld, smallWorld, TOKEN } from '../../support/world.js';
import { operations } from './document.js';
import { type Answer, type Caller, Player, type Request } from './player.js';

const TICK_MILLIS = 50;
const start = Date.UTC(2027, 0, 15, 12);

/** The product, and somebody of each kind who asks it for things. */
export interface Story {
  product: WholeProduct;
  world: World;
  clock: ManualClock;
  sink: HttpSink;
  player: Player;
  /** Cookies of who signed in. */
  session: { cookie: string; csrf: string };
  /** Ids of what later chapters need of earlier ones, by what they are. */
  known: Record<string, string>;
  play: Player['play'];
  ask: Player['ask'];
  /** Moves the clock on, and waits for what follows. */
  later: (millis: number) => Promise<void>;
  /** Waits until the log has all that is, under a signed head. */
  logged: () => Promise<void>;
  close(): Promise<void>;
}

export async function beginStory(): Promise<Story> {
  const clock = new ManualClock(start);
  const sink = await httpSink();
  const logKey = randomBytes(32);
  const paymentSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const product = await wholeProduct(
    {
      simulatedStartMillis: 100, simulatedSampleMillis: 60_000, sweepEveryMillis: 250, settleEveryMillis: 1_000, hostStaleAfterMillis: 10 ** 11, hostLostAfterMillis: 10 ** 11, webhookAllowPrivate: true,
      passwordScryptN: 1_024, rateLimitPerMinute: 1_000_000,
    },
    {},
    { clock, config: { logKey, payment: { url: `${sink.url}payments`, secrets: [paymentSecret] } } },
  );
  await recordFirstRules(product.database, clock.now(), new LogSigner(logKey));
  // Time goes on as it does elsewhere, from a moment that is always the same.
  const timer = setInterval(() => clock.advance(TICK_MILLIS), TICK_MILLIS);
  const world = await setUpWorld({ of: () => [{ url: product.url }], adminKey: product.adminKey }, { ...smallWorld({ operators: 2, hostsEach: 2, tenants: 2 }), pool: { name: 'standard', auctionWindowMillis: 600_000 } });
  const session = { cookie: '', csrf: '' };
  const keyed = (key: string): Caller => () => ({ authorization: `Bearer ${key}` });
  const callers: Record<string, Caller> = {
    anybody: () => ({}),
    administrator: keyed(product.adminKey),
    tenant: keyed(world.tenants[0]!.key),
    'other tenant': keyed(world.tenants[1]!.key),
    operator: keyed(world.operators[0]!.key),
    'other operator': keyed(world.operators[1]!.key),
    person: (_body, method) => ({ ...(session.cookie ? { cookie: session.cookie } : {}), ...(method === 'get' ? {} : { origin: product.url, ...(session.csrf ? { 'x-weir-csrf': session.csrf } : {}) }) }),
    'payment service': (body = '') => signatureHeaders(newId('message'), clock.now(), body, [paymentSecret]),
  };
  const replaced = new Map([[sink.url, 'https://hooks.example.com/'], [product.url, 'https://weir.example.com']]);
  const player = new Player(product.url, operations, callers, replaced);
  const later = async (millis: number): Promise<void> => void (await player.ask('administrator', 'moveClock', { body: { now: clock.now() + millis } }));
  const logged = async (): Promise<void> => {
    // The first head may have been signed before the last leaf was there.
    for (let heads = 0; heads < 2; heads += 1) {
      await later(2 * MILLIS_PER_MINUTE);
      const now = clock.now();
      await player.ask('tenant', 'listLogHeads', { parameters: { limit: 1 } }, ({ items }) => items[0]?.signedAt >= now);
    }
  };
  return {
    product, world, clock, sink, player, session,
    known: { poolId: world.poolId, tenantId: world.tenants[0]!.id, otherTenantId: world.tenants[1]!.id, projectId: world.tenants[0]!.projectId, operatorId: world.operators[0]!.id, clusterId: world.operators[0]!.clusterId, hostId: world.operators[0]!.hostIds[0]! },
    play: (as, operationId, request, expected) => player.play(as, operationId, request, { logged, ...expected }), ask: (...of) => player.ask(...of),
    later,
    logged,
    async close() {
      clearInterval(timer);
      await product.close();
      await sink.close();
    },
  };
}

export { TOKEN };
export type { Answer, Request };

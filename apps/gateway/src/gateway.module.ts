import { type BeforeApplicationShutdown, Inject, Injectable, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { readFile } from 'node:fs/promises';

import { Database, signalChannels, Signals } from '#libs/database';
import { GatewayDataModule, Meters, Presence, readRoutes } from '#libs/gateway';
import { CLOCK, type Clock, Loop, newId, SETTINGS, type Settings } from '#libs/kernel';
import { DriverRegistry, RuntimeModule } from '#libs/runtime';

import { Accountant, WINDOW_MILLIS } from './accountant.js';
import { Gateway } from './gateway.js';
import { type Limits, limits } from './limits.js';
import type { Replica } from './replica.js';
import { RoutingTable } from './routing-table.js';

/** Nest's injection token for a process's `GatewayOptions`. */
export const GATEWAY_OPTIONS = Symbol('GATEWAY_OPTIONS');

export interface GatewayOptions {
  host: string;
  port: number;
  domain: string;
  /** Files, read again every minute: a renewed certificate is taken up without a restart. */
  tls: { cert: string; key: string } | undefined;
  limits?: Partial<Limits>;
}

/** All routes are read so often, besides whenever one is said to have changed. */
const READ_EVERY_MILLIS = 5_000;
/** The most that is lost of what was counted when the process is killed. */
const COUNT_EVERY_MILLIS = 2_000;
const CERTIFICATE_EVERY_MILLIS = 60_000;
/** Changed leases read one by one in a turn; with more, all are read. */
const MOST_AT_ONCE = 100;
const CLOSE_WITHIN_MILLIS = 1_000;

/** A gateway in a process: keeps its routes fresh, its counts kept, and its doors open until the process stops. */
@Injectable()
class GatewayRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('gateway');
  private readonly id = newId('gateway');
  private readonly table: RoutingTable;
  private readonly accountant: Accountant;
  private readonly loops: Loop[];
  private gateway: Gateway | undefined;
  private unsubscribe: () => void = () => undefined;
  private changed = new Set<string>();
  private readAllAt = 0;
  /** Whose last bytes are yet to be kept. */
  private departing: ReadonlySet<Replica> = new Set();

  constructor(
    private readonly database: Database,
    private readonly signals: Signals,
    private readonly meters: Meters,
    private readonly presence: Presence,
    drivers: DriverRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) settings: Settings,
    @Inject(GATEWAY_OPTIONS) private readonly options: GatewayOptions,
  ) {
    this.table = new RoutingTable({ drivers, limits: { ...limits, ...options.limits }, defaultMbps: settings.gatewayEgressMbps });
    this.accountant = new Accountant(clock.now());
    const loop = (everyMillis: number, body: () => Promise<void>) => new Loop({ everyMillis, body, onError: (error) => this.logger.error(error) });
    this.loops = [
      loop(READ_EVERY_MILLIS, () => this.readRoutes()),
      loop(COUNT_EVERY_MILLIS, () => this.keepCounts()),
      ...(options.tls ? [loop(CERTIFICATE_EVERY_MILLIS, async () => this.gateway?.setCertificate(await this.certificate()))] : []),
    ];
  }

  async onApplicationBootstrap(): Promise<void> {
    const { host, port, domain, tls } = this.options;
    await this.readRoutes();
    const gateway = new Gateway({ table: this.table, limits: { ...limits, ...this.options.limits }, domain, ...(tls ? { tls: await this.certificate() } : {}) });
    await gateway.listen(port, host);
    this.gateway = gateway;
    this.unsubscribe = this.signals.on(signalChannels.route, (leaseId) => {
      // An empty payload stands for all that was missed.
      if (leaseId === '' || this.changed.size >= MOST_AT_ONCE) this.readAllAt = 0;
      else this.changed.add(leaseId);
      this.loops[0]!.poke();
    });
    for (const loop of this.loops) loop.start();
  }

  /** Before any connection to the database closes: what was counted is kept. */
  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    await Promise.all(this.loops.map((loop) => loop.stop()));
    await this.gateway?.close(CLOSE_WITHIN_MILLIS);
    await this.keepCounts(true).catch((error: unknown) => this.logger.error(error));
    await this.presence.leave(this.id).catch((error: unknown) => this.logger.error(error));
  }

  private async readRoutes(): Promise<void> {
    const changed = this.changed;
    this.changed = new Set();
    if (performance.now() - this.readAllAt >= READ_EVERY_MILLIS || this.readAllAt === 0) {
      this.table.replaceAll(await readRoutes(this.database));
      this.readAllAt = performance.now();
      return;
    }
    for (const leaseId of changed) this.table.replace(leaseId, (await readRoutes(this.database, leaseId))[0]);
  }

  /** Keeps what was counted where it outlives the process, and makes usage of what is a minute old; of all, at the end. */
  private async keepCounts(last = false): Promise<void> {
    const now = this.clock.now();
    this.table.setGateways(await this.presence.announce(this.id, now));
    const { present, departed } = this.table.takeForCounting();
    const leaving = new Set([...this.departing, ...departed]);
    this.departing = leaving; // until they are kept, should that fail
    const counts = this.accountant.look([...present, ...leaving], now);
    if (!counts) return;
    await this.meters.keep(this.id, counts);
    this.accountant.kept(counts, leaving);
    this.departing = new Set();
    await this.meters.send(this.id, last ? now + 1 : now - WINDOW_MILLIS + 1, now);
  }

  private async certificate(): Promise<{ cert: Buffer; key: Buffer }> {
    const { cert, key } = this.options.tls!;
    return { cert: await readFile(cert), key: await readFile(key) };
  }
}

@Module({ imports: [RuntimeModule, GatewayDataModule], providers: [GatewayRunner] })
export class GatewayModule {}

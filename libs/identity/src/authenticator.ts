import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { Database, signalChannels, Signals, sql } from '#libs/database';
import { CLOCK, type Clock, Loop, type Millis, MILLIS_PER_MINUTE, MILLIS_PER_SECOND, type OwnerType } from '#libs/kernel';

import { hashOf, isSecret } from './secret.js';

/** What is known of a key that is valid. */
export interface AuthenticatedKey {
  id: string;
  ownerType: OwnerType;
  ownerId: string;
  projectId?: string;
  role: string;
  scopes: readonly string[];
  expiresAt?: Millis;
}

/** A key is looked up again after this long (and a sweep), in case the signal that it changed was lost. */
const TRUSTED_MILLIS = 10 * MILLIS_PER_SECOND;
const MOST_REMEMBERED = 10_000;
/** Keys that do not exist are remembered too, apart, so that guesses neither reach the database twice nor push out real keys. */
const MOST_UNKNOWN = 1_000;
const SWEEP_EVERY_MILLIS = MILLIS_PER_SECOND;

interface Remembered {
  key: AuthenticatedKey | undefined;
  hash: string;
  /** By the machine's monotonic clock: this is about staleness, not about rules. */
  until: number;
  /** Since it was last noted. */
  used: boolean;
}

/**
 * Tells whose key a secret is, from memory nearly always: a key is asked of the database once in ten seconds and
 * forgotten at once when it is revoked, in every process. Notes in the background when keys were last used.
 */
@Injectable()
export class Authenticator implements OnApplicationShutdown {
  /** By the secret itself, which every request brings: hashing it again each time would find the same. */
  private readonly known = new Map<string, Remembered>();
  private readonly unknown = new Map<string, Remembered>();
  /** Grows with each forgetting, so that an answer read before it is not remembered after it. */
  private generation = 0;
  /** Keys used since they were last noted, apart from those in memory. */
  private readonly used = new Set<string>();
  /** When each was last noted. */
  private readonly noted = new Map<string, Millis>();
  private readonly sweeping: Loop;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly database: Database,
    signals: Signals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.unsubscribe = signals.on(signalChannels.key, (hash) => this.forget(hash));
    // What fails is noted with the next use.
    this.sweeping = new Loop({ everyMillis: SWEEP_EVERY_MILLIS, body: () => this.sweep(), onError: () => undefined, maxPauseMillis: SWEEP_EVERY_MILLIS });
    this.sweeping.start();
  }

  /**
   * The key, or undefined when there is none, or it is revoked or expired. Answers at once when it can, without a promise.
   * The promise fails with Problem `unavailable` when the database must be asked and cannot be.
   */
  authenticate(secret: string): AuthenticatedKey | undefined | Promise<AuthenticatedKey | undefined> {
    const remembered = this.known.get(secret) ?? this.unknown.get(secret);
    if (remembered) return this.admit(remembered);
    return isSecret(secret) ? this.lookUp(secret) : undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    await this.sweeping.stop();
    await this.sweep().catch(() => undefined);
  }

  private admit(remembered: Remembered): AuthenticatedKey | undefined {
    const { key } = remembered;
    if (key?.expiresAt !== undefined && key.expiresAt <= this.clock.now()) return undefined;
    remembered.used = true;
    return key;
  }

  private async lookUp(secret: string): Promise<AuthenticatedKey | undefined> {
    const { generation } = this;
    const hash = hashOf(secret);
    const [row] = await this.database.query<KeyRow>(sql`
      select id, owner_type, owner_id, project_id, role, scopes, expires_at from api_keys where hash = ${hash} and revoked_at is null`);
    const key = row && keyFrom(row);
    const remembered: Remembered = { key, hash, until: performance.now() + TRUSTED_MILLIS, used: false };
    if (key) this.used.add(key.id);
    if (generation === this.generation) {
      const [memory, most] = key ? [this.known, MOST_REMEMBERED] : [this.unknown, MOST_UNKNOWN];
      if (memory.size >= most) memory.delete(memory.keys().next().value!);
      memory.set(secret, remembered);
    }
    return this.admit(remembered);
  }

  /** Without a hash: some signals may have been missed, so everything. Revocations are rare, so that a search will do. */
  private forget(hash: string): void {
    this.generation += 1;
    for (const memory of [this.known, this.unknown]) {
      if (hash === '') memory.clear();
      else for (const [secret, remembered] of memory) if (remembered.hash === hash) memory.delete(secret);
    }
  }

  /** Forgets what was trusted long enough, and writes when keys were last used: in one statement, each at most once a minute. */
  private async sweep(): Promise<void> {
    const monotonic = performance.now();
    for (const memory of [this.known, this.unknown]) {
      for (const [secret, remembered] of memory) {
        if (remembered.used && remembered.key) this.used.add(remembered.key.id);
        remembered.used = false;
        if (remembered.until <= monotonic) memory.delete(secret);
      }
    }
    const now = this.clock.now();
    const due = [...this.used].filter((id) => Math.abs(now - (this.noted.get(id) ?? -MILLIS_PER_MINUTE)) >= MILLIS_PER_MINUTE);
    this.used.clear();
    if (due.length === 0) return;
    await this.database.transaction((tx) => tx.$executeRaw(sql`
      update api_keys set last_used_at = greatest(last_used_at, ${BigInt(now)})
      where id in (select value from jsonb_array_elements_text(${JSON.stringify(due)}::jsonb))`));
    if (this.noted.size > MOST_REMEMBERED) this.noted.clear();
    for (const id of due) this.noted.set(id, now);
  }
}

interface KeyRow {
  id: string;
  owner_type: OwnerType;
  owner_id: string;
  project_id: string | null;
  role: string;
  scopes: string[];
  expires_at: bigint | null;
}

function keyFrom(row: KeyRow): AuthenticatedKey {
  return {
    id: row.id,
    ownerType: row.owner_type,
    ownerId: row.owner_id,
    projectId: row.project_id ?? undefined,
    role: row.role,
    scopes: row.scopes,
    expiresAt: row.expires_at === null ? undefined : Number(row.expires_at),
  };
}

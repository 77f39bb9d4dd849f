import { PrismaPg } from '@prisma/adapter-pg';
import { type CustomTypesConfig, Pool, type QueryConfig, types } from 'pg';

import { Prisma, PrismaClient } from './generated/client.js';
import { databaseProblems } from './database.errors.js';

/** What statements run in. Every write that belongs together takes the same one. */
export interface Transaction {
  /** Rows of a statement: bigint for int8, Decimal for numeric, plain data for json. */
  $queryRaw<Rows>(statement: Sql): Promise<Rows>;
  /** How many rows a statement changed. */
  $executeRaw(statement: Sql): Promise<number>;
}

/** A transaction with Prisma's models besides: for plain reading and writing of single rows, where speed is no matter. */
export type ModelTransaction = Prisma.TransactionClient;

/** Tagged template for SQL with bound parameters, composable: sql`select ${x}`. */
export const sql = Prisma.sql;
export type Sql = Prisma.Sql;
/** Joins fragments by a separator, a comma by default. */
export const sqlJoin = Prisma.join;
export const sqlEmpty = Prisma.empty;
/** Text that goes into SQL as it is. Never from outside. */
export const sqlRaw = Prisma.raw;

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/name` */
  url: string;
  /** Connections of this process. */
  poolSize: number;
  /** Reports faults of idle connections; they are replaced. */
  onError?: (error: unknown) => void;
}

/** PostgreSQL's codes for a transaction that lost a race and would succeed if run again. */
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const MAX_TRIES = 5;

/** The one connection pool of a process, and the only way to a transaction. */
export class Database {
  readonly client: PrismaClient;
  private readonly pool: Pool;
  private readonly nameOf = statementNames();

  constructor(readonly options: DatabaseOptions) {
    this.pool = new Pool({
      connectionString: options.url,
      max: options.poolSize,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      // Nothing may hold a lock for ever, whatever becomes of this process.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
    });
    const onError = options.onError ?? (() => undefined);
    this.pool.on('error', onError);
    // The pool hears of idle connections only: of one in use, whoever waits on it is told by a refusal. But between two
    // statements nobody waits, and an error that nobody hears ends the process.
    this.pool.on('connect', (connection) => connection.on('error', () => undefined));
    const adapter = new PrismaPg(this.pool, {
      onPoolError: onError,
      onConnectionError: onError,
      statementNameGenerator: this.nameOf,
    });
    this.client = new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 30_000 } });
  }

  /**
   * Runs `body` in one transaction, again when it lost a race (at most five times, so it must have no effects of its
   * own outside the transaction). Read committed: what must not change under it is locked by it.
   * @throws Problem `unavailable` when the database cannot be reached.
   */
  transaction<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.raced(() => this.onPool(body));
  }

  /** The same, with Prisma's models on the transaction. Several times dearer than SQL: not for what every lease does. */
  modelTransaction<T>(body: (tx: ModelTransaction) => Promise<T>): Promise<T> {
    return this.raced(() => this.client.$transaction(body));
  }

  /** Rows of one read-only statement outside any transaction. @throws Problem `unavailable`, as above. */
  async query<Row>(statement: Sql): Promise<Row[]> {
    try {
      return (await this.pool.query(this.prepared(statement))).rows as Row[];
    } catch (error) {
      throw explained(error);
    }
  }

  private async raced<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await againWhereRaceLost(run);
    } catch (error) {
      throw explained(error);
    }
  }

  /** A connection whose rollback failed is not given back: nobody knows what it is in. */
  private async onPool<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await connection.query('begin');
      const result = await body({
        $queryRaw: async <Rows>(statement: Sql) => (await connection.query(this.prepared(statement))).rows as Rows,
        $executeRaw: async (statement: Sql) => (await connection.query(this.prepared(statement))).rowCount ?? 0,
      });
      await connection.query('commit');
      return result;
    } catch (error) {
      await connection.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  private prepared(statement: Sql): QueryConfig {
    const { text } = statement;
    return { name: this.nameOf({ sql: text }), text, values: statement.values.map((value) => (Prisma.Decimal.isDecimal(value) ? value.toFixed() : value)), types: resultTypes };
  }

  /** Whether the database answers; for readiness. */
  async ping(): Promise<void> {
    await this.query(sql`select 1`);
  }

  async close(): Promise<void> {
    await this.client.$disconnect();
    await this.pool.end();
  }
}

const INT8 = 20;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;
const int8Texts = types.getTypeParser(INT8_ARRAY as never) as (text: string) => unknown;

/** Results as Prisma gives them, so that a row is the same whichever way it was read. */
const resultTypes: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return types.getTypeParser(oid, format);
    if (oid === INT8) return BigInt;
    if (oid === NUMERIC) return (text: string) => new Prisma.Decimal(text);
    if (oid === INT8_ARRAY) return (text: string) => (int8Texts(text) as string[]).map(BigInt);
    return types.getTypeParser(oid) as (text: string) => unknown;
  },
};

/** What a read may run on: a transaction, to see its own writes, or the pool. */
export type Reader = Database | Transaction;

/** Rows of one read-only statement, wherever the caller reads from. */
export function rowsOf<Row>(reader: Reader, statement: Sql): Promise<Row[]> {
  return reader instanceof Database ? reader.query<Row>(statement) : reader.$queryRaw<Row[]>(statement);
}

/**
 * Names statements by their text, so that PostgreSQL plans each once a connection. Bounded: lists of varying length
 * must not fill the server with plans.
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql: text }) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= 500) return '';
    const name = `w${names.size}`;
    names.set(text, name);
    return name;
  };
}

/** PostgreSQL's error code, wherever Prisma put it. */
export function postgresCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const known = error as { code?: unknown; meta?: { code?: unknown; driverAdapterError?: { cause?: { originalCode?: unknown } } }; cause?: unknown };
  const deep = known.meta?.driverAdapterError?.cause?.originalCode ?? known.meta?.code;
  if (typeof deep === 'string') return deep;
  if (typeof known.code === 'string' && /^[0-9A-Z]{5}$/.test(known.code)) return known.code;
  if (known.code === 'P2034') return SERIALIZATION_FAILURE;
  if (known.code === 'P2002') return '23505';
  return known.cause ? postgresCode(known.cause) : undefined;
}

/** Runs what is one transaction again where it lost a race, a little later each time: at most five times in all. */
export async function againWhereRaceLost<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === MAX_TRIES || !lostRace(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}

function lostRace(error: unknown): boolean {
  const code = postgresCode(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK;
}

/** Whether an error means that the database was not there, rather than that it refused. */
export function isUnreachable(error: unknown): boolean {
  const code = postgresCode(error);
  if (code && /^(08|57P0|53300|25P03)/.test(code)) return true;
  const kind = (error as { meta?: { driverAdapterError?: { cause?: { kind?: unknown } } } } | undefined)?.meta?.driverAdapterError?.cause?.kind;
  if (typeof kind === 'string' && ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'].includes(kind)) return true;
  const prisma = (error as { code?: unknown } | undefined)?.code;
  if (typeof prisma === 'string' && ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(prisma)) return true;
  // A socket's file that is not there yet, a name that cannot be looked up, a way that is down.
  if ((error as { syscall?: unknown } | undefined)?.syscall === 'connect' || prisma === 'EAI_AGAIN') return true;
  return error instanceof Error && /terminat|ECONNREFUSED|ECONNRESET|not queryable|timeout exceeded when trying to connect/i.test(error.message);
}

function explained(error: unknown): unknown {
  return isUnreachable(error) ? databaseProblems.database_unavailable('The database cannot be reached just now; nothing was changed that was not answered.', { retryAfterSeconds: 1 }) : error;
}

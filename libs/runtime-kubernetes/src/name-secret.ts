import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';

import { Database, sql } from '#libs/database';

import { Names } from './names.js';

const NAME = 'kubernetes-names';
const SECRET_BYTES = 32;

/** The secret that names in clusters are derived from: made once for an installation, since what is named by it is found by it. */
@Injectable()
export class NameSecret {
  private known: Promise<Names> | undefined;

  constructor(private readonly database: Database) {}

  names(): Promise<Names> {
    this.known ??= this.read().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private async read(): Promise<Names> {
    await this.database.client.$executeRaw(sql`
      insert into installation_secrets (name, secret) values (${NAME}, ${randomBytes(SECRET_BYTES).toString('hex')}) on conflict do nothing`);
    const { secret } = await this.database.client.installationSecret.findUniqueOrThrow({ where: { name: NAME } });
    return new Names(secret);
  }
}

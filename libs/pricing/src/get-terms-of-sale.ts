import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { poolByName } from '#libs/inventory';

import { termsOfSale, type TermsOfSale } from './terms-of-sale.js';

/** The ways to buy from a pool, as a tenant sees them. @throws Problem `not_found`. */
export class GetTermsOfSale extends Query<TermsOfSale> {
  constructor(readonly poolName: string) {
    super();
  }
}

@QueryHandler(GetTermsOfSale)
export class GetTermsOfSaleHandler implements IQueryHandler<GetTermsOfSale> {
  constructor(private readonly database: Database) {}

  async execute({ poolName }: GetTermsOfSale): Promise<TermsOfSale> {
    return termsOfSale(this.database, (await poolByName(this.database, poolName)).id);
  }
}

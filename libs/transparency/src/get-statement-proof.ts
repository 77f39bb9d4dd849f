import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems } from '#libs/kernel';
import { type DocumentHead, headText, type Proven, type SignedHead, STATEMENT_FORMAT } from '#libs/verify';

import { selectHeads, selectKeys } from './log.store.js';
import { provenLeaves } from './proven-leaves.js';
import { chargePlaces, type ChargePlace, ratePlaces, statementPlaces } from './statement-leaves.js';
import { transparencyProblems } from './transparency.errors.js';

/** Charges of one document: so many places are held in memory while it is written. */
const MOST_CHARGES = 500_000;
/** Leaves that are read and proven at once. */
const PAGE = 500;

/** The parts of a `StatementDocument`'s text, in order, made as they are asked for. */
export type DocumentText = AsyncIterable<string>;

/**
 * A statement of the tenant with all that it comes from, each leaf proven against the latest head: what `weir verify` takes.
 * @throws Problem `not_found`; `statement_not_logged` until a head is signed that has it; `statement_too_large`.
 */
export class GetStatementProof extends Query<DocumentText> {
  constructor(readonly actor: Actor, readonly statementId: string) {
    super();
  }
}

@QueryHandler(GetStatementProof)
export class GetStatementProofHandler implements IQueryHandler<GetStatementProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, statementId }: GetStatementProof): Promise<DocumentText> {
    requireWhole(actor);
    const places = await statementPlaces(this.database, actor.ownerId, statementId);
    if (!places) throw commonProblems.not_found('No such statement.');
    const [head] = await selectHeads(this.database, { limit: 1 });
    const needed = [places.statement, ...places.lines, ...places.deposits];
    if (!head || !needed.every((index) => index !== null && index < head.size)) {
      throw transparencyProblems.statement_not_logged('The next head of the log has it: within a minute of the statement, where heads are signed.');
    }
    const charges = await chargePlaces(this.database, statementId, MOST_CHARGES + 1);
    if (charges.length > MOST_CHARGES) throw transparencyProblems.statement_too_large(`It has more than ${MOST_CHARGES} charges.`, { extra: { limit: MOST_CHARGES } });
    const rates = await ratePlaces(this.database, statementId);
    return this.write(head, { statement: places.statement!, lines: places.lines as number[], deposits: places.deposits as number[], charges, rates });
  }

  private async *write(head: SignedHead, places: Places): DocumentText {
    const text = new Writer(this.database, head.size);
    yield `{"format":${JSON.stringify(STATEMENT_FORMAT)},"log":${JSON.stringify(await this.documentHead(head))}`;
    for await (const leaf of text.leaves([places.statement])) yield `,"statement":${JSON.stringify(leaf)}`;
    yield* text.list('deposits', places.deposits);
    yield* text.list('rates', places.rates);
    yield ',"lines":[';
    // Read along, so that lines of few charges share a page.
    const charges = text.charges(places.charges);
    let next = await charges.next();
    let number = 0;
    for await (const line of text.leaves(places.lines)) {
      number += 1;
      const texts: string[] = [];
      for (; !next.done && next.value.line === number; next = await charges.next()) texts.push(next.value.text);
      yield `${number === 1 ? '' : ','}{${JSON.stringify(line).slice(1, -1)},"charges":[${texts.join(',')}]}`;
    }
    yield ']}';
  }

  private async documentHead(head: SignedHead): Promise<DocumentHead> {
    const keys = await selectKeys(this.database);
    const publicKey = keys.find(({ id }) => id === head.keyId)!.publicKey;
    return { publicKey, ...head, text: headText(head) };
  }
}

interface Places {
  statement: number;
  lines: number[];
  deposits: number[];
  rates: number[];
  charges: ChargePlace[];
}

/** Reads leaves page by page, and writes them. */
class Writer {
  constructor(private readonly database: Database, private readonly size: number) {}

  async *leaves(places: readonly number[]): AsyncGenerator<Proven> {
    for (let start = 0; start < places.length; start += PAGE) {
      const page = places.slice(start, start + PAGE);
      const proven = await provenLeaves(this.database, page, this.size);
      for (const place of page) yield proven.get(place)!;
    }
  }

  async *list(name: string, places: readonly number[]): DocumentText {
    yield `,${JSON.stringify(name)}:[`;
    let separator = '';
    for await (const leaf of this.leaves(places)) {
      yield separator + JSON.stringify(leaf);
      separator = ',';
    }
    yield ']';
  }

  async *charges(charges: readonly ChargePlace[]): AsyncGenerator<{ line: number; text: string }> {
    for (let start = 0; start < charges.length; start += PAGE) {
      const page = charges.slice(start, start + PAGE);
      const places = page.flatMap(({ index, usageIndex }) => (usageIndex === null ? [index] : [index, usageIndex]));
      const proven = await provenLeaves(this.database, places, this.size);
      for (const { line, index, usageIndex } of page) {
        yield { line, text: JSON.stringify({ ...proven.get(index)!, ...(usageIndex === null ? {} : { usage: proven.get(usageIndex)! }) }) };
      }
    }
  }
}

import type { Contest } from './contest.js';
import { BareLedger, EpochWorld } from './epoch-world.js';
import { benchPostgres } from './servers.js';

const OPERATORS = 1_000;
const BACKERS = 100_000;
/** Postings that the peer sends in a transaction: as many as come of the pools of one. */
const BATCH = 1_000;

/**
 * Closing an epoch of many backers over many operators: earnings flow into stake pools, less the commission, which is minted; idle capacity is paid by the last work; one operator in a hundred is
 * slashed. Nothing is posted for premiums then: they are paid when cover is bought, and unlock by themselves.
 */
export async function* epochContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const worlds: { close(): Promise<void> }[] = [];
  try {
    const many = await EpochWorld.create(postgres.url, { name: 'many', operators: OPERATORS, backers: BACKERS });
    const few = await EpochWorld.create(postgres.url, { name: 'few', operators: OPERATORS, backers: OPERATORS });
    const bare = await BareLedger.create(postgres.url, 'bare');
    worlds.push(many, few, bare);
    const rateOf = async (world: EpochWorld) => {
      await world.passEpoch();
      const { seconds, postings } = await world.closeEpoch();
      return { rate: postings.length / seconds, postings };
    };
    yield {
      name: 'epoch', unit: 'postings/s', target: 0.5,
      peerIs: `the same postings sent to the ledger bare, by as many side by side, ${BATCH} in a transaction: nothing is read, reckoned, recorded or told`,
      ours: async () => (await rateOf(many)).rate,
      peer: async () => {
        const { postings } = await rateOf(many);
        await bare.fund(postings);
        return postings.length / (await bare.post(postings, BATCH));
      },
      close: async () => undefined,
    };
    yield {
      name: 'epoch:backers', unit: 'postings/s', target: 0.9,
      peerIs: `the same epoch with ${OPERATORS} backers, one for each operator: what gains and losses cost does not grow with who backs them`,
      ours: async () => (await rateOf(many)).rate,
      peer: async () => (await rateOf(few)).rate,
      close: async () => undefined,
    };
  } finally {
    for (const world of worlds) await world.close();
    await postgres.stop();
  }
}

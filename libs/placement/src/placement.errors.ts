/** Another scheduler has taken over: what this one planned is void. Not for users; the scheduler starts anew when it may. */
export class Fenced extends Error {
  override name = 'Fenced';

  constructor(readonly poolId: string, readonly fence: bigint) {
    super(`the scheduler of pool ${poolId} with fence ${fence} was taken over from`);
  }
}

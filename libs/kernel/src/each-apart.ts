/**
 * Acts on each in turn; one that fails holds up no other.
 * @param failed what could not be done, after how many of how many: `leases could not be repriced`.
 * @returns what came of each that did not fail. @throws AggregateError of those that failed, after all were tried.
 */
export async function eachApart<T, R>(all: readonly T[], act: (one: T) => Promise<R>, failed: string): Promise<R[]> {
  const results: R[] = [];
  const errors: unknown[] = [];
  for (const one of all) await act(one).then((result) => results.push(result), (error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${all.length} ${failed}`);
  return results;
}

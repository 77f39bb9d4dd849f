/** What a release is judged by: the same cases each time, so that a change passes or fails by what it changes. */
const RELEASE_SEED = 5_001;

/** Of this run's random cases: WEIR_TEST_SEED repeats one; in CI it is always the same; elsewhere each run looks for new ones. */
export function seedOfRun(): number {
  return Number(process.env.WEIR_TEST_SEED ?? (process.env.CI ? RELEASE_SEED : Math.floor(Math.random() * 2 ** 31)));
}

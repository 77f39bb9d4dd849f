/** A moment for people: ISO 8601, UTC. */
export function moment(at: number): string {
  return new Date(at).toISOString();
}

import { type Reader, rowsOf, sql } from '#libs/database';
import { affinitiesOf, type Domain, type LeaseAffinity, type PlacementRequest } from '#libs/lease';
import { type LeaseId } from '#libs/kernel';

/** Where a claim is held, and all that it lies in. Operators that belong together are one. */
export type Place = Readonly<Record<Domain, string>>;

/** Another lease that an ask is to be together with or apart from: it says so, or the other one does of it. */
export interface Neighbour extends Omit<LeaseAffinity, 'leaseId'> {
  leaseId: LeaseId;
  /** Where it has claims, as they are held: also in other pools. */
  places: readonly Place[];
}

/**
 * The neighbours of each request that has some. That two are apart holds for both, whoever asked for it and whoever moves; together is only who asked.
 * Two statements when there are any, else one that an index answers.
 */
export async function neighboursOf(reader: Reader, requests: readonly Pick<PlacementRequest, 'leaseId' | 'projectId' | 'constraints'>[]): Promise<Map<LeaseId, Neighbour[]>> {
  if (requests.length === 0) return new Map();
  const standing = await affinitiesOf(reader, requests.map(({ projectId }) => projectId));
  const asked = requests.flatMap(({ leaseId, constraints }) => (constraints.affinity ?? []).map((one) => ({ ...one, of: leaseId })));
  const mirrored = standing.filter(({ place, strength }) => place === 'apart' && strength === 'required').map((one) => ({ ...one, of: one.leaseId as LeaseId, leaseId: one.of as string }));
  const wanted = new Set(requests.map(({ leaseId }) => leaseId));
  const all = [...asked, ...mirrored].filter(({ of }) => wanted.has(of));
  if (all.length === 0) return new Map();
  const { open, places } = await placesOf(reader, all.map(({ leaseId }) => leaseId));
  const found = new Map<LeaseId, Neighbour[]>();
  for (const { of, leaseId, place, over, strength } of all) {
    if (!open.has(leaseId)) continue;
    found.set(of, [...(found.get(of) ?? []), { leaseId: leaseId as LeaseId, place, over, strength, places: places.get(leaseId) ?? [] }]);
  }
  return found;
}

/** Which of these leases are open, and where they hold claims. */
async function placesOf(reader: Reader, leaseIds: readonly string[]): Promise<{ open: ReadonlySet<string>; places: ReadonlyMap<string, Place[]> }> {
  const rows = await rowsOf<{ id: string } & { [K in keyof Place]: string | null }>(reader, sql`
    select l.id, c.host_id as host, c.site_id as site, coalesce('group:' || o.group_id, c.operator_id) as operator, h.jurisdiction, h.region
    from leases l left join claims c on c.lease_id = l.id and c.state = 'held' left join hosts h on h.id = c.host_id left join operators o on o.id = c.operator_id
    where l.id in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(leaseIds)])}::jsonb)) and l.state not in ('closing', 'closed', 'failed')
    order by l.id, c.host_id`);
  const places = new Map<string, Place[]>();
  for (const { id, ...place } of rows) if (place.host !== null) places.set(id, [...(places.get(id) ?? []), place as Place]); // of a host that is gone no jurisdiction is known, and none is met
  return { open: new Set(rows.map(({ id }) => id)), places };
}

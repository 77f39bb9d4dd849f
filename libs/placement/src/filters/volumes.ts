import { type Filter } from '../filter.js';

/** A replica that has volumes stays where they lie: elsewhere they would be others, and empty. */
export const volumesFilter: Filter = {
  name: 'volumes',
  reason: 'not where its volumes lie',
  concerns: ({ volumesOn }) => volumesOn !== undefined,
  admits({ volumesOn }, host, { snapshot }) {
    return volumesOn === undefined || snapshot.hosts[host]!.id === volumesOn;
  },
};

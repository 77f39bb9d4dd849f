import { type Filter } from '../filter.js';

/** Only hosts that are heard from get new work; what runs on others is left alone. */
export const contactFilter: Filter = {
  name: 'contact',
  reason: 'out of touch, or not heard of yet',
  admits(_wanted, host, { snapshot }) {
    return snapshot.hosts[host]!.contact === 'live';
  },
};

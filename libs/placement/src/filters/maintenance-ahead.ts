import { type Filter } from '../filter.js';

/** What cannot move goes where no maintenance that is announced begins before it is over. */
export const maintenanceAheadFilter: Filter = {
  name: 'maintenance-ahead',
  reason: 'to be in maintenance before this lease, whose volumes stay where they are, is over',
  concerns: ({ ask }) => ask.staysUntil !== undefined,
  admits({ ask: { staysUntil } }, host, { snapshot }) {
    return staysUntil === undefined || snapshot.hosts[host]!.maintenance.every(({ startsAt }) => startsAt >= staysUntil);
  },
};

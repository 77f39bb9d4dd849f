import type { ListsWorld } from './lists-world.js';

/** A list as the console asks for it. */
export interface AskedList {
  name: string;
  as: 'tenant' | 'operator' | 'admin';
  path: string;
}

/** Every list that a page of the console opens, with the query that it sends, and with what people narrow them by. */
export function askedLists({ leaseId, statementId, endpointId, poolId }: ListsWorld): AskedList[] {
  const tenant: Record<string, string> = {
    leases: '/v1/leases?sort=-created&limit=50', 'leases search': '/v1/leases?sort=-created&limit=50&search=job+77', 'leases state': '/v1/leases?sort=-created&limit=50&state=blocked',
    'lease charges': `/v1/leases/${leaseId}/charges?limit=50`, 'lease charges search': `/v1/leases/${leaseId}/charges?limit=50&search=cpu`, 'lease events': `/v1/leases/${leaseId}/events?limit=200`,
    statements: '/v1/statements?limit=50&sort=-startsAt', 'statements search': '/v1/statements?limit=50&sort=-startsAt&search=stm_00', 'statement lines': `/v1/statements/${statementId}?limit=100`,
    wallet: '/v1/wallet/entries?limit=50&sort=-at', 'wallet search': '/v1/wallet/entries?limit=50&sort=-at&search=charge', endpoints: '/v1/webhooks/endpoints?limit=50', 'endpoints search': '/v1/webhooks/endpoints?limit=50&search=example%2F7', attempts: `/v1/webhooks/endpoints/${endpointId}/attempts?limit=25`,
    messages: '/v1/webhooks/messages?limit=25', 'messages state': '/v1/webhooks/messages?limit=25&state=failed', 'messages search': '/v1/webhooks/messages?limit=25&search=lease.act',
    keys: '/v1/keys?limit=50', 'keys search': '/v1/keys?limit=50&search=key+7', members: '/v1/members?limit=50', 'members search': '/v1/members?limit=50&search=person-7',
    projects: '/v1/projects?limit=50', 'projects search': '/v1/projects?limit=50&search=project+7', 'stake pools': '/v1/stake-pools?limit=50&positions=true', 'stake pools search': '/v1/stake-pools?limit=50&positions=true&search=stp_00', 'cover pools': '/v1/cover-pools?limit=50',
  };
  const operator: Record<string, string> = {
    hosts: '/v1/operator/hosts?limit=50', 'hosts search': '/v1/operator/hosts?limit=50&search=host+77', 'hosts map': '/v1/operator/hosts?limit=200', doctor: '/v1/operator/doctor?limit=50',
    earnings: '/v1/operator/earnings?by=hour&limit=200', payouts: '/v1/operator/payouts?limit=25', faults: '/v1/operator/faults?limit=50', slashes: '/v1/operator/slashes?limit=25', 'faults search': '/v1/operator/faults?limit=50&search=lost', 'slashes search': '/v1/operator/slashes?limit=25&search=slh_00',
  };
  const admin: Record<string, string> = {
    pools: '/v1/admin/pools?limit=50', 'pools search': '/v1/admin/pools?limit=50&search=pool-1', audit: `/v1/admin/audit?limit=10&subjectId=${poolId}`, 'audit search': `/v1/admin/audit?limit=10&subjectId=${poolId}&search=updated`, rates: `/v1/admin/pools/${poolId}/rates?limit=50`, 'rates search': `/v1/admin/pools/${poolId}/rates?limit=50&search=cpu`, breakers: '/v1/admin/breakers?limit=50', 'breakers search': '/v1/admin/breakers?limit=50&search=too+much', 'held usage': '/v1/admin/held-usage?limit=50&state=open',
    'all faults': '/v1/admin/faults?limit=25', 'all slashes': '/v1/admin/slashes?limit=50', 'all faults search': '/v1/admin/faults?limit=25&search=lost+contact', 'all slashes search': '/v1/admin/slashes?limit=50&search=lost+contact',
  };
  return Object.entries({ tenant, operator, admin }).flatMap(([as, lists]) => Object.entries(lists).map(([name, path]) => ({ name, as: as as AskedList['as'], path })));
}

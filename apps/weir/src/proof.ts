import { type IdKind, isId, type Millis, MILLIS_PER_HOUR } from '#libs/kernel';
import type { VerifyExit } from '#libs/verify';

import { accessAs, type Role } from './api-access.js';
import { type Config, ConfigurationError } from './config.js';
import { checkDownload, type CheckDownloadOptions } from './verify.js';

export interface ProofOptions extends CheckDownloadOptions {
  as?: Role;
  operator?: string;
  hour?: Millis;
  upTo?: Millis;
  blinded?: boolean;
}

type Asked = 'hour' | 'upTo' | 'blinded';

interface Proof {
  /** By role, where it is; `{id}` and `{hour}` are filled in. The first is who is asked as, unless somebody else is named. */
  paths: Partial<Record<Role, string>>;
  /** What of the options it knows. */
  asks?: readonly Asked[];
}

const exit: Proof = { paths: { tenant: '/v1/exits/{id}/proof', operator: '/v1/operator/exits/{id}/proof', administrator: '/v1/admin/exits/{id}/proof' } };
const diversified: Proof = { paths: { tenant: '/v1/diversified-pool/round-proof' }, asks: ['upTo'] };

/** What can be proven, by what it is an id of. */
export const proofs: Partial<Record<IdKind, Proof>> = {
  statement: { paths: { tenant: '/v1/statements/{id}/proof' } },
  lease: { paths: { tenant: '/v1/leases/{id}/placement-proof' } },
  cover: { paths: { tenant: '/v1/covers/{id}/proof', administrator: '/v1/admin/covers/{id}/proof' } },
  stakePool: { paths: { tenant: '/v1/stake-pools/{id}/inflow-proof', operator: '/v1/operator/stake-pool/inflow-proof' }, asks: ['upTo'] },
  stakeExit: exit,
  coverExit: exit,
  diversifiedExit: exit,
  diversifiedPool: diversified,
  slash: { paths: { operator: '/v1/operator/slashes/{id}/proof', administrator: '/v1/admin/slashes/{id}/proof' }, asks: ['blinded'] },
  challenge: { paths: { operator: '/v1/operator/challenges/{id}/proof', administrator: '/v1/admin/challenges/{id}/proof' }, asks: ['blinded'] },
  payout: { paths: { operator: '/v1/operator/payouts/{id}/proof', administrator: '/v1/admin/payouts/{id}/proof' } },
  pool: { paths: { operator: '/v1/operator/rewards/{id}/{hour}/proof', administrator: '/v1/admin/pools/{id}/rewards/{hour}/proof' }, asks: ['hour', 'blinded'] },
};

/** Downloads a proof and checks it. @returns the exit code of `weir verify`. @throws CommandFailed, ConfigurationError. */
export async function prove(config: Config, what: string, { as, operator, hour, upTo, blinded, ...options }: ProofOptions): Promise<VerifyExit> {
  const { role, path } = proofOf(what, { as: operator === undefined ? as : 'operator', hour, upTo, blinded });
  const { open } = await accessAs(config, { as: role, operator });
  return checkDownload(open, path, options);
}

/** Whom to ask as, and for what. @throws ConfigurationError for what cannot be proven, or not to that role, or not so. */
export function proofOf(what: string, { as, ...asked }: Pick<ProofOptions, 'as' | Asked>): { role: Role; path: string } {
  const { paths, asks = [] } = proofNamed(what);
  const role = as ?? (Object.keys(paths)[0] as Role);
  const path = paths[role];
  if (path === undefined) throw new ConfigurationError(`${what} is proven to ${Object.keys(paths).join(' or ')}; --as is ${role}`);
  const unknown = (Object.keys(optionNames) as Asked[]).find((option) => asked[option] !== undefined && !asks.includes(option));
  if (unknown !== undefined) throw new ConfigurationError(`${optionNames[unknown]} says nothing of ${what}`);
  if (asks.includes('hour') && asked.hour === undefined) throw new ConfigurationError(`--hour says of which hour the rewards of ${what} are to be proven`);
  const hour = asked.hour === undefined ? '' : String(asked.hour - (asked.hour % MILLIS_PER_HOUR));
  const query = new URLSearchParams({ ...(asked.upTo !== undefined && { upTo: String(asked.upTo) }), ...(asked.blinded && { blinded: 'true' }) });
  return { role, path: path.replace('{id}', what).replace('{hour}', hour) + (query.size > 0 ? `?${query.toString()}` : '') };
}

const optionNames: Record<Asked, string> = { hour: '--hour', upTo: '--up-to', blinded: '--blinded' };

function proofNamed(what: string): Proof {
  if (what === 'diversified') return diversified;
  const kind = (Object.keys(proofs) as IdKind[]).find((one) => isId(one, what));
  if (kind === undefined) throw new ConfigurationError(`weir proof takes the id of what can be proven (see weir proof --help); it is ${JSON.stringify(what)}`);
  return proofs[kind]!;
}

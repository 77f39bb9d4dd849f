import type { ReactNode } from 'react';

import { Choice } from './parts/choice.js';
import { type Role, roleKey, type Session, switchRole } from './session.js';

const kindNames = { tenant: 'tenant', operator: 'operator', backer: 'backer', admin: 'administrator' } as const;

/** Chooses what one acts as, where an account is several things. */
export function RoleSwitch({ session, role }: { session: Session; role: Role }): ReactNode {
  const choose = (key: string): void => {
    const chosen = session.roles.find((role) => roleKey(role) === key);
    if (chosen) switchRole(chosen);
  };
  return <Choice label="Acting as" isLabelHidden value={roleKey(role)} options={session.roles.map((role) => ({ id: roleKey(role), label: `${role.name} · ${kindNames[role.kind]}` }))} onChange={choose} />;
}

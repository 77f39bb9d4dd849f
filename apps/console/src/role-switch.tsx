import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Choice } from './parts/choice.js';
import { homeOf, type Role, roleKey, type Session, switchRole } from './session.js';

const kindNames = { tenant: 'Tenant', operator: 'Operator', backer: 'Backer', admin: 'Administrator' } as const;

/** Chooses what one acts as, where an account is several things. */
export function RoleSwitch({ session, role }: { session: Session; role: Role }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const choose = async (key: string): Promise<void> => {
    const chosen = session.roles.find((role) => roleKey(role) === key);
    if (!chosen) return;
    switchRole(queries, session, chosen);
    await navigate({ to: homeOf[chosen.kind] });
  };
  return (
    <Choice
      label="Acting as"
      isLabelHidden
      value={roleKey(role)}
      options={session.roles.map((role) => ({ id: roleKey(role), label: role.name, detail: kindNames[role.kind] }))}
      onChange={(key) => void choose(key)}
    />
  );
}

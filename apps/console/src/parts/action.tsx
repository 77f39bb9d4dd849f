import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components/Button';

export interface ActionProps extends Omit<ButtonProps, 'className' | 'children' | 'isPending'> {
  kind?: 'main' | 'plain' | 'danger' | 'quiet';
  /** What it does is under way: pressed again it does nothing, but keeps the focus. */
  isPending?: boolean;
  children: ReactNode;
}

/** A button. `main` is the one thing that a view is for. React Aria's own `isPending` is not used: it announces by the id of a button that may be gone by then. */
export function Action({ kind = 'plain', isPending, onPress, type, ...props }: ActionProps): ReactNode {
  return <Button {...props} type={isPending ? 'button' : type} onPress={isPending ? undefined : onPress} className={`action ${kind} ${isPending ? 'pending' : ''}`} />;
}

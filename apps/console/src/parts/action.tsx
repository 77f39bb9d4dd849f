import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components/Button';

export interface ActionProps extends Omit<ButtonProps, 'className' | 'children'> {
  kind?: 'main' | 'plain' | 'danger' | 'quiet';
  children: ReactNode;
}

/** A button. `main` is the one thing that a view is for. */
export function Action({ kind = 'plain', ...props }: ActionProps): ReactNode {
  return <Button {...props} className={`action ${kind}`} />;
}

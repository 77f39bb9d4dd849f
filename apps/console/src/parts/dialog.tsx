import { useMutation } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { Action, type ActionProps } from './action.js';
import { Refusal } from './problem.js';

const AskDialog = lazy(async () => ({ default: (await import('./ask-dialog.js')).AskDialog }));

export interface AskProps {
  /** On the button that opens it, and unless told otherwise on the one that does it. */
  label: string;
  title: string;
  doLabel?: string;
  kind?: ActionProps['kind'];
  isDanger?: boolean;
  /** Fields, or what will happen. */
  children?: ReactNode;
  isDisabled?: boolean;
  /** Does it; the dialog closes when it is done, unless it gives `again` since there is a step more, and says why when it is refused. */
  onDo: () => Promise<unknown>;
  /** Shown instead of closing, when there is something to be read once. */
  after?: () => ReactNode;
  onOpen?: () => void;
}

/** A button that asks before it does something, with the fields that it needs. Escape leaves everything as it was. A page has many such buttons, and opens with none of their dialogs. */
export function Ask({ label, kind, isDanger, isDisabled, onOpen, ...dialog }: AskProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    onOpen?.();
    setOpen(true);
  };
  return (
    <>
      <Action kind={kind ?? (isDanger ? 'danger' : 'plain')} isDisabled={isDisabled} aria-expanded={isOpen} onPress={open}>{label}</Action>
      {isOpen && <Suspense><AskDialog {...dialog} label={label} isDanger={isDanger} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}

export interface DoProps extends Pick<ActionProps, 'kind' | 'isDisabled' | 'children' | 'aria-label'> {
  onDo: () => Promise<unknown>;
}

/** A button that does something at once, and says so when it is refused. */
export function Do({ onDo, kind, ...props }: DoProps): ReactNode {
  const doing = useMutation({ mutationFn: onDo });
  return <><Action {...props} kind={kind} isPending={doing.isPending} onPress={() => doing.mutate()} /><Refusal error={doing.error} /></>;
}

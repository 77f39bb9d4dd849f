import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Form } from 'react-aria-components/Form';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

import { Action, type ActionProps } from './action.js';
import { Refusal, useFieldErrors } from './problem.js';

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

/** What a field was refused for goes as soon as it is corrected: if it went when the field is left, the button below would move away from under who presses it. */
const noErrors = {};

/** A button that asks before it does something, with the fields that it needs. Escape leaves everything as it was. */
export function Ask({ label, title, doLabel, kind, isDanger, children, isDisabled, onDo, after, onOpen }: AskProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [isCorrected, setCorrected] = useState(false);
  const doing = useMutation({ mutationFn: onDo, onSuccess: (result) => after || result === 'again' || setOpen(false), onError: () => setCorrected(false) });
  const errors = useFieldErrors(doing.error);
  const change = (open: boolean): void => {
    if (open) onOpen?.();
    doing.reset();
    setOpen(open);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={change}>
      <Action kind={kind ?? (isDanger ? 'danger' : 'plain')} isDisabled={isDisabled}>{label}</Action>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            <Heading slot="title">{title}</Heading>
            {after && doing.isSuccess ? <><div className="body">{after()}</div><div className="buttons"><Action kind="main" slot="close">Done</Action></div></> : (
              <Form validationErrors={isCorrected ? noErrors : errors} onSubmit={(event) => { event.preventDefault(); doing.mutate(); }}>
                <div className="body" onInput={() => setCorrected(true)}>{children}</div>
                <Refusal error={doing.error} />
                <div className="buttons">
                  <Action slot="close">Cancel</Action>
                  <Action type="submit" kind={isDanger ? 'danger' : 'main'} isPending={doing.isPending}>{doLabel ?? label}</Action>
                </div>
              </Form>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
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

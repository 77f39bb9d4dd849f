import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Form } from 'react-aria-components/Form';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

import { Action } from './action.js';
import type { AskProps } from './dialog.js';
import { Refusal, useFieldErrors } from './problem.js';

/** What a field was refused for goes as soon as it is corrected: if it went when the field is left, the button below would move away from under who presses it. */
const noErrors = {};

type AskDialogProps = Pick<AskProps, 'label' | 'title' | 'doLabel' | 'isDanger' | 'children' | 'onDo' | 'after'> & { onClose: () => void };

/** What `Ask` opens. It is gone when it is closed, and with it what it was refused. */
export function AskDialog({ label, title, doLabel, isDanger, children, onDo, after, onClose }: AskDialogProps): ReactNode {
  const [isCorrected, setCorrected] = useState(false);
  const doing = useMutation({ mutationFn: onDo, onSuccess: (result) => after || result === 'again' || onClose(), onError: () => setCorrected(false) });
  const errors = useFieldErrors(doing.error);
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
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
  );
}

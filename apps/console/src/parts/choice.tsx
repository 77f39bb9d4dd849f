import { lazy, type ReactNode, Suspense } from 'react';

const ChoiceSelect = lazy(async () => ({ default: (await import('./choice-select.js')).ChoiceSelect }));

export interface ChoiceProps {
  label: string;
  /** Reads the label aloud, but draws none. */
  isLabelHidden?: boolean;
  name?: string;
  hint?: ReactNode;
  options: readonly { id: string; label: string; detail?: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** One of a few. Most stand in dialogs, and are not there when their page opens: until their code is, this looks the same. */
export function Choice(props: ChoiceProps): ReactNode {
  return <Suspense fallback={<Still {...props} />}><ChoiceSelect {...props} /></Suspense>;
}

function Still({ label, isLabelHidden, hint, options, value }: ChoiceProps): ReactNode {
  return (
    <div className="field choice">
      {!isLabelHidden && <span className="react-aria-Label">{label}</span>}
      <span className="action plain chooser">{options.find(({ id }) => id === value)?.label ?? 'Choose'}<span aria-hidden="true" className="caret" /></span>
      {hint && <span slot="description">{hint}</span>}
    </div>
  );
}

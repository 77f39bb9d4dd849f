import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField, type TextFieldProps } from 'react-aria-components/TextField';

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  label: string;
  /** What to write, beside the label for those who cannot see it as well. */
  hint?: ReactNode;
  placeholder?: string;
  /** Behind the input, such as a unit. */
  unit?: string;
  rows?: number;
  autoComplete?: string;
}

/** A field with its label, hint and error. Name it by the JSON pointer of what it sets, and the API's refusals appear at it. */
export function Field({ label, hint, placeholder, unit, rows, ...props }: FieldProps): ReactNode {
  return (
    <TextField {...props} className="field">
      <Label>{label}</Label>
      <span className="input">
        {rows ? <TextArea rows={rows} placeholder={placeholder} spellCheck={false} /> : <Input placeholder={placeholder} spellCheck={false} />}
        {unit && <span className="unit" aria-hidden="true">{unit}</span>}
      </span>
      {hint && <Text slot="description">{hint}</Text>}
      <FieldError />
    </TextField>
  );
}

export interface ChecksProps {
  label: string;
  name?: string;
  hint?: ReactNode;
  options: readonly { id: string; label: ReactNode }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Any number of a few. */
export function Checks({ label, name, hint, options, value, onChange }: ChecksProps): ReactNode {
  return (
    <CheckboxGroup className="field checks" name={name} value={[...value]} onChange={onChange}>
      <Label>{label}</Label>
      <div className="choices">{options.map(({ id, label }) => <Check key={id} value={id}>{label}</Check>)}</div>
      {hint && <Text slot="description">{hint}</Text>}
      <FieldError />
    </CheckboxGroup>
  );
}

export interface CheckProps {
  children: ReactNode;
  value?: string;
  isSelected?: boolean;
  onChange?: (selected: boolean) => void;
}

export function Check({ children, ...props }: CheckProps): ReactNode {
  return (
    <AriaCheckbox {...props} className="check">
      <span className="box" aria-hidden="true" />
      <span>{children}</span>
    </AriaCheckbox>
  );
}

import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';

import type { ChoiceProps } from './choice.js';

/** What `Choice` is, once its code is there. */
export function ChoiceSelect({ label, isLabelHidden, name, hint, options, value, onChange }: ChoiceProps): ReactNode {
  return (
    <Select className="field choice" name={name} aria-label={isLabelHidden ? label : undefined} value={value} onChange={(key) => onChange(String(key))} placeholder="Choose">
      {!isLabelHidden && <Label>{label}</Label>}
      <Button className="action plain chooser">
        <SelectValue />
        <span aria-hidden="true" className="caret" />
      </Button>
      {hint && <Text slot="description">{hint}</Text>}
      <FieldError />
      <Popover className="popover">
        <ListBox items={options} className="options">
          {({ id, label, detail }) => (
            <ListBoxItem id={id} textValue={label} className="option">
              <Text slot="label">{label}</Text>
              {detail && <Text slot="description">{detail}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

import { type ReactNode, useDeferredValue, useState } from 'react';

import { Field } from './fields.js';

interface Searched {
  /** What to ask the server for; nothing when nothing is looked for. */
  search: string | undefined;
  /** Where it is typed. */
  field: ReactNode;
}

/** A field above a list that the server searches. `placeholder`: by what. */
export function useSearched(label: string, placeholder: string): Searched {
  const [written, write] = useState('');
  const search = useDeferredValue(written.trim()) || undefined;
  return { search, field: <div className="filters"><Field label={label} type="search" value={written} onChange={write} placeholder={placeholder} /></div> };
}

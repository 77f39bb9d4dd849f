import type { components } from '@weir/client';
import type { ReactNode } from 'react';

import { className, duration, HOURS_PER_MONTH, percentOfBps, pricedPer, words } from '../format.js';
import { Action } from '../parts/action.js';
import { State, Tokens } from '../parts/layout.js';
import { Refusal } from '../parts/problem.js';

type Quote = components['schemas']['Quote'];
type Alternative = components['schemas']['Alternative'];

export interface QuotePanelProps {
  quote: Quote | undefined;
  /** The form says something else by now. */
  isOld: boolean;
  error: unknown;
  onChange: (change: Alternative['change']) => void;
}

/** What it would cost, whether there is room, and if there is not, why and what would help. */
export function QuotePanel({ quote, isOld, error, onChange }: QuotePanelProps): ReactNode {
  if (error) return <Refusal error={error} />;
  if (!quote) return <p className="waiting">Fill in what is needed, and the price appears.</p>;
  return (
    <div className="quote" aria-busy={isOld} aria-live="polite" data-quote={isOld ? 'old' : 'current'}>
      <p className="price"><Tokens of={quote.nanoTokensPerHour} isRough per="h" /></p>
      <p className="quiet-text">tokens; <Tokens of={(BigInt(quote.nanoTokensPerHour) * HOURS_PER_MONTH).toString()} isRough /> a month{quote.paidAheadNanoTokens && <>; <Tokens of={quote.paidAheadNanoTokens} isRough /> paid ahead</>}</p>
      <p><State of={quote.feasible ? 'yes' : 'blocked'} text={quote.feasible ? 'Fits now' : 'No room now'} /> {!quote.feasible && <span>{waitText(quote)}</span>}</p>
      {quote.blocked && <WhyBlocked blocked={quote.blocked} />}
      <table className="list" aria-label="Unit prices">
        <thead><tr><th scope="col">Class</th><th scope="col" className="number">Unit price</th></tr></thead>
        <tbody>{quote.prices.map(({ resourceClass, variant, nanoTokensPerUnitHour }) => <tr key={resourceClass + variant}><th scope="row">{className(resourceClass, variant)}</th><td data-title="Unit price" className="number"><Tokens of={nanoTokensPerUnitHour} per={pricedPer(resourceClass)} /></td></tr>)}</tbody>
      </table>
      <Alternatives of={quote.alternatives} onChange={onChange} />
    </div>
  );
}

export function WhyBlocked({ blocked }: { blocked: components['schemas']['Blocked'] }): ReactNode {
  return (
    <div className="note warn">
      <ul>
        {blocked.reasons.map(({ filter, reason, hosts }) => <li key={filter + reason}>{reason} <span className="quiet-text">({filter}: {hosts === 'none' ? 'no host' : `${hosts} hosts`})</span></li>)}
      </ul>
      {blocked.relaxations && blocked.relaxations.length > 0 && <><p>It would fit without:</p><ul>{blocked.relaxations.map((text) => <li key={text}>{words(text).toLowerCase()}</li>)}</ul></>}
    </div>
  );
}

export function Alternatives({ of, onChange }: { of: readonly Alternative[]; onChange?: (change: Alternative['change']) => void }): ReactNode {
  if (of.length === 0) return null;
  return (
    <div>
      <h3>What else there is</h3>
      {of.map((offer) => (
        <div className="offer" key={offer.about + offer.nanoTokensPerHour + JSON.stringify(offer.change)}>
          <span>{words(offer.about)}</span>
          <span className="quiet-text"><Tokens of={offer.nanoTokensPerHour} isRough per="h" />, {offer.differenceBps === 0 ? 'the same price' : `${percentOfBps(Math.abs(offer.differenceBps))} ${offer.differenceBps < 0 ? 'less' : 'more'}`}; {waitText(offer)}</span>
          {onChange && <Action onPress={() => onChange(offer.change)}>Take this</Action>}
        </div>
      ))}
    </div>
  );
}

/** When there will be room, and how that is known. */
export function waitText({ expectedWaitMillis, waitBasis }: { expectedWaitMillis: number | null; waitBasis: Quote['waitBasis'] }): string {
  if (waitBasis === 'now') return 'fits now';
  return expectedWaitMillis === null ? 'nobody can say when' : `expected in ${duration(expectedWaitMillis)}`;
}

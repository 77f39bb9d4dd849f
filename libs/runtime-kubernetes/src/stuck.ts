import type { Millis } from '#libs/kernel';

import type { Kept } from './kept.js';

const STUCK_AFTER_MILLIS = 300_000;
const MAX_REMEMBERED = 10_000;

/** Reports, once each, objects whose removal does not come to an end, with what holds them. */
export function reportStuck(report: (text: string) => void): (among: Iterable<Kept>, now: Millis) => void {
  const reported = new Set<string>();
  return (among, now) => {
    for (const { kind, namespace, name, uid, deletingSince, finalizers } of among) {
      if (deletingSince === undefined || now - deletingSince < STUCK_AFTER_MILLIS || reported.has(uid)) continue;
      if (reported.size >= MAX_REMEMBERED) reported.clear();
      reported.add(uid);
      const held = finalizers.length > 0 ? `held by ${finalizers.join(', ')}` : 'with nothing that holds it';
      report(`${kind} ${namespace ? `${namespace}/` : ''}${name} has been on its way out since ${new Date(deletingSince).toISOString()}, ${held}`);
    }
  };
}

import { type Dispatch, type SetStateAction, useEffect, useState, useSyncExternalStore } from 'react';

/** The code that this page runs: its name holds a hash of all that is loaded after it. None where it is served from source. */
const running = document.querySelector<HTMLScriptElement>('script[type="module"][src*="/console/assets/"]')?.src;
const ENTRY = /<script type="module"[^>]*\ssrc="([^"]+)"/;

const hearers = new Set<() => void>();
let isOld = false;

/** Asks whether another version is served than the one that runs here; from then on everybody is told. What is unreachable is no new version. */
export async function isOutdated(): Promise<boolean> {
  if (isOld || running === undefined) return isOld;
  try {
    const response = await fetch('/console/', { headers: { accept: 'text/html' }, cache: 'no-cache' });
    const [, served] = ENTRY.exec(response.ok ? await response.text() : '') ?? [];
    isOld = served !== undefined && new URL(served, location.href).href !== running;
  } catch {
    return false;
  }
  if (isOld) for (const tell of hearers) tell();
  return isOld;
}

/** Code of the version before is gone from the server as soon as the next is there: then there is something to tell. */
export function watchForNewVersion(): void {
  addEventListener('vite:preloadError', () => void isOutdated());
}

/** Whether a newer version is served. */
export function useIsOutdated(): boolean {
  return useSyncExternalStore((tell) => {
    hearers.add(tell);
    return () => void hearers.delete(tell);
  }, () => isOld);
}

/** Whether this is what browsers say of code that they could not get. */
export const isOfCode = (error: unknown): boolean => error instanceof Error && /(imported|importing a) module|code of this page|preload CSS/i.test(error.message);

const TYPED = 'weir.typed';
const typed = new Map<string, object>();
const kept = takeKept();

/** Loads this page anew; what was typed into its forms is there again afterwards. */
export function reload(): void {
  try {
    sessionStorage.setItem(TYPED, JSON.stringify({ path: location.pathname, typed: Object.fromEntries(typed) }));
  } catch {
    // Storage may be forbidden; who reloads knows it.
  }
  location.reload();
}

const OPENED = 'weir.opened-anew';
const AGAIN_MILLIS = 600_000;

/** Opens this address anew by itself, unless it just did: where two versions are served by turns that would go on for ever. */
export function openAnewOnce(): boolean {
  try {
    const [path, at] = (sessionStorage.getItem(OPENED) ?? '').split(' ');
    if (path === location.pathname && Date.now() - Number(at) < AGAIN_MILLIS) return false;
    sessionStorage.setItem(OPENED, `${location.pathname} ${Date.now()}`);
  } catch {
    return false;
  }
  location.reload();
  return true;
}

function takeKept(): Map<string, object> {
  try {
    const text = sessionStorage.getItem(TYPED);
    sessionStorage.removeItem(TYPED);
    const { path, typed } = JSON.parse(text ?? '{}') as { path?: string; typed?: Record<string, object> };
    return new Map(path === location.pathname ? Object.entries(typed ?? {}) : []);
  } catch {
    return new Map();
  }
}

/** State of a form, which `reload` keeps, in this tab and until it is loaded: a secret of somebody's cluster does not belong into it. */
export function useTyped<T extends object>(form: string, initial: T): [T, Dispatch<SetStateAction<T>>] {
  // A newer version may have further fields.
  const [value, set] = useState<T>(() => (kept.has(form) ? { ...initial, ...kept.get(form) } : initial));
  useEffect(() => {
    if (value !== initial) typed.set(form, value);
    return () => void typed.delete(form);
  }, [form, value, initial]);
  // Once it was left, it begins afresh.
  useEffect(() => () => void kept.delete(form), [form]);
  return [value, set];
}

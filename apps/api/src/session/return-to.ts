/** Stands for whatever origin we are served at, which what is returned to must not leave. */
const HERE = 'https://here.invalid';

/** Where a browser goes after signing in: a path of ours as it was asked for, or undefined for what leads elsewhere, or might in some browser. */
export function ownPath(asked: string): string | undefined {
  // Browsers read backslashes as slashes, and drop tabs and line ends.
  if (!/^\/[\u0021-\u007e]*$/.test(asked) || asked.includes('\\') || asked.startsWith('//')) return undefined;
  if (!URL.canParse(asked, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(asked, HERE);
  if (origin !== HERE || pathname.startsWith('//')) return undefined;
  return `${pathname}${search}${hash}`;
}

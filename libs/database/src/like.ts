/** For `ilike`: what begins with a text, whatever is in it. */
export function likeBeginning(text: string): string {
  return `${likeExactly(text)}%`;
}

/** The text itself, whatever is in it: Prisma's `contains` and `startsWith` take its signs for those of `like`. */
export function likeExactly(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

/** What holds it anywhere. */
export function likeContaining(text: string): string {
  return `%${likeBeginning(text)}`;
}

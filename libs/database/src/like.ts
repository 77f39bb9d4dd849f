/** For `ilike`: what begins with a text, whatever is in it. */
export function likeBeginning(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** What holds it anywhere. */
export function likeContaining(text: string): string {
  return `%${likeBeginning(text)}`;
}

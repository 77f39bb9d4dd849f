import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const form = /^[A-Za-z0-9_-]{43}$/;

/** What a browser holds of a session: 256 random bits. */
export function newSessionSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of one; says nothing about whether there is such a session. */
export function isSessionSecret(text: string): boolean {
  return form.test(text);
}

/** What is stored of it. */
export function sessionHashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** What pages of ours send beside the cookie: it follows from the secret, which other origins' pages cannot read, and cannot be turned back. */
export function csrfTokenOf(secret: string): string {
  return hash('sha256', `csrf ${secret}`, 'base64url');
}

export function isCsrfToken(secret: string, given: string): boolean {
  const [wanted, found] = [csrfTokenOf(secret), given].map((text) => Buffer.from(text));
  return wanted!.length === found!.length && timingSafeEqual(wanted!, found!);
}

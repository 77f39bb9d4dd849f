import { hash, randomBytes } from 'node:crypto';

import type { OwnerType } from '#libs/kernel';

const marks: Readonly<Record<OwnerType, string>> = { tenant: 'ten', operator: 'opr', platform: 'adm' };

/** So much of a key may be shown again, for people to tell keys apart: the mark and 24 of its 256 random bits. */
const SHOWN = 'weir_xxx_'.length + 4;

const form = /^weir_(?:ten|opr|adm)_[A-Za-z0-9_-]{43}$/;

export interface Secret {
  /** What the holder sends. Never stored. */
  secret: string;
  prefix: string;
  hash: string;
}

/** A new API key: 256 random bits behind a readable mark, such as `weir_ten_…`. */
export function newSecret(ownerType: OwnerType): Secret {
  return secretFrom(`weir_${marks[ownerType]}_${randomBytes(32).toString('base64url')}`);
}

/** What is stored of a key. */
export function secretFrom(secret: string): Secret {
  return { secret, prefix: secret.slice(0, SHOWN), hash: hashOf(secret) };
}

/** Whether a text has the form of a key; says nothing about whether there is such a key. */
export function isSecret(text: string): boolean {
  return form.test(text);
}

/** SHA-256 is enough: a key is random already, so that there is nothing to guess or to slow down. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

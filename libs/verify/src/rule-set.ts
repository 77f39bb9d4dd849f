import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { canonicalText, type Plain } from './canonical.js';
import { isSignedBy, publicKeyOf } from './head.js';

/** A version of the rules, as it is published. */
export interface PublishedRules {
  version: number;
  /** Milliseconds since 1970. */
  activeFrom: number;
  rules: Plain;
}

export interface RulesSignature {
  /** Base 64. */
  publicKey: string;
  /** Ed25519 over `ruleSetText`, base 64. */
  signature: string;
}

const FORMAT = 'weir-rule-set';

/** SHA-256 of the rules' canonical text, in hexadecimal digits. */
export function rulesDigest(rules: Plain): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalText(rules))));
}

/** What is signed of a version: one thing a line. */
export function ruleSetText({ version, activeFrom, rules }: PublishedRules): string {
  return `${FORMAT}\n${version}\n${activeFrom}\n${rulesDigest(rules)}\n`;
}

/** Whether the key that it names signed the version. Whether that is the platform's key is for whoever asks to know. */
export function isSignedRuleSet(published: PublishedRules, { publicKey, signature }: RulesSignature): boolean {
  const key = publicKeyOf(publicKey);
  return key !== undefined && isSignedBy(key, ruleSetText(published), signature);
}

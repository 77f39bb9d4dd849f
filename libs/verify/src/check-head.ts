import type { DocumentHead, Finding } from './document.js';
import { headText, isSignedBy, keyIdOf, publicKeyOf } from './head.js';

export interface HeadCheck {
  findings: Finding[];
  /** What the signature vouches for, as well as it can be told: proofs are checked against it whatever was changed beside it. */
  size: number;
  root: string;
}

/** Checks who signed the head, and that it says what was signed. `trusted` is a public key in base 64, got elsewhere. */
export function checkHead(log: DocumentHead, trusted?: string): HeadCheck {
  const findings: Finding[] = [];
  const wrong = (field: string, detail: string) => findings.push({ pointer: `/log/${field}`, detail });
  const key = publicKeyOf(log.publicKey);
  const signs = (text: string) => key !== undefined && isSignedBy(key, text, log.signature);
  const said = headText(log);

  if (trusted !== undefined && trusted !== log.publicKey) wrong('publicKey', 'is not the key that you trust');
  if (!key) wrong('publicKey', 'is not an Ed25519 public key');
  else if (keyIdOf(key) !== log.keyId) wrong(signs(log.text) || signs(said) ? 'keyId' : 'publicKey', 'and the other name of the key do not belong together');
  if (findings.length > 0 || (said === log.text && signs(said))) return { findings, size: log.size, root: log.root };

  if (said === log.text) wrong('signature', 'is not that of this head');
  else if (signs(said)) wrong('text', 'is not what was signed');
  else if (signs(log.text)) return changedFields(log);
  else wrong('text', 'and what the head says differ, and neither was signed');
  return { findings, size: log.size, root: log.root };
}

/** The text was signed, and the fields say something else. */
function changedFields(log: DocumentHead): HeadCheck {
  const [, size, root, signedAt] = log.text.split('\n');
  const signed = { size: Number(size), root: root ?? '', signedAt: Number(signedAt) };
  const findings = (['size', 'root', 'signedAt'] as const).flatMap((field) =>
    (signed[field] === log[field] ? [] : [{ pointer: `/log/${field}`, detail: `is not what was signed: that is ${signed[field]}` }]));
  return { findings, size: signed.size, root: signed.root };
}

export { canonicalText, type Plain } from './canonical.js';
export { bytesOf, type Head, headText, isSignedBy, keyIdOf, publicKeyOf, rootOf, type SignedHead } from './head.js';

import { assert } from '#libs/kernel';

import { mulDivCeil, mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { WAD } from '../scale.js';

/** What one whole share (10^18) of a basket is made of. Source: Set Protocol's BasicIssuanceModule. */
export interface Component {
  id: string;
  unit: bigint;
}

/** What must be brought for so many shares: of each component unit × quantity ÷ 10^18, rounded up. */
export function componentsToIssue(components: readonly Component[], quantity: bigint): Map<string, bigint> {
  allow(quantity > 0n, 'nothing_asked', 'A quantity is above nothing.', '/quantity');
  return new Map(components.map(({ id, unit }) => [id, mulDivCeil(unit, quantity, WAD)]));
}

/** What so many shares are redeemed for, rounded down. @throws Problem for more than the holder has. */
export function componentsToRedeem(components: readonly Component[], quantity: bigint, balance: bigint): Map<string, bigint> {
  allow(quantity > 0n, 'nothing_asked', 'A quantity is above nothing.', '/quantity');
  allow(quantity <= balance, 'exceeds_shares', `There are ${balance}.`, '/quantity');
  return new Map(components.map(({ id, unit }) => [id, mulDivFloor(unit, quantity, WAD)]));
}

/** Shares minted so that their holder owns just the part f of all: f × S ÷ (10^18 − f), rounded down; of them the protocol's part, rounded down. Source: Set's StreamingFeeModule. */
export function streamingFee(supply: bigint, feeWad: bigint, protocolWad: bigint): { manager: bigint; protocol: bigint } {
  assert(feeWad >= 0n && feeWad < WAD && protocolWad >= 0n && protocolWad <= WAD, 'a fee is a part');
  const minted = mulDivFloor(supply, feeWad, WAD - feeWad);
  const protocol = mulDivFloor(minted, protocolWad, WAD);
  return { manager: minted - protocol, protocol };
}

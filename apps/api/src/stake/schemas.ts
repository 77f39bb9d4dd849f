import { z } from 'zod';

import { foundQuery, idSchema, millisSchema, nameSchema, nanoTokensSchema, nanoTokensView, page, queryBoolean } from '../platform/index.js';

const moreThanNothing = nanoTokensSchema.refine((amount) => amount > 0n, 'Too small: expected more than nothing');

export const bondInput = z.strictObject({ amount: moreThanNothing }).meta({ id: 'BondRequest' });

export const bondView = z
  .object({
    operatorId: idSchema('operator'),
    bonded: nanoTokensView.meta({ description: 'Stands behind the capacity that you offer.' }),
    required: nanoTokensView.meta({ description: 'What all that you offer needs by the rules in force. With less, as large a part of each of your hosts is on offer as is bonded of this.' }),
    inUse: nanoTokensView.meta({ description: 'What capacity that claims hold needs: so much stays bonded.' }),
    unbonding: z
      .array(z.object({ id: idSchema('unbonding'), amount: nanoTokensView, askedAt: millisSchema, releasesAt: millisSchema, rulesVersion: z.int().min(0) }))
      .meta({ description: 'On its way out, and at stake until it is released.' }),
    heldBack: z.boolean().meta({ description: 'A slash is in evidence: nothing is released until that is over.' }),
    rulesVersion: z.int().min(0).meta({ description: 'The version of the rules in force.' }),
  })
  .meta({ id: 'Bond' });

export const creditInput = z
  .strictObject({ amount: moreThanNothing, reference: nameSchema.meta({ description: "The payer's own. The same deposit sent again with it changes nothing." }) })
  .meta({ id: 'OperatorDepositRequest' });
export const creditView = z
  .object({ id: idSchema('transfer'), operatorId: idSchema('operator'), amount: nanoTokensView, reference: z.string(), at: millisSchema })
  .meta({ id: 'OperatorDeposit' });

const bps = (most: number, description: string) => z.int().min(0).max(most).meta({ description: `${description}, in basis points.` });
export const stakeTerms = z
  .strictObject({
    earningsBps: bps(10_000, 'So much of what the capacity earns flows into the pool'),
    commissionBps: bps(9_999, 'So much of that is the commission, minted as shares'),
  })
  .meta({ id: 'StakeTerms' });
const shares = z.string().regex(/^\d+$/).meta({ description: 'Shares, as a decimal string.', examples: ['1500000000'] });
const someShares = nanoTokensSchema.refine((amount) => amount > 0n, 'Too small: expected more than nothing').meta({ description: 'Shares, as a decimal string.', examples: ['1500000000'] });

export const positionView = z
  .object({
    poolId: idSchema('stakePool'), shares, worth: nanoTokensView.meta({ description: 'What the shares would be redeemed for now.' }),
    heldBack: z.boolean().meta({ description: 'A loss is in evidence that may fall on the pool: nobody is paid until that is over, at the price of then.' }),
    exits: z
      .array(z.object({ id: idSchema('stakeExit'), shares, amount: nanoTokensView.meta({ description: 'What they were worth when asked: you get that or what they are worth at the end, whichever is less.' }), askedAt: millisSchema, dueAt: millisSchema, rulesVersion: z.int().min(0), stopped: z.boolean().meta({ description: 'A person looks at it before it is paid: more left than the rules allow at once.' }) }))
      .meta({ description: 'Shares on their way out.' }),
  })
  .meta({ id: 'StakePosition' });

export const stakePoolView = z
  .object({
    id: idSchema('stakePool'),
    terms: stakeTerms,
    next: stakeTerms.extend({ from: millisSchema }).nullable().meta({ description: 'Terms that are worse for you, and from when.' }),
    assets: nanoTokensView, shares,
    pricePerShareWad: z.string().regex(/^\d+$/).meta({ description: 'What 10^18 shares are worth, in nano-tokens.' }),
    owed: nanoTokensView.meta({ description: 'What the operator owes the pool of its earnings: it had spent them.' }),
    halted: z.boolean().meta({ description: 'It lost all that it had; nobody can back it any more.' }),
    createdAt: millisSchema,
    position: positionView.optional().meta({ description: 'What you have there, where you asked for it by `positions=true`.' }),
  })
  .meta({ id: 'StakePool', description: 'What backs an operator. Gains rise into the price of its shares over time; losses lower it at once.' });
export const stakePoolPage = page(stakePoolView, 'StakePoolPage');
export const stakePoolPosition = z.string().max(64);
export const stakePoolQuery = foundQuery('The beginning of an id', 'stp_4k9d').extend({ positions: queryBoolean.optional().meta({ description: 'Whether to say what you have in each.' }) });

export const stakeInput = z.strictObject({ amount: moreThanNothing }).meta({ id: 'StakeRequest' });
export const exitInput = z.strictObject({ shares: someShares }).meta({ id: 'StakeExitRequest' });
export const shareTransferInput = z.strictObject({ tenantId: idSchema('tenant'), shares: someShares }).meta({ id: 'ShareTransferRequest' });

export const diversifiedPoolView = z
  .object({
    assets: nanoTokensView.meta({ description: 'In hand, and what all that it holds would be paid now.' }), shares,
    pricePerShareWad: z.string().regex(/^\d+$/).meta({ description: 'What 10^18 shares are worth, in nano-tokens.' }),
    cash: nanoTokensView.meta({ description: 'In hand: behind nobody.' }),
    owed: nanoTokensView.meta({ description: 'What those who leave wait for.' }),
    heldBack: z.boolean().meta({ description: 'A loss is in evidence that may fall on something it has: nobody is paid until that is over, at the price of then.' }),
    holdings: z
      .array(z.object({ poolId: idSchema('stakePool'), worth: nanoTokensView, leaving: nanoTokensView.meta({ description: 'On its way out, and at stake until it is paid.' }) }))
      .meta({ description: 'What is in each stake pool.' }),
    roundAt: millisSchema.nullable().meta({ description: 'When what it has was divided last.' }),
    nextRoundAt: millisSchema.nullable().meta({ description: 'And is next, at the earliest.' }),
    rulesVersion: z.int().min(0).meta({ description: 'The version of the rules in force.' }),
  })
  .meta({ id: 'DiversifiedPool', description: 'Backs many operators, under caps.' });
export const diversifiedPositionView = z
  .object({
    shares, worth: nanoTokensView.meta({ description: 'What the shares would be redeemed for now.' }),
    heldBack: z.boolean().meta({ description: 'A loss is in evidence that may fall on the pool: nobody is paid until that is over, at the price of then.' }),
    exits: z
      .array(z.object({ id: idSchema('diversifiedExit'), shares, amount: nanoTokensView.meta({ description: 'What they were worth when asked: you get that or what they are worth at the end, whichever is less.' }), askedAt: millisSchema, dueAt: millisSchema, rulesVersion: z.int().min(0), stopped: z.boolean().meta({ description: 'A person looks at it before it is paid: more left than the rules allow at once.' }) }))
      .meta({ description: 'Shares on their way out.' }),
  })
  .meta({ id: 'DiversifiedPosition' });

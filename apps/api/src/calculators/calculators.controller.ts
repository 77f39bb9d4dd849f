import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { AssertionFailed, defineProblems } from '#libs/kernel';

import { Answers, OwnedBy, Refuses } from '../platform/index.js';
import { bondCalculators } from './bond.js';
import { type Calculator, pascal, toPlain } from './calculator.js';
import { priceCurveCalculators } from './price-curve.js';
import { proofCalculators } from './proof.js';
import { sharePoolCalculators } from './share-pool.js';
import { basketCalculators, buyoutCalculators, quorumCalculators, splitCalculators } from './split.js';
import { streamCalculators } from './stream.js';
import { voteCalculators } from './vote.js';

const problems = defineProblems({
  impossible_state: { kind: 'impossible', title: 'No such state' },
});

/** Every operation that can be asked for: its path, what it takes and gives, and the pure function behind it. */
export const calculators: readonly Calculator[] = [
  ...sharePoolCalculators, ...priceCurveCalculators, ...streamCalculators, ...bondCalculators, ...voteCalculators, ...proofCalculators, ...splitCalculators, ...basketCalculators, ...buyoutCalculators, ...quorumCalculators,
];

/** The mathematics of pools with a state of the caller's own: reads nothing, changes nothing, so that anybody with a key can check a number. One handler for each row of the table. */
@Controller('v1/calculators')
@ApiTags('calculators')
export class CalculatorsController {}

for (const calculator of calculators) addRoute(CalculatorsController.prototype, calculator);

/** What the decorators of a method would do, for a row of the table. */
function addRoute(prototype: object, calculator: Calculator): void {
  const { primitive, operation, summary, input, output } = calculator;
  const name = `calculate${pascal(primitive)}${pascal(operation)}`;
  // Under its own name, by which the document finds what it takes.
  const { [name]: value } = { [name]: (question: never) => calculate(calculator, question) };
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  Reflect.defineMetadata('design:paramtypes', [Object], prototype, name);
  Body({ schema: input })(prototype, name, 0);
  const decorators: readonly MethodDecorator[] = [
    Post(`${primitive}/${operation}`), ApiOperation({ operationId: name, summary }), Answers(200, output, { description: 'The result.' }), Refuses('rule_refused', 'impossible_state'), OwnedBy('tenant', 'operator', 'platform'),
  ];
  for (const decorate of decorators) decorate(prototype, name, descriptor);
}

/** @throws Problem when a rule refuses what is asked, or no pool could be in such a state: the functions assert what holds in ours, and here whoever asks makes the state up. */
function calculate({ run }: Calculator, question: never): unknown {
  try {
    return toPlain(run(question));
  } catch (error) {
    if (error instanceof AssertionFailed || error instanceof RangeError) throw problems.impossible_state(`${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`, { pointer: '' });
    throw error;
  }
}

import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { CLOCK, type Clock, defineProblems, ManualClock } from '#libs/kernel';

import { Answers, millisSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const clockProblems = defineProblems({
  clock_is_real: { kind: 'conflict', title: 'The clock is real' },
  clock_goes_forward: { kind: 'conflict', title: 'The clock only goes forward' },
});

const clockView = z.object({ now: millisSchema, simulated: z.boolean() }).meta({ id: 'Clock' });
const clockMove = z.strictObject({ now: millisSchema }).meta({ id: 'ClockMove', examples: [{ now: 1_800_000_000_000 }] });

/** The time the product goes by. In a simulation an administrator moves it; months then pass in minutes. */
@Controller('v1/admin/clock')
@ApiTags('administration')
@OwnedBy('platform')
export class ClockController {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Get()
  @Scopes('admin')
  @Answers(200, clockView, { description: 'What time it is, and whether time is simulated.' })
  getClock(): z.infer<typeof clockView> {
    return { now: this.clock.now(), simulated: this.clock instanceof ManualClock };
  }

  @Post()
  @Scopes('admin')
  @Answers(200, clockView, { description: 'The new time, after what follows from it is done: leases that ended are closed and charged.' })
  @Refuses('clock_is_real', 'clock_goes_forward')
  async moveClock(@Body({ schema: clockMove }) { now }: z.infer<typeof clockMove>): Promise<z.infer<typeof clockView>> {
    if (!(this.clock instanceof ManualClock)) throw clockProblems.clock_is_real('Time is real here; WEIR_SIMULATED_CLOCK starts the product with a simulated clock.');
    if (now < this.clock.now()) throw clockProblems.clock_goes_forward(`It is ${this.clock.now()} already.`, { pointer: '/now', extra: { now: this.clock.now() } });
    this.clock.jump(now);
    await this.clock.followed();
    return this.getClock();
  }
}

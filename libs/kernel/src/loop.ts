/**
 * Runs a body again and again: after each poke, and at the latest every `everyMillis`. Pokes that come while it runs
 * are one further run. An error is reported and followed by a growing, jittered, bounded pause.
 */
export class Loop {
  private running = false;
  private poked = false;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly options: {
      everyMillis: number;
      body: () => Promise<void>;
      onError: (error: unknown) => void;
      /** The longest pause after repeated failures. */
      maxPauseMillis?: number;
    },
  ) {}

  start(): void {
    this.stopped = false;
    this.poke();
  }

  /** Asks for a run soon. Cheap; may be called from anywhere, any number of times. */
  poke(): void {
    if (this.stopped) return;
    if (this.running) {
      this.poked = true;
      return;
    }
    if (this.failures > 0) return; // the pause after a failure stands
    this.schedule(0);
  }

  /** Lets a run under way finish, and starts no other. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  private schedule(inMillis: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.turn = this.run();
    }, inMillis);
  }

  private async run(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    this.poked = false;
    try {
      await this.options.body();
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.options.onError(error);
    } finally {
      this.running = false;
    }
    if (this.stopped) return;
    this.schedule(this.failures > 0 ? this.pause() : this.poked ? 0 : this.options.everyMillis);
  }

  private pause(): number {
    const ceiling = Math.min(this.options.maxPauseMillis ?? 5_000, 50 * 2 ** Math.min(this.failures, 12));
    return ceiling / 2 + (Math.random() * ceiling) / 2;
  }
}

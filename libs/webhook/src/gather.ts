/**
 * Does one thing for many callers at once: while one run is under way, whatever is asked for gathers for the next. A
 * caller waits for two runs at the most, and a run costs all of them as much as one.
 */
export class Gather<Asked, Answer> {
  private waiting: { asked: Asked; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  private isRunning = false;

  /** `run` answers in the order of what was asked; when it throws, so does every call that it was for. At most `most` at once. */
  constructor(private readonly most: number, private readonly run: (asked: Asked[]) => Promise<Answer[]>) {}

  ask(asked: Asked): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ asked, resolve, reject });
      if (!this.isRunning) void this.runAll();
    });
  }

  private async runAll(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) {
      // What came at the same time comes along.
      await new Promise((resolve) => setImmediate(resolve));
      const taken = this.waiting.splice(0, this.most);
      try {
        const answers = await this.run(taken.map(({ asked }) => asked));
        for (const [index, { resolve }] of taken.entries()) resolve(answers[index]!);
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    this.isRunning = false;
  }
}

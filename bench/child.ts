import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a side of a benchmark can be asked, by name. */
export type Tasks = Record<string, (input: never) => Promise<unknown>>;

interface Question {
  id: number;
  task: string;
  input: unknown;
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** A side of a benchmark in a process of its own, so that neither side pays for the other's heap. */
export class Child<T extends Tasks> {
  private readonly waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  private asked = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ id, result, error }: Answer) => {
      if (error === undefined) this.waiting.get(id)?.resolve(result);
      else this.waiting.get(id)?.reject(new Error(error));
      this.waiting.delete(id);
    });
    child.once('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`a side of the benchmark exited with ${code}`));
    });
  }

  /** @param file beside this one. */
  static start<T extends Tasks>(file: string, args: readonly string[] = []): Child<T> {
    return new Child<T>(fork(join(import.meta.dirname, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: ['--enable-source-maps', '--expose-gc'] }));
  }

  /** @throws Error with what went wrong there */
  ask<N extends keyof T & string>(task: N, input: Parameters<T[N]>[0]): Promise<Awaited<ReturnType<T[N]>>> {
    this.asked += 1;
    const id = this.asked;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.child.send({ id, task, input } satisfies Question);
    return answer as Promise<Awaited<ReturnType<T[N]>>>;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

/** Answers what the parent asks, until it ends. */
export function answer(tasks: Tasks): void {
  process.on('message', ({ id, task, input }: Question) => {
    void tasks[task]!(input as never).then(
      (result) => process.send!({ id, result } satisfies Answer),
      (error: unknown) => process.send!({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Answer),
    );
  });
  process.once('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
}

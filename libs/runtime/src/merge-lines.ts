import type { Millis } from '#libs/kernel';

/** A line, and which replica wrote it. */
export interface ReplicaLine {
  replica: number;
  at: Millis;
  text: string;
}

type Source = AsyncIterator<ReplicaLine>;

interface Head {
  source: Source;
  line: ReplicaLine;
}

/** Lines of several replicas in order of time, each replica's being so already. Holds one line of each, and closes all of them however it ends. */
export async function* mergeInTime(sources: readonly Source[]): AsyncGenerator<ReplicaLine> {
  const heads: Head[] = [];
  const pull = async (source: Source): Promise<void> => {
    const { done, value } = await source.next();
    if (!done) heads.push({ source, line: value });
  };
  try {
    await Promise.all(sources.map(pull));
    while (heads.length > 0) {
      const first = heads.reduce((best, head) => (isBefore(head.line, best.line) ? head : best));
      heads.splice(heads.indexOf(first), 1);
      yield first.line;
      await pull(first.source);
    }
  } finally {
    await closeAll(sources);
  }
}

function isBefore(a: ReplicaLine, b: ReplicaLine): boolean {
  return a.at === b.at ? a.replica < b.replica : a.at < b.at;
}

/** Lines of several replicas as they come. Holds one line of each, so that none is ahead of who reads, and closes all of them however it ends. */
export async function* mergeAsTheyCome(sources: readonly Source[]): AsyncGenerator<ReplicaLine> {
  const pending = new Map(sources.map((source) => [source, next(source)]));
  try {
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      pending.delete(source);
      if (result.done) continue;
      pending.set(source, next(source)); // behind the others, so that one that never pauses does not silence them
      yield result.value;
    }
  } finally {
    for (const waiting of pending.values()) waiting.catch(() => undefined);
    await closeAll(sources);
  }
}

async function next(source: Source): Promise<{ source: Source; result: IteratorResult<ReplicaLine> }> {
  return { source, result: await source.next() };
}

/** Whoever reads is gone: what closing says is nobody's concern. A source that waits ends by its signal. */
async function closeAll(sources: readonly Source[]): Promise<void> {
  for (const source of sources) void source.return?.().catch(() => undefined);
}

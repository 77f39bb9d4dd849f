import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface TraceHost {
  name: string;
  cpuMillis: number;
  memoryMib: number;
  gpus: number;
  model: string;
}

export interface TraceTask {
  name: string;
  cpuMillis: number;
  memoryMib: number;
  gpus: number;
  /** Of one GPU; 1000 when it takes whole ones. */
  milliPerGpu: number;
  /** Allowed models; empty: any. */
  models: string[];
  /** Milliseconds since the trace began. */
  arrivesAt: number;
  durationMillis: number;
}

const folder = join(import.meta.dirname, import.meta.dirname.includes('/dist/') ? '../../../bench/trace/openb' : 'openb');

/** Plain CSV without quotes, as the trace is; names columns by its first line. */
async function rows(file: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await readFile(join(folder, file), 'utf8')).trim().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

export async function traceHosts(): Promise<TraceHost[]> {
  return (await rows('hosts.csv')).map((row) => ({
    name: row.sn!,
    cpuMillis: Number(row.cpu_milli),
    memoryMib: Number(row.memory_mib),
    gpus: Number(row.gpu),
    model: row.model!,
  }));
}

/** The workload's tasks in order of arrival. */
export async function traceTasks(workload: string): Promise<TraceTask[]> {
  const tasks = (await rows(`${workload}.csv`)).map((row) => ({
    name: row.name!,
    cpuMillis: Number(row.cpu_milli),
    memoryMib: Number(row.memory_mib),
    gpus: Number(row.num_gpu),
    milliPerGpu: Number(row.gpu_milli),
    models: (row.gpu_spec ?? '').split('|').filter(Boolean),
    arrivesAt: Number(row.creation_time) * 1_000,
    durationMillis: Math.max(1, Number(row.deletion_time) - Number(row.creation_time)) * 1_000,
  }));
  return tasks.toSorted((a, b) => a.arrivesAt - b.arrivesAt || (a.name < b.name ? -1 : 1));
}

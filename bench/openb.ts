import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
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

/** What a published policy allocated of all GPUs, in %, when 100 % and 130 % of them had been asked for. */
export interface Published {
  variant: string;
  policy: string;
  at100: number;
  at130: number;
}

/** The files that come with the sources. */
export const openbFolder = join(import.meta.dirname, import.meta.dirname.includes('/dist/') ? '../../bench/data/openb' : 'data/openb');

const TASKS = /^openb_pod_list_(.+)\.csv$/;

/** Plain CSV without quotes, as the trace is; names columns by its first line. */
async function rows(folder: string, file: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await readFile(join(folder, file), 'utf8')).trim().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

export async function traceHosts(folder = openbFolder): Promise<TraceHost[]> {
  return (await rows(folder, 'openb_node_list_gpu_node.csv')).map((row) => ({
    name: row.sn!,
    cpuMillis: Number(row.cpu_milli),
    memoryMib: Number(row.memory_mib),
    gpus: Number(row.gpu),
    model: row.model!,
  }));
}

/** The workload's tasks in order of arrival. */
export async function traceTasks(workload: string, folder = openbFolder): Promise<TraceTask[]> {
  const tasks = (await rows(folder, `openb_pod_list_${workload}.csv`)).map((row) => ({
    name: row.name!,
    cpuMillis: Number(row.cpu_milli),
    memoryMib: Number(row.memory_mib),
    gpus: Number(row.num_gpu),
    milliPerGpu: Number(row.gpu_milli),
    models: [...new Set((row.gpu_spec ?? '').split('|').filter(Boolean))],
    arrivesAt: Number(row.creation_time) * 1_000,
    durationMillis: Math.max(1, Number(row.deletion_time) - Number(row.creation_time)) * 1_000,
  }));
  return tasks.toSorted((a, b) => a.arrivesAt - b.arrivesAt || (a.name < b.name ? -1 : 1));
}

/** The workloads that a folder has, in order of their names. */
export async function workloadsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).flatMap((file) => TASKS.exec(file)?.[1] ?? []).toSorted();
}

export async function publishedIn(folder: string): Promise<Published[]> {
  return (await rows(folder, 'published_allocation.csv')).map((row) => ({
    variant: row.workload!.replace('openb_pod_list_', ''),
    policy: row.policy!.replace(/^\d+-/, ''),
    at100: Number(row.alloc100_mean),
    at130: Number(row.alloc130_mean),
  }));
}

/** What can be reached at 130 %, by workload, as far as the folder says. */
export async function boundsIn(folder: string): Promise<Map<string, number>> {
  if (!existsSync(join(folder, 'bounds.csv'))) return new Map();
  return new Map((await rows(folder, 'bounds.csv')).map((row) => [row.workload!.replace('openb_pod_list_', ''), Number(row.alloc130_bound)]));
}

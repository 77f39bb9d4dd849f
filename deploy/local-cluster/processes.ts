import { execFile, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Starts a process that outlives us, with its output in a file of its folder. @returns its id. */
export function startDetached(folder: string, name: string, command: string, args: readonly string[], env: Record<string, string> = {}): number {
  const log = openSync(join(folder, `${name}.log`), 'a');
  // What it runs for is in its environment, so that it is found again by whoever cleans up, even without our notes.
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env, WEIR_LOCAL_CLUSTER: folder } });
  child.on('error', () => undefined);
  if (child.pid === undefined) throw new Error(`cannot run ${command}`);
  child.unref();
  return child.pid;
}

/** Every process that was started for a cluster's folder, itself or by what was started: containers' shims too. */
export async function processesOf(folder: string): Promise<number[]> {
  const marks = [`WEIR_LOCAL_CLUSTER=${folder}`, `${folder}/`];
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!pid || pid === process.pid) continue;
    const [environment, line] = await Promise.all(['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')));
    if (environment!.split('\0').includes(marks[0]!) || (/containerd|kubelet/.test(line!) && line!.includes(marks[1]!))) found.push(pid);
  }
  return found;
}

/** Ends processes at once. Waits until they are gone, five seconds at the most. */
export async function killAll(pids: readonly number[], signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  signalAll(pids, signal);
  for (let tries = 0; tries < 50 && pids.some(isAlive); tries += 1) await sleep(100);
}

/** Sends each of them a signal. Those that are gone need none. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
  }
}

/** A process that ended and that nobody waited for yet is not alive. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Runs a command to its end; gives nothing when it fails. */
export async function attempt(command: string, args: readonly string[]): Promise<string | undefined> {
  return run(command, args, { maxBuffer: 64 * 1_024 * 1_024 }).then(({ stdout }) => stdout, () => undefined);
}

/** Runs a command to its end. @throws Error with what it said. */
export async function must(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<string> {
  return (await run(command, args, { ...options, maxBuffer: 64 * 1_024 * 1_024 })).stdout;
}

/** Waits until something is so. @throws Error naming what, and the end of a log. */
export async function until(what: string, isSo: () => Promise<boolean>, { withinMillis, log }: { withinMillis: number; log?: string }): Promise<void> {
  const end = Date.now() + withinMillis;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    if (Date.now() > end) {
      const said = log ? await readFile(log, 'utf8').catch(() => '') : '';
      throw new Error(`${what}: not within ${withinMillis} ms\n${said.slice(-2_000)}`);
    }
    await sleep(150);
  }
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '../../node_modules/.cache');

/** Why nothing of Python can be installed here; undefined where it can. */
export function withoutPython(): string | undefined {
  const { status, error } = spawnSync('python3', ['-c', 'import venv, ensurepip'], { encoding: 'utf8' });
  return status === 0 ? undefined : `python3 with venv is needed (Debian's python3-venv)${error ? `: ${error.message}` : ''}`;
}

/**
 * A virtual environment with some packages, made when it is asked for first. @returns the folder of its programs.
 * @param has one of those programs: when it is there, so is all else. @throws Error with what pip said.
 */
export function pythonEnvironment(name: string, packages: readonly string[], has: string): string {
  const folder = join(cache, name);
  const programs = join(folder, 'bin');
  if (existsSync(join(programs, has))) return programs;
  must('python3', ['-m', 'venv', folder]);
  must(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  return programs;
}

function must(command: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr || error?.message}`);
}

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fence of a page: `sh` is run, `text` behind it is what that prints, `ts FILE` is saved. `sh first-terminal` runs until Ctrl-C beside the others. */
export interface Fence {
  language: string;
  /** Of `sh` and `text` the terminal, of `ts` the file; empty: the terminal in which the reader goes on. */
  where: string;
  text: string;
  /** Where it stands, for whoever mends the page. */
  line: number;
}

/** What stands otherwise in the page than here: ports that are free on this machine. */
export type Replaced = Readonly<Record<string, string>>;

const PLAYED = /^(sh|text|ts)$/;
const STEP_MILLIS = 300_000;

/** Every fence of a page. @throws Error for one that nobody would play, which a reader would take for true all the same. */
export async function fencesOf(file: string): Promise<Fence[]> {
  const page = await readFile(file, 'utf8');
  const fences = [...page.matchAll(/^```(\S*)[ ]?(.*)\n([^]*?)^```$/gm)].map(([, language, where, text], number, all): Fence => ({ language: language!, where: where!, text: text!, line: page.slice(0, all[number]!.index).split('\n').length }));
  for (const { language, line } of fences) if (!PLAYED.test(language)) throw new Error(`${file}:${line}: a fence of a start is sh, text or ts, and is played; it is ${language || 'nothing'}`);
  return fences;
}

/** Somebody at a keyboard who types what pages say: in a shell of their own, and in further terminals where a page says so. */
export class Reader {
  private readonly terminals = new Map<string, Terminal>();

  private constructor(private readonly folder: string, private readonly shell: ChildProcess, private readonly log: string, private readonly replaced: Replaced) {}

  /** @param environment all that the shells know. */
  static async sitDown(cwd: string, environment: Record<string, string>, replaced: Replaced): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'weir-reader-'));
    const log = join(folder, 'log');
    await writeFile(log, '');
    const shell = spawn('bash', ['--norc'], { cwd, env: environment, stdio: ['pipe', 'ignore', 'inherit'] });
    // Whatever fails in a block is heard of, not only its last command.
    shell.stdin.write(`exec >>'${log}' 2>&1\nset -E -o pipefail\ntrap failed=1 ERR\n`);
    return new Reader(folder, shell, log, replaced);
  }

  /** Does what a page says, and sees whether it prints what the page shows. */
  async play(page: string, fences: readonly Fence[]): Promise<void> {
    for (const [number, fence] of fences.entries()) {
      const next = fences[number + 1];
      const shown = next?.language === 'text' && next.where === '' ? next : undefined;
      const place = `${page}:${fence.line}`;
      if (fence.language === 'ts') await writeFile(join(await this.pwd(), fence.where), this.adapted(fence.text));
      else if (fence.language === 'text' && fence.where !== '') await this.terminals.get(fence.where)!.interrupt(fence.text);
      else if (fence.language === 'sh' && fence.where !== '') await this.runBeside(place, fence, shown);
      else if (fence.language === 'sh') await this.runHere(place, fence, shown);
    }
  }

  async leave(): Promise<void> {
    for (const terminal of this.terminals.values()) await terminal.kill();
    this.shell.stdin!.end('exit 0\n');
    if (this.shell.exitCode === null) await once(this.shell, 'exit');
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Terminals stay open for who comes after. */
  async leaveTerminals(heir: Reader): Promise<void> {
    for (const [name, terminal] of this.terminals) heir.terminals.set(name, terminal);
    this.terminals.clear();
    await this.leave();
  }

  private adapted(text: string): string {
    return text.replaceAll(/\b\d{4}\b/g, (number) => this.replaced[number] ?? number);
  }

  private async runHere(place: string, { text }: Fence, shown: Fence | undefined): Promise<void> {
    const { failed, output } = await this.run(this.adapted(text));
    assert(!failed, `${place} failed: ${output}`);
    if (!shown || patternOf(this.adapted(shown.text)).test(plain(output))) return;
    assert.fail(`${place} does not print what the page shows, but:\n${plain(output)}\nThe page:\n${plain(this.adapted(shown.text))}`);
  }

  private async runBeside(place: string, { where, text }: Fence, shown: Fence | undefined): Promise<void> {
    let terminal = this.terminals.get(where);
    if (!terminal) this.terminals.set(where, (terminal = new Terminal(await this.pwd(), await this.environment())));
    await terminal.start(this.adapted(text), (output) => shown === undefined || patternOf(this.adapted(shown.text), 'open').test(plain(output)), place);
  }

  private async pwd(): Promise<string> {
    return (await this.run('pwd')).output.trim();
  }

  private async environment(): Promise<Record<string, string>> {
    const { output } = await this.run("env -0 | tr '\\n\\0' '\\0\\n'");
    return Object.fromEntries(output.trimEnd().split('\n').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1).replaceAll('\0', '\n')]));
  }

  private async run(text: string): Promise<{ failed: boolean; output: string }> {
    const block = join(this.folder, 'block');
    await writeFile(block, text);
    await writeFile(this.log, '');
    this.shell.stdin!.write(`failed=0; . '${block}' </dev/null; echo; echo "done $failed"\n`);
    const end = performance.now() + STEP_MILLIS;
    for (;;) {
      const output = await readFile(this.log, 'utf8');
      const done = /\ndone ([01])\n$/.exec(output);
      if (done) return { failed: done[1] === '1', output: output.slice(0, done.index) };
      if (performance.now() > end || this.shell.exitCode !== null) throw new Error(`${text}\ndid not end: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Where something runs until Ctrl-C. It knows what was exported in it before. */
class Terminal {
  private child: ChildProcess | undefined;
  private exported = '';

  constructor(private readonly cwd: string, private readonly environment: Record<string, string>) {}

  async start(text: string, isReady: (output: string) => boolean, place: string): Promise<void> {
    const child = spawn('bash', ['--norc', '-c', `${this.exported}${text}`], { cwd: this.cwd, env: this.environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.exported += text.split('\n').filter((line) => line.startsWith('export ')).map((line) => `${line}\n`).join('');
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${place} never printed what the page shows: ${output}`)), STEP_MILLIS);
      const settle = (error?: Error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output = (output + chunk.toString()).slice(-50_000);
          if (isReady(output)) settle();
        });
      }
      child.once('exit', (code) => settle(new Error(`${place} ended with ${code}: ${output}`)));
    });
  }

  /** As the keys do: to all that runs in the terminal. */
  async interrupt(keys: string): Promise<void> {
    assert.equal(keys.trim(), 'Ctrl-C');
    await this.end('SIGINT');
  }

  kill(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, signal);
    await ended;
    // Its shell may be gone before what it started.
    for (let look = 0; look < 500 && isAlive(child.pid); look += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** Tables are as wide as what is in them, and times in a terminal stand at its right. */
function plain(text: string): string {
  return `${text.replaceAll(/─+/g, '─').replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $/gm, '').trim()}\n`;
}

/** `…` is whatever stands in a line; as a line of its own, any number of them. `open`: more may follow. */
function patternOf(shown: string, end: 'open' | 'closed' = 'closed'): RegExp {
  const lines = plain(shown).trimEnd().split('\n').map((line) => (line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('.*')}\\n`));
  return new RegExp(`^${lines.join('')}${end === 'open' ? '' : '$'}`);
}

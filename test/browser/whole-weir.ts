import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

import { freePort } from '#libs/database';

const root = join(import.meta.dirname, '../..');
const START_MILLIS = 100_000;

declare module 'vitest' {
  export interface ProvidedContext {
    weir: WholeWeir;
  }
}

export interface WholeWeir {
  url: string;
  account: { email: string; password: string };
  tenantKey: string;
  adminKey: string;
  /** By operator's name. */
  operatorKeys: Record<string, string>;
}

/** Once for all suites. @returns what stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { weir, close } = await startWeir();
  project.provide('weir', weir);
  return close;
}

/** `weir up` as people start it, in a folder of its own. */
export async function startWeir(): Promise<{ weir: WholeWeir; close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'weir-browser-'));
  const env = { ...process.env, WEIR_HOME: home, WEIR_PORT: String(await freePort()), WEIR_GATEWAY_PORT: String(await freePort()), NODE_OPTIONS: '', NO_COLOR: '1' }; // CI's environment alone would colour what is looked for
  const child = spawn(process.execPath, [join(root, 'dist/apps/weir/src/main.js'), 'up'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(home, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`weir up did not serve within ${START_MILLIS} ms: ${log}`)), START_MILLIS);
      for (const output of [child.stdout, child.stderr]) {
        output.on('data', (chunk: Buffer) => {
          log = (log + chunk.toString()).slice(-20_000);
          if (!/Weir is serving/.test(log)) return;
          clearTimeout(timer);
          resolve();
        });
      }
      child.once('exit', (code) => reject(new Error(`weir up exited with ${code}: ${log}`)));
    });
    const credentials = JSON.parse(await readFile(join(home, 'credentials.json'), 'utf8')) as Omit<WholeWeir, 'url'> & { apiUrl: string };
    const { apiUrl: url, account, tenantKey, adminKey, operatorKeys } = credentials;
    return { weir: { url, account, tenantKey, adminKey, operatorKeys }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

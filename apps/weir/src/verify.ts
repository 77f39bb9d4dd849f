import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { checkFile, type CheckFileOptions, type VerifyExit } from '#libs/verify';

import type { ApiAccess } from './api-access.js';
import { ApiRefusal } from './api-call.js';
import { readInput } from './read-input.js';

/** Checks a statement's file (`-` for standard input) and prints the verdict. Needs no network, no database and no configuration. */
export function verify(file: string, options: CheckFileOptions, print: (line: string) => void = console.log): Promise<VerifyExit> {
  return checkFile(() => readInput(file), options, print);
}

export interface CheckDownloadOptions extends CheckFileOptions {
  /** A file to keep it in. */
  save?: string;
  /** Until a head of the log has it. */
  wait?: boolean;
}

/** How often, and at most how many times, it is asked whether a head has what is to be proven: two minutes. */
const LOOK_EVERY_MILLIS = 1_000;
const MOST_LOOKS = 120;

/** Downloads what can be proven, keeps it in a file where that is wanted, and checks it in the same way. @throws CommandFailed. */
export async function checkDownload(open: ApiAccess['open'], path: string, { save, wait, ...options }: CheckDownloadOptions): Promise<VerifyExit> {
  const document = await (await (wait ? onceLogged(open) : open)(path)).text();
  if (save !== undefined) await writeFile(save, document);
  return checkFile(() => Promise.resolve(document), options, console.log);
}

function onceLogged(open: ApiAccess['open']): ApiAccess['open'] {
  return async (...request) => {
    for (let look = 1; ; look += 1) {
      try {
        return await open(...request);
      } catch (error) {
        const { cause } = error as { cause?: unknown };
        if (!(cause instanceof ApiRefusal && cause.code.endsWith('_not_logged')) || look === MOST_LOOKS) throw error;
        await sleep(LOOK_EVERY_MILLIS);
      }
    }
  };
}

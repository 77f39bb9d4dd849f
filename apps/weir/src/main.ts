#!/usr/bin/env node
import 'reflect-metadata';

import { setSourceMapsSupport } from 'node:module';

import { CommandFailed } from './command-failed.js';
import { ConfigurationError } from './config.js';
import { weirProgram } from './program.js';

/** Exit codes: 0 done, 1 failed, 2 wrongly called or configured. */
const EXIT_USAGE = 2;

// Here and not by --enable-source-maps, which reads those of all packages too: twice the time to start.
setSourceMapsSupport(true);

// Whoever read our output may leave before us (`weir up | head`); that is no reason to stop without order.
process.stdout.on('error', () => undefined);

try {
  await weirProgram(process.env, (error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE)).parseAsync();
} catch (error) {
  if (error instanceof ConfigurationError) {
    console.error(`weir: ${error.message}`);
    process.exit(EXIT_USAGE);
  }
  if (error instanceof CommandFailed) {
    console.error(`weir: ${error.message}`);
    process.exit(1);
  }
  console.error('weir:', error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}

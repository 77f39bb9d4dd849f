import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../..');

/** Loads what every role loads, as it was built, and asks for traces or not. @returns which of OpenTelemetry's packages that loaded. */
async function packagesLoaded(environment: Record<string, string>): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module';
    const found = new Set();
    registerHooks({
      load(url, context, next) {
        const [, name] = /node_modules\\/(@opentelemetry\\/[^/]+)\\//.exec(url) ?? [];
        if (name) found.add(name);
        return next(url, context);
      },
    });
    await import('reflect-metadata');
    for (const role of ['serve', 'up', 'boot']) await import('${root}/dist/apps/weir/src/' + role + '.js');
    const { startTracing } = await import('${root}/dist/apps/weir/src/tracing/start-tracing.js');
    await (await startTracing(process.env, 'weir', console.error)).stop();
    console.log(JSON.stringify([...found].sort()));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root, env: { PATH: process.env['PATH'], ...environment } });
  return JSON.parse(stdout) as string[];
}

test('no SDK is loaded unless traces are asked for', async () => {
  expect(await packagesLoaded({})).toEqual(['@opentelemetry/api']);
  expect(await packagesLoaded({ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toEqual(['@opentelemetry/api']);
  expect(await packagesLoaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toEqual(expect.arrayContaining(['@opentelemetry/api', '@opentelemetry/sdk-trace', '@opentelemetry/exporter-trace-otlp-proto']));
}, 120_000);

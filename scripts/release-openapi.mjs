// Keeps openapi.json as the one that was released: from then on what would break its users is found by
// test/servers/openapi-breaks.spec.ts. Run by `npm run openapi -- --release`, when a version is released and not before.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const released = join(root, 'libs/client/released');

await mkdir(released, { recursive: true });
const document = JSON.parse(await readFile(join(root, 'openapi.json'), 'utf8'));
await writeFile(join(released, 'openapi.json'), `${JSON.stringify(document)}\n`);
console.log('wrote libs/client/released/openapi.json');

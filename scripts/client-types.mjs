// Writes the client's types from openapi.json, and the codes of problems from docs/problems.md, which is made with it; with --check, says whether they are those in the tree. openapi-typescript
// brings a TypeScript of its own, older than ours, in the client's node_modules.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const client = join(import.meta.dirname, '..', 'libs', 'client');
const source = join(import.meta.dirname, '..', process.argv.find((argument) => argument.endsWith('.json')) ?? 'openapi.json');
const target = join(client, 'src', 'api.ts');

const { default: openapiTS, astToString } = createRequire(join(client, 'package.json'))('openapi-typescript');
// What operations were asked and answered once is for people who read the document, and would be half of the types.
const document = JSON.parse(await readFile(source, 'utf8'), (_key, value) => {
  if (typeof value === 'object' && value !== null && 'schema' in value && 'example' in value) delete value.example;
  return value;
});
const types = astToString(await openapiTS(document, { alphabetize: true }));
// Every code there is; the document names those of each operation alone.
const problems = await readFile(join(import.meta.dirname, '..', 'docs', 'problems.md'), 'utf8');
const codes = [...problems.matchAll(/, code `([a-z0-9_]+)`\. /g)].map(([, code]) => code);
const text = `// Made from openapi.json and docs/problems.md by scripts/client-types.mjs.\n\n${types}\n/** What a refusal may be, by docs/problems.md. */\nexport type ProblemCode =${codes.map((code) => `\n    | "${code}"`).join('')};\n`;

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error('weir: the types of libs/client are not what openapi.json says; run npm run openapi and commit them');
    process.exit(1);
  }
} else await writeFile(target, text);

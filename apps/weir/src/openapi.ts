import { readFile, writeFile } from 'node:fs/promises';

import { openApiDocument } from '#apps/api';

/** Generates the OpenAPI document from the schemas and writes it, or says whether the file is the one generated. */
export async function writeOpenApi({ check, file }: { check?: boolean; file: string }): Promise<void> {
  const text = `${JSON.stringify(await openApiDocument(), null, 2)}\n`;
  if (!check) {
    await writeFile(file, text);
    console.log(`wrote ${file}`);
    return;
  }
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`weir: ${file} is not what the sources say; run npm run openapi and commit it`);
    process.exit(1);
  }
  console.log(`${file} is up to date`);
}

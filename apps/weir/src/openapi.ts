import { readFile, writeFile } from 'node:fs/promises';

import { openApiDocument, problemIndex } from '#apps/api';

export interface OpenApiOptions {
  check?: boolean;
  file: string;
  problems: string;
}

/** Generates the OpenAPI document and the index of problems from the sources and writes them, or says whether the files are what is generated. */
export async function writeOpenApi({ check, file, problems }: OpenApiOptions): Promise<void> {
  const document = await openApiDocument();
  for (const [path, text] of [[file, `${JSON.stringify(document, null, 2)}\n`], [problems, problemIndex(document)]] as const) {
    if (!check) {
      await writeFile(path, text);
      console.log(`wrote ${path}`);
      continue;
    }
    if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
      console.error(`weir: ${path} is not what the sources say; run npm run openapi and commit it`);
      process.exit(1);
    }
    console.log(`${path} is up to date`);
  }
}

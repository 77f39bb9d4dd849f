/// <reference lib="dom" />
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = 'prisma/schema';

/**
 * The SQL that would build the Prisma schema on an empty database, by Prisma's own engine (its WASM build: the native
 * one is a download), which asks the server at `url` for its version; of one lib's
 * file, or of all. For writing a migration, and for testing that migrations and schema agree.
 */
export async function schemaSql(url: string, lib?: string): Promise<string> {
  const enginePath = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const engine = (await import(enginePath)) as SchemaEngineModule;
  const wasm = await readFile(join(dirname(enginePath), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const names = (await readdir(folder)).filter((name) => (lib ? name === 'base.prisma' || name === `${lib}.prisma` : name.endsWith('.prisma'))).toSorted();
  const files = await Promise.all(names.map(async (name) => ({ path: name, content: await readFile(join(folder, name), 'utf8') })));
  const schemaEngine = await engine.SchemaEngine.new(
    { datamodels: files.map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new PrismaPg(url)),
  );
  const result = await schemaEngine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.stdout ?? '';
}

/** What we use of the engine's WASM bindings, which carry no types for this entry. */
interface SchemaEngineModule {
  __wbg_set_wasm(exports: unknown): void;
  SchemaEngine: { new: (options: unknown, log: () => void, adapter: unknown) => Promise<{ diff(input: unknown): Promise<{ stdout?: string }> }> };
}

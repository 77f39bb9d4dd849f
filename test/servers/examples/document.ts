import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DocumentedOperation {
  operationId: string;
  path: string;
  method: string;
  parameters?: { name: string; in: string; example?: unknown }[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: object; example?: unknown }> }>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, { example?: unknown; examples?: unknown[] }> };
}

export const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8')) as ApiDocument;

const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** Of the document, by their names. */
export const operations: ReadonlyMap<string, DocumentedOperation> = new Map(
  Object.entries(document.paths).flatMap(([path, item]) => methods.flatMap((method) => (item[method] ? [[item[method].operationId, { ...item[method], path, method }] as const] : []))),
);

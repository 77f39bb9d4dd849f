import { problemCatalogue } from '#libs/kernel';

import { statusOfCode, typeOfCode } from './problems.js';

interface Described {
  paths: Record<string, Record<string, { operationId?: string; responses?: Record<string, { $ref?: string }> }>>;
}

const MOST_NAMED = 8;

/** `docs/problems.md`: every code that is declared, with its status and the operations that answer with it. `document` is the OpenAPI document. */
export function problemIndex(document: object): string {
  const operations = operationsByCode(document as Described);
  const sections = [...problemCatalogue()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([code, { title }]) => {
    const by = operations.get(code) ?? [];
    const named = by.length === 0 ? 'Any request, whatever it asks for.' : by.length > MOST_NAMED ? 'many operations.' : `${by.map((id) => `\`${id}\``).join(', ')}.`;
    return `## ${typeOfCode(code).split('/').at(-1)}\n${title}. Status ${statusOfCode(code)}, code \`${code}\`. Answered by: ${named}\n`;
  });
  return `${preface}\n${sections.join('\n')}`;
}

const preface = `# Problems

Made from the problems that libs declare by \`npm run openapi\`. Refusals are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems. Branch on \`code\`, which is stable; \`detail\` says to a person what happened and what would be right,
and \`pointer\` which field is at fault: \`/a/b\` in the body, \`?name\` in the query, \`:name\` in the path. The last part of \`type\` is the name of a section here.

429 and 503 pass: try again after \`Retry-After\`, with the same \`Idempotency-Key\`. 409 may pass, when something else changes. 400, 404 and 422 do not: change the request. 500 is a fault of ours: tell us its \`requestId\`.
`;

/** By the responses that the document shares between operations: their names are codes with dots between. */
function operationsByCode({ paths }: Described): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    for (const { $ref } of Object.values(operation.responses ?? {})) {
      for (const code of $ref?.split('/').at(-1)?.split('.') ?? []) found.set(code, [...(found.get(code) ?? []), operation.operationId ?? '']);
    }
  }
  for (const ids of found.values()) ids.sort();
  return found;
}

import { document, operations } from './document.js';
import type { Story } from './story.js';

/** Each calculator brings its example with it. */
export async function playCalculators({ play }: Story): Promise<void> {
  for (const { operationId, path, requestBody } of operations.values()) {
    if (!path.startsWith('/v1/calculators/')) continue;
    const { $ref } = requestBody!.content['application/json']!.schema as { $ref: string };
    const question = document.components.schemas[$ref.split('/').at(-1)!]!;
    await play('tenant', operationId, { body: question.example ?? question.examples?.[0] });
  }
}

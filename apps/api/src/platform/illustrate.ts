import played from './examples.json' with { type: 'json' };

/** What was asked and answered when an operation was played: see test/servers/examples.spec.ts, which writes it down and plays it again. */
interface Example {
  parameters?: Record<string, unknown>;
  request?: unknown;
  requestType?: string;
  status: number;
  answer?: unknown;
  answerType?: string;
}

interface Illustrated {
  operationId?: string;
  parameters?: { name: string; example?: unknown }[];
  requestBody?: { content?: Record<string, { example?: unknown }> };
  responses: Record<string, unknown>;
}

const examples = played as unknown as Readonly<Record<string, Example | undefined>>;

/** Gives an operation the example that was played of it. A new operation has none until it is. */
export function illustrate(operation: Illustrated): void {
  const example = examples[operation.operationId ?? ''];
  if (!example) return;
  const { parameters = {}, request, requestType = '', status, answer, answerType = '' } = example;
  for (const parameter of operation.parameters ?? []) if (parameter.name in parameters) parameter.example = parameters[parameter.name];
  const body = operation.requestBody?.content?.[requestType];
  if (body) body.example = request;
  // Of a refusal the document has examples already.
  const { content } = (operation.responses[status] ?? {}) as { content?: Record<string, { example?: unknown }> };
  const answered = content?.[answerType];
  if (answered) answered.example = answer;
}

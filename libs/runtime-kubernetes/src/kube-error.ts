/** What an API server answered instead of what was asked for. */
export class KubeError extends Error {
  override name = 'KubeError';

  constructor(readonly status: number, readonly reason: string, message: string, readonly retryAfterMillis?: number) {
    super(`${status} ${reason}: ${message}`);
  }
}

/** Worth the same request again: an overloaded or broken server, a conflict, or none that answers. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof KubeError)) return true;
  return error.status >= 500 || error.status === 429 || error.status === 408;
}

export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof KubeError && statuses.includes(error.status);
}

const MAX_RETRY_AFTER_MILLIS = 10_000;

/** Reads a Status object, or what a proxy on the way says instead. */
export function kubeErrorOf(status: number, retryAfter: string | undefined, body: string): KubeError {
  const seconds = Number(retryAfter);
  const retryAfterMillis = Number.isFinite(seconds) && seconds > 0 ? Math.min(MAX_RETRY_AFTER_MILLIS, seconds * 1_000) : undefined;
  try {
    const { reason = '', message = '' } = JSON.parse(body) as { reason?: string; message?: string };
    return new KubeError(status, reason, message, retryAfterMillis);
  } catch {
    return new KubeError(status, 'Unexplained', body.slice(0, 200), retryAfterMillis);
  }
}

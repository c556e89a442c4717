import { errorMessage } from '../../domain/error-message.ts';
import { AppError, type ErrorCode } from '../../domain/errors.ts';
import { ruleOf, ruleText } from './access-rule.ts';

/** What was asked of the API server. */
export interface Asked {
  method: string;
  path: string;
  query?: Record<string, string>;
}

/** The reason of an error that another try can not mend: the server is not the one that the kubeconfig means. */
export const UNTRUSTED = 'Untrusted';

/** As an admission webhook and a ValidatingAdmissionPolicy say no, with any status that they like. */
const DENIED = /\bdenied (the )?request\b/;

/** A refusal of the API server, or its silence (status 0). */
export class KubeError extends AppError {
  /** The HTTP status; 0 when no whole answer came. */
  readonly status: number;
  /** The Status object's reason, e.g. `AlreadyExists`. */
  readonly reason: string;

  constructor(
    code: ErrorCode,
    message: string,
    kube: { status: number; reason: string },
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(code, message, options);
    this.name = 'KubeError';
    this.status = kube.status;
    this.reason = kube.reason;
  }

  /** Whether a write may have been carried out in spite of the error. */
  get ambiguous(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** Whether the API server said that there is no such object. */
export function isMissing(cause: unknown): boolean {
  return cause instanceof KubeError && cause.status === 404;
}

/** Whether the API server did not accept the credentials. */
export function isUnauthorized(cause: unknown): boolean {
  return cause instanceof KubeError && cause.status === 401;
}

/** Whether another writer was first, so that the object must be read again. */
export function isConflict(cause: unknown): boolean {
  return cause instanceof KubeError && cause.status === 409;
}

/** The error for an answer of 400 and above. `body` is a Status object where the API server itself wrote it. */
export function errorOfAnswer(
  asked: Asked,
  server: string,
  answer: { status: number; body: string; retryAfterMs: number | null },
): KubeError {
  const { status } = answer;
  const { reason, message } = statusOf(answer.body);
  const kube = { status, reason };
  const options = answer.retryAfterMs === null ? {} : { retryAfterMs: answer.retryAfterMs };
  const path = asked.path.replace(/^\/apis?\//, '');
  switch (true) {
    case status === 401:
      return new KubeError(
        'target_forbidden',
        `The API server ${server} does not accept the credentials (401): sign in again, or give the profile a kubeconfig whose token is valid.`,
        kube,
      );
    case status === 403 || DENIED.test(message):
      return new KubeError('target_forbidden', forbidden(asked, status, message), kube);
    case status === 404:
      return new KubeError(
        'target_unfit',
        `The API server ${server} has no ${path}: check namespace, deployment and service of the profile.`,
        kube,
      );
    case status === 429 || status >= 500:
      return new KubeError(
        'target_unreachable',
        `The API server ${server} answered ${status} to ${asked.method} ${path}: ${message}`,
        kube,
        options,
      );
    default:
      return new KubeError('internal', `The API server refused ${asked.method} ${path} (${status}): ${message}`, kube);
  }
}

/** The error for credentials that could not even be read; what says by itself why is passed on. */
export function errorOfCredentials(server: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const text = errorMessage(cause).trim().replace(/\.$/, '');
  return new AppError(
    'target_forbidden',
    `The credentials for the API server ${server} can not be read: ${text}. Check the user of the kubeconfig's context.`,
    { cause },
  );
}

/** The error for a request without a whole answer. */
export function errorOfSilence(asked: Asked, server: string, cause: unknown): KubeError {
  const text = errorMessage(cause);
  const untrusted = /certificate|self-signed|issuer|altname/i.test(text);
  const hint = untrusted ? ' Check the certificate authority of the kubeconfig.' : '';
  return new KubeError(
    'target_unreachable',
    `The API server ${server} does not answer ${asked.method} ${asked.path}: ${text}.${hint}`,
    { status: 0, reason: untrusted ? UNTRUSTED : '' },
    { cause },
  );
}

function forbidden(asked: Asked, status: number, message: string): string {
  const rule = ruleOf(asked);
  if (rule === null || !/cannot .* resource/.test(message)) return `The API server forbids it (${status}): ${message}`;
  const user = /User "([^"]+)"/.exec(message)?.[1] ?? 'The user';
  const where = rule.namespace === null ? 'a ClusterRole' : `a Role in namespace ${rule.namespace}`;
  const what = rule.group === '' ? rule.resource : `${rule.resource} of ${rule.group}`;
  return `${user} may not ${rule.verb} ${what} (403): bind to it ${where} with the rule ${ruleText(rule)}.`;
}

function statusOf(body: string): { reason: string; message: string } {
  try {
    const { reason, message, error } = JSON.parse(body) as { reason?: string; message?: string; error?: string };
    return { reason: reason ?? '', message: message ?? error ?? 'no message' };
  } catch {
    return { reason: '', message: body.trim().slice(0, 200) || 'no message' };
  }
}

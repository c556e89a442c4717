import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A request that the API server answered (audit.k8s.io/v1, Event). */
interface AuditEvent {
  stage: string;
  verb: string;
  requestURI: string;
  user: { username: string };
  objectRef?: { resource?: string; subresource?: string; namespace?: string; name?: string };
  responseStatus?: { code: number };
  annotations?: Record<string, string>;
}

const FILE = join(dirname(process.env.KUBECONFIG ?? '.'), 'log/audit.jsonl');

/** Whether the cluster's audit log can be read here; a cluster of somebody else's keeps its own. */
export const hasAuditLog = existsSync(FILE);

/** What the service accounts of a namespace asked for, oldest first, as `ACCOUNT VERB NAMESPACE/RESOURCE/NAME CODE`. */
export async function requestsOf(namespace: string): Promise<{ text: string; allowed: boolean }[]> {
  const prefix = `system:serviceaccount:${namespace}:`;
  const lines = (await readFile(FILE, 'utf8')).split('\n').filter((line) => line.includes(prefix));
  return lines
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ stage, user }) => stage === 'ResponseComplete' && user.username.startsWith(prefix))
    .map(({ verb, user, objectRef, requestURI, responseStatus, annotations }) => {
      const resource = [objectRef?.resource, objectRef?.subresource].filter(Boolean).join('/') || requestURI;
      const account = user.username.slice(prefix.length);
      const code = responseStatus?.code ?? 0;
      const decision = annotations?.['authorization.k8s.io/decision'];
      return { text: `${account} ${verb} ${resource} ${code}`, allowed: decision === 'allow' && code !== 403 };
    });
}

import { spawn } from 'node:child_process';

const READY_MS = 15_000;

/**
 * Forwards a port of this host's loopback to the same port of a Deployment's Pod, until closed or the Pod is gone.
 * @throws Error with what kubectl says when it does not stand in time
 */
export async function portForward(namespace: string, to: string, port: number): Promise<{ close(): void }> {
  const child = spawn('kubectl', ['-n', namespace, 'port-forward', to, String(port)], { stdio: 'pipe' });
  const said: string[] = [];
  const standing = Promise.withResolvers<void>();
  const refuse = (): void => standing.reject(new Error(`kubectl port-forward ${to} ${port}: ${said.join('').trim()}`));
  const timer = setTimeout(refuse, READY_MS);
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('Forwarding from')) standing.resolve();
  });
  child.once('close', refuse);
  try {
    await standing.promise;
  } catch (cause) {
    child.kill();
    throw cause;
  } finally {
    clearTimeout(timer);
  }
  return { close: () => void child.kill() };
}

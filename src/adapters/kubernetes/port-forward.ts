import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import type { KubeAccess, KubeCredentials } from './kube-credentials.ts';
import { errorOfAnswer, KubeError } from './kube-error.ts';

/** Every frame begins with its channel: 0 is the port's data, 1 its error (kubelet, portforward/websocket.go). */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const OPEN_TIMEOUT_MS = 10_000;
/** Credentials that are the only ones: a refusal is final. */
const NO_OTHERS: KubeCredentials = { withFreshToken: (call) => call() };

/** A port of this host that leads to one of a Pod. */
export interface PortForward {
  /** HOST:PORT. */
  address: string;
  /** Why the API server does not let us through; null while it does. */
  refused(): KubeError | null;
  close(): void;
}

/**
 * Leads to a port on a Pod's loopback through the API server, with nothing but the kubeconfig's credentials. One
 * connection at a time, so that no other process of this host comes in while it is in use.
 */
export async function forwardPort(
  { kubeConfig, credentials = NO_OTHERS }: { kubeConfig: KubeAccess; credentials?: KubeCredentials | undefined },
  { pod, port }: { pod: string; port: number },
): Promise<PortForward> {
  const cluster = (kubeConfig.getCurrentCluster()?.server ?? '').replace(/\/$/, '');
  const path = `${pod}/portforward`;
  const open = new Set<Socket>();
  let refused: KubeError | null = null;

  async function lead(socket: Socket): Promise<void> {
    try {
      const channel = await credentials.withFreshToken(() => dial(socket));
      refused = null;
      join(socket, channel);
    } catch (cause) {
      // An API server that is busy, or does not reach the node, may do so in a moment.
      const isFinal = cause instanceof KubeError && !cause.ambiguous && cause.status !== 429;
      refused = isFinal ? cause : null;
      // Whoever uses the port sees its connection break, and tries again.
      socket.destroy();
    }
  }

  /** Opens the way to the port, paused. @throws KubeError when the API server refuses it */
  async function dial(socket: Socket): Promise<WebSocket> {
    const options: Pick<RequestOptions, 'agent' | 'headers'> = {};
    await kubeConfig.applyToHTTPSOptions(options);
    const url = `${cluster.replace(/^http/, 'ws')}${path}?ports=${port}`;
    // Both are options of the same TLS connection; only their types disagree.
    const connection = options as WebSocket.ClientOptions;
    const channel = new WebSocket(url, PROTOCOL, { ...connection, handshakeTimeout: OPEN_TIMEOUT_MS });
    socket.once('close', () => channel.terminate());
    return new Promise((resolve, reject) => {
      channel.once('unexpected-response', (_request, response) => void refusal(response).then(reject, reject));
      channel.on('error', reject);
      channel.once('open', () => {
        channel.pause();
        resolve(channel);
      });
    });
  }

  async function refusal(response: IncomingMessage): Promise<KubeError> {
    const body = await text(response);
    // A WebSocket begins with GET, but newer API servers also want the right to create (kubernetes/kubernetes 134577).
    const method = /cannot create/.test(body) ? 'POST' : 'GET';
    return errorOfAnswer({ method, path }, cluster, { status: response.statusCode ?? 0, body, retryAfterMs: null });
  }

  const server = createServer({ pauseOnConnect: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void lead(socket);
  });
  server.maxConnections = 1;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Passes on in both directions, no faster than the other side takes it. */
function join(socket: Socket, channel: WebSocket): void {
  const begun = new Set<number>();
  channel.on('message', (message: Buffer) => {
    const number = message[0] ?? DATA;
    // The first frame of each channel is the port's number.
    if (!begun.has(number)) return void begun.add(number);
    if (number !== DATA) return void socket.destroy();
    if (socket.write(message.subarray(1))) return;
    channel.pause();
    socket.once('drain', () => channel.resume());
  });
  channel.once('close', () => socket.destroy());
  channel.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => {
    socket.pause();
    channel.send(Buffer.concat([Buffer.of(DATA), data]), (error) => (error ? socket.destroy() : socket.resume()));
  });
  channel.resume();
  socket.resume();
}

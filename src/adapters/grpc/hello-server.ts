import { promisify } from 'node:util';
import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadGreeter, type SayHelloRequest, type SayHelloResponse } from './greeter.ts';
import { exchangeHellos, greeting, streamHellos } from './hello-streams.ts';

/** How long connected clients have to leave before their connections are cut. */
const GRACE_MS = 2000;

export interface HelloServer {
  /** The port that it listens on. */
  port: number;
  /** Refuses new connections, asks open ones to leave (GOAWAY) and cuts them after 2 s; idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts the hello server of the workload: plaintext HTTP/2, hello.v1.Greeter, answering with its name.
 *
 * @param config `port` 0 takes a free one.
 * @throws Error when the address cannot be listened on.
 */
export async function startHelloServer(config: { host: string; port: number; name: string }): Promise<HelloServer> {
  const server = new Server();
  const sayHello: handleUnaryCall<SayHelloRequest, SayHelloResponse> = (call, reply) => {
    reply(null, { message: greeting(call.request.name), server: config.name });
  };
  server.addService(loadGreeter(), {
    SayHello: sayHello,
    StreamHellos: streamHellos(config.name),
    ExchangeHellos: exchangeHellos(config.name),
  });
  const address = `${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind(address, ServerCredentials.createInsecure()).catch((cause: unknown) => {
    throw new Error(`the hello server cannot listen on ${address}: take a free port of this host`, { cause });
  });
  let stopping: Promise<void> | undefined;
  return {
    port,
    stop() {
      stopping ??= shutDown(server);
      return stopping;
    },
  };
}

function shutDown(server: Server): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cut = setTimeout(() => {
    server.forceShutdown();
    // Not left to tryShutdown, which waits for each peer to close its side: a frozen peer never does.
    resolve();
  }, GRACE_MS);
  server.tryShutdown((error) => {
    clearTimeout(cut);
    if (error === undefined) resolve();
    else reject(error);
  });
  return promise;
}

import { promisify } from 'node:util';
import { type handleUnaryCall, Metadata, Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import { loadGreeter, type SayHelloRequest, type SayHelloResponse } from '../../../src/adapters/grpc/greeter.ts';

export type SayHello = handleUnaryCall<SayHelloRequest, SayHelloResponse>;

/** A real server of hello.v1.Greeter whose answers and connection limits a test chooses. */
export async function startTestServer(sayHello: SayHello = answer, options: ServerOptions = {}, at = '127.0.0.1:0') {
  const server = new Server(options);
  server.addService(loadGreeter(), { SayHello: sayHello });
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind(at, ServerCredentials.createInsecure());
  return { port, address: `${at.slice(0, at.lastIndexOf(':'))}:${port}`, stop: () => server.forceShutdown() };
}

/** Answers at once. */
export const answer: SayHello = (_call, reply) => reply(null, { message: '', server: 'test' });

/** Answers after `ms`. */
export function answerAfter(ms: number): SayHello {
  return (call, reply) => void setTimeout(() => answer(call, reply), ms);
}

/** Names itself as an Envoy Pod does. */
export function answerAsPod(pod: string): SayHello {
  return (call, reply) => {
    call.sendMetadata(podHeader(pod));
    answer(call, reply);
  };
}

export function podHeader(pod: string): Metadata {
  const metadata = new Metadata();
  metadata.set('x-envoy-pod', pod);
  return metadata;
}

import { type Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';

/**
 * Calls an agent once, waiting for a channel that is not there yet; the deadline ends that too.
 * @throws Error with what the agent, or gRPC, says of the failure
 */
export function callAgent<Q, A>(rpc: Client, method: MethodDefinition<Q, A>, request: Q, withinMs: number): Promise<A> {
  const { path, requestSerialize, responseDeserialize } = method;
  const { promise, resolve, reject } = Promise.withResolvers<A>();
  const metadata = new Metadata({ waitForReady: true });
  const deadline = Date.now() + withinMs;
  const done = (error: ServiceError | null, answer?: A): void => {
    if (error === null && answer !== undefined) resolve(answer);
    else reject(new Error(error?.details ?? 'it gave no answer', { cause: error }));
  };
  rpc.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, { deadline }, done);
  return promise;
}

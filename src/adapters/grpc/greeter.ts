import type { MethodDefinition, ServiceDefinition } from '@grpc/proto-loader';
import { loadProto } from './load-proto.ts';

/** hello.v1.SayHelloRequest. */
export interface SayHelloRequest {
  name: string;
}

/** hello.v1.SayHelloResponse. */
export interface SayHelloResponse {
  message: string;
  server: string;
}

/** hello.v1.Greeter, typed as its file says. */
export type GreeterDefinition = ServiceDefinition & { SayHello: MethodDefinition<SayHelloRequest, SayHelloResponse> };

/**
 * Reads hello.v1.Greeter from `proto/`.
 *
 * @throws Error when the file is missing or has no SayHello.
 */
export function loadGreeter(): GreeterDefinition {
  const service = loadProto('hello/v1/hello.proto', 'hello.v1.Greeter');
  if (!isGreeter(service)) throw new Error('hello.v1.Greeter has no method SayHello: restore it in hello.proto');
  return service;
}

function isGreeter(service: ServiceDefinition): service is GreeterDefinition {
  return 'SayHello' in service;
}

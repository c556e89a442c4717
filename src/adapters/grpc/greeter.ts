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

/** hello.v1.StreamHellosRequest. */
export interface StreamHellosRequest {
  name: string;
  interval_ms: number;
  /** 0 for a stream without an end. */
  length_ms: number;
}

/** hello.v1.ExchangeHellosRequest. */
export interface ExchangeHellosRequest {
  name: string;
  sequence: number;
}

/** hello.v1.StreamHellosResponse and hello.v1.ExchangeHellosResponse. */
export interface NumberedHello extends SayHelloResponse {
  sequence: number;
}

/** hello.v1.Greeter, typed as its file says. */
export type GreeterDefinition = ServiceDefinition & {
  SayHello: MethodDefinition<SayHelloRequest, SayHelloResponse>;
  StreamHellos: MethodDefinition<StreamHellosRequest, NumberedHello>;
  ExchangeHellos: MethodDefinition<ExchangeHellosRequest, NumberedHello>;
};

/**
 * Reads hello.v1.Greeter from `proto/`.
 *
 * @throws Error when the file or one of its methods is missing.
 */
export function loadGreeter(): GreeterDefinition {
  const service = loadProto('hello/v1/hello.proto', 'hello.v1.Greeter');
  if (!isGreeter(service)) throw new Error('hello.v1.Greeter lacks a method: restore hello.proto');
  return service;
}

function isGreeter(service: ServiceDefinition): service is GreeterDefinition {
  return ['SayHello', 'StreamHellos', 'ExchangeHellos'].every((method) => method in service);
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyDefinition, loadSync, type ServiceDefinition } from '@grpc/proto-loader';

/**
 * Reads one service of a file in `proto/`; field names stay as written there, missing fields get their defaults.
 *
 * @param file path below `proto/`, such as `hello/v1/hello.proto`.
 * @param service full name, such as `hello.v1.Greeter`.
 * @throws Error when the folder, the file or the service is missing.
 */
export function loadProto(file: string, service: string): ServiceDefinition {
  const definition = loadSync(file, { includeDirs: [protoFolder()], keepCase: true, defaults: true })[service];
  if (definition === undefined || !isService(definition)) {
    throw new Error(`proto/${file} has no service ${service}: use one that the file defines`);
  }
  return definition;
}

/** The compiled module lies one folder deeper (`dist/src/...`) than its source. */
function protoFolder(): string {
  const candidates = ['../../..', '../../../..'].map((up) => join(import.meta.dirname, up, 'proto'));
  const found = candidates.find((folder) => existsSync(folder));
  if (found === undefined) {
    throw new Error(`there is no folder proto/ at ${candidates.join(' or ')}: ship it beside src/ or dist/`);
  }
  return found;
}

function isService(definition: AnyDefinition): definition is ServiceDefinition {
  return !('format' in definition);
}

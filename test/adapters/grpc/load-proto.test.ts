import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadProto } from '../../../src/adapters/grpc/load-proto.ts';

const root = join(import.meta.dirname, '../../..');

it('reads a service of a proto file', () => {
  expect(loadProto('hello/v1/hello.proto', 'hello.v1.Greeter')).toMatchObject({
    SayHello: { path: '/hello.v1.Greeter/SayHello', requestStream: false, responseStream: false },
  });
});

it('names the file and the service that are not there', () => {
  expect(() => loadProto('hello/v1/hello.proto', 'hello.v1.Nobody')).toThrow(
    'proto/hello/v1/hello.proto has no service hello.v1.Nobody',
  );
  expect(() => loadProto('hello/v1/hello.proto', 'hello.v1.SayHelloRequest')).toThrow('has no service');
  expect(() => loadProto('nothing.proto', 'hello.v1.Greeter')).toThrow('nothing.proto');
});

it('finds proto/ from the compiled folder too, which is one deeper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-proto-'));
  const compiled = join(folder, 'dist/src/adapters/grpc');
  mkdirSync(compiled, { recursive: true });
  cpSync(join(root, 'proto'), join(folder, 'proto'), { recursive: true });
  cpSync(join(root, 'src/adapters/grpc/load-proto.ts'), join(compiled, 'load-proto.ts'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const script = `import { loadProto } from ${JSON.stringify(join(compiled, 'load-proto.ts'))};
    console.log(loadProto('hello/v1/hello.proto', 'hello.v1.Greeter').SayHello.path);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    cwd: folder,
  });
  expect(output.trim()).toBe('/hello.v1.Greeter/SayHello');
  rmSync(folder, { recursive: true });
});

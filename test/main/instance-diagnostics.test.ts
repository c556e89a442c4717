import { expect, it } from 'vitest';
import { createInstanceDiagnostics } from '../../src/main/instance-diagnostics.ts';

it('finds nothing until the supervisor says that the instance ends, then why', async () => {
  const instance = createInstanceDiagnostics();
  instance.hear({ type: 'processes', processes: [] });
  expect(await instance.look()).toEqual([]);
  instance.hear({ type: 'ending', why: 'The lab ended (SIGKILL), and its experiments can not go on' });
  const why = 'The lab ended (SIGKILL), and its experiments can not go on';
  expect(await instance.look()).toEqual([{ ok: false, kind: 'instance-ends', why }]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { interventionsContract } from '../../contract/interventions.contract.ts';
import { targetContract } from '../../contract/target.contract.ts';
import { targetGuardContract } from '../../contract/target-guard.contract.ts';
import { createFakePodStats } from '../../fakes/fake-pod-stats.ts';
import { createFakeTarget, FAKE_BAD_FIELD, FAKE_DOCUMENT } from '../../fakes/fake-target.ts';
import { BAD_DOCUMENT, BASE_DOCUMENT, clock, LIMITED_DOCUMENT, startRealLab } from './real-lab.ts';

targetContract('lab', async () => {
  const lab = await startRealLab();
  return {
    ...lab,
    baseDocument: BASE_DOCUMENT,
    otherDocument: LIMITED_DOCUMENT,
    badDocument: BAD_DOCUMENT,
    badReason: "no such field: 'no_such_field'",
    close: lab.stop,
  };
});

targetContract('fake', async () => ({
  ...createFakeTarget({ clock, stats: createFakePodStats().stats }),
  baseDocument: FAKE_DOCUMENT,
  otherDocument: `${FAKE_DOCUMENT}max_connection_duration: 1s\n`,
  badDocument: `${FAKE_DOCUMENT}${FAKE_BAD_FIELD}: 1\n`,
  badReason: `no such field: '${FAKE_BAD_FIELD}'`,
  close: async () => undefined,
}));

interventionsContract('the lab', async () => {
  const lab = await startRealLab();
  return { ...lab, close: lab.stop };
});

interventionsContract('the fake', async () => ({ ...createFakeTarget({ clock }), close: async () => undefined }));

targetGuardContract('the lab', async () => {
  const lab = await startRealLab();
  return {
    ...lab,
    async mortal() {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      await once(child, 'spawn');
      return {
        guard: lab.as(child.pid ?? 0).guard,
        async die() {
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    close: lab.stop,
  };
});

targetGuardContract('the fake', async () => {
  const fake = createFakeTarget({ clock });
  return {
    ...fake,
    async mortal() {
      const process = { alive: true };
      return {
        guard: fake.guardOf(process),
        async die() {
          process.alive = false;
        },
      };
    },
    restart: async () => undefined,
    close: async () => undefined,
  };
});

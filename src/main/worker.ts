import { createRunJob } from '../../jobs/run.ts';
import { startWorker } from '../adapters/bullmq/start-worker.ts';
import { createClientFleet } from '../adapters/grpc/client-fleet.ts';
import { connectRedis } from '../adapters/redis/connect-redis.ts';
import { createAuditLog } from '../adapters/redis/create-audit-log.ts';
import { createRunStore } from '../adapters/redis/create-run-store.ts';
import { createWorkerDesk } from '../adapters/redis/create-worker-desk.ts';
import { createClock } from '../adapters/system/clock.ts';
import { envoyAtHand } from '../adapters/system/find-envoy.ts';
import { answerAsks } from '../app/answer-asks.ts';
import { executeRun } from '../app/execute-run.ts';
import { keepReconciled } from '../app/keep-reconciled.ts';
import type { PathDeps } from '../app/look-at-path.ts';
import type { LookDeps } from '../app/look-at-target.ts';
import { recoveryHolder } from '../app/recover-target.ts';
import type { ExecuteDeps } from '../app/run-context.ts';
import { RunAborted } from '../domain/run-aborted.ts';
import { readConfig, type TargetProfile } from './config.ts';
import { openFleet } from './open-fleet.ts';
import { openTarget } from './open-target.ts';
import { runRole } from './role.ts';
import { botVersion, CLOSE_MS, required } from './wiring.ts';

/** The role `worker`: takes runs from the queues, carries them out, and recovers what a dead worker left. */
await runRole('worker', async ({ log, shutdown }) => {
  const config = readConfig(process.env);
  const url = required(config.redisUrl, 'REDIS_URL', 'the worker takes its runs from there');
  const stateDir = required(config.stateDir, 'NLB_STATE', 'the lab keeps its socket there');
  const envoy = await envoyAtHand(process.env);
  if (envoy === null) log.warn('no_envoy', { effect: 'configurations are applied without a check by Envoy' });
  const clock = createClock();
  const redis = await connectRedis(url);
  const store = createRunStore({ redis, clock });
  const audit = createAuditLog({ redis });
  const desk = createWorkerDesk({ redis });
  const interrupted = new AbortController();
  shutdown.addEventListener('abort', () =>
    interrupted.abort(new RunAborted('interrupted', 'the worker was told to end')),
  );

  const executing = new Set<Promise<unknown>>();

  const depsFor = (profile: TargetProfile): Omit<ExecuteDeps, 'onProgress'> & LookDeps & PathDeps => ({
    ...openTarget(profile, { stateDir, envoyBinary: envoy?.path ?? null, stsEndpoint: config.stsEndpoint, clock, log }),
    fleet: openFleet(profile, { stsEndpoint: config.stsEndpoint, clock, log }),
    // A check of the path opens its connections from here; where only a Job reaches the target, there is none.
    probe: profile.fleet.mode === 'job' ? null : createClientFleet({ clock }),
    store,
    audit,
    clock,
    log,
    random: Math.random,
    profile: { name: profile.name, kind: profile.kind, class: profile.class },
    botVersion: botVersion(),
    need: profile.approval,
    allow: profile.allow,
    keep: (outcome) => store.saveOutcome(outcome),
  });
  const workers = await Promise.all(
    config.targets.map(async (profile) => {
      const deps = depsFor(profile);
      // Who looks at a target from a shell, or runs on another one, changes nothing on it.
      const isOurs = config.shellTarget === null || config.shellTarget === profile.name;
      const holder = recoveryHolder(String(process.pid));
      const reconciled = isOurs ? keepReconciled({ ...deps, holder }, shutdown) : Promise.resolve();
      const asked = answerAsks({ ...deps, desk }, shutdown);
      const processor = createRunJob({
        store,
        clock,
        shutdown: interrupted.signal,
        async execute(request, onProgress, signal) {
          const run = executeRun({ ...deps, onProgress }, request, signal);
          executing.add(run);
          return run.finally(() => executing.delete(run));
        },
      });
      const worker = await startWorker({ url, target: profile.name, processor, log });
      return { worker, background: [reconciled, asked] };
    }),
  );
  return {
    ready: {},
    async stop() {
      // A queue that is lost is asked without end to note how a run ended, which the run's own record does not need.
      const carriedOut = Promise.allSettled(executing).then(() => clock.sleep(CLOSE_MS));
      await Promise.race([Promise.all(workers.map(({ worker }) => worker.close())), carriedOut]);
      await Promise.all(workers.flatMap(({ background }) => background));
      redis.disconnect();
    },
  };
});

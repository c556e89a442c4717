import { randomUUID } from 'node:crypto';
import { createAuditDiagnostics } from '../../adapters/redis/audit-diagnostics.ts';
import { connectRedis } from '../../adapters/redis/connect-redis.ts';
import { createAuditLog } from '../../adapters/redis/create-audit-log.ts';
import { createWorkerDesk } from '../../adapters/redis/create-worker-desk.ts';
import { createRedisDiagnostics } from '../../adapters/redis/redis-diagnostics.ts';
import { createClock } from '../../adapters/system/clock.ts';
import { lookAtAll } from '../../app/answer-doctor.ts';
import { showTargets } from '../../app/answer-targets.ts';
import { askRecovery } from '../../app/ask-recovery.ts';
import type { Command } from '../../domain/command.ts';
import type { Language } from '../../domain/language.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';
import type { Config } from '../config.ts';
import { profileView } from '../profile-view.ts';
import type { Stack } from '../stack.ts';

/** How long the shell waits for a look at the targets and for a recovery, in milliseconds. */
const LOOK_PATIENCE_MS = 15_000;
const RECOVER_PATIENCE_MS = 30 * 60_000;

/**
 * Asks the instance's own worker, without the chat, whose answers may not take as long.
 * @param slack what looks at the Slack that is configured, which the shell's own instance does not use
 * @returns the answer, and whether every target shown is ready, nothing is left to recover, or all is well
 */
export async function askWorkerOf(
  stack: Stack,
  config: Config,
  command: Extract<Command, { name: 'targets' | 'recover' | 'doctor' }>,
  { user, slack, language }: { user: string; slack: readonly Diagnostics[]; language: Language },
): Promise<{ text: string; isWell: boolean }> {
  const redis = await connectRedis(stack.redisUrl);
  try {
    const deps = {
      desk: createWorkerDesk({ redis }),
      clock: createClock(),
      targets: new Map(config.targets.map((profile) => [profile.name, profile.limits])),
      defaultTarget: config.defaultTarget,
      profile: (name: string) => profileView(config, name),
    };
    const asked = { user, key: randomUUID(), language };
    if (command.name === 'doctor') {
      const { clock } = deps;
      const audit = createAuditDiagnostics({ audit: createAuditLog({ redis }), clock });
      const diagnostics = [...slack, createRedisDiagnostics({ redis, clock, isOwn: config.redisUrl === null }), audit];
      return await lookAtAll({ ...deps, diagnostics }, asked.key, LOOK_PATIENCE_MS, language);
    }
    if (command.name === 'targets') {
      const { text, usable } = await showTargets(deps, { ...asked, target: command.target }, LOOK_PATIENCE_MS);
      return { text, isWell: usable };
    }
    const { target, keep, confirm } = command;
    const { text, recovered } = await askRecovery(deps, { ...asked, target, keep, confirm }, RECOVER_PATIENCE_MS);
    return { text, isWell: recovered };
  } finally {
    redis.disconnect();
  }
}

import { advise } from '../domain/advice/advise.ts';
import type { RecommendCommand } from '../domain/advice/command-recommend.ts';
import type { AskedAdvice } from '../domain/advice/workload-keys.ts';
import type { Language } from '../domain/language.ts';
import { confirmingRun } from '../domain/recommendation.ts';
import { adviceMessage } from '../domain/text/advice-text.ts';
import type { Workload } from '../domain/workload.ts';
import { knownTarget } from './answer-targets.ts';
import type { StartDeps } from './start-run.ts';

/**
 * The value that a model recommends for a workload on a target as it is now, and a run that would confirm it. Touches
 * nothing.
 * @throws AppError `target_unknown`, `target_unreachable`, `config_unreadable`
 */
export async function answerRecommend(
  deps: StartDeps,
  { asked, said, target }: RecommendCommand,
  language: Language = 'en',
): Promise<string> {
  const name = target ?? deps.defaultTarget;
  const limits = deps.targets.get(knownTarget(deps, name)) ?? { clients: 0, observe_ms: 0 };
  const plan = deps.plan(name);
  const topology = await plan.target.describe();
  const found = plan.config.read(topology.config.document, 'max-connection-duration');
  const advice = advise(asked, { name, topology, found }, language);
  const { best } = advice;
  const confirm =
    best === null || advice.already
      ? null
      : confirmingRun(best.setting, { ...workloadOf(asked), target: name, clients: asked.clients, limits });
  return adviceMessage({ advice, target: name, topology, confirm, said }, language);
}

function workloadOf({ interval_ms, stream_ms }: AskedAdvice): { intervalMs: number; workload?: Workload } {
  if (stream_ms === 0) return { intervalMs: interval_ms };
  const workload = { rpc: 'server-stream' as const, stream_ms: Number.isFinite(stream_ms) ? stream_ms : null };
  return { intervalMs: interval_ms, workload };
}

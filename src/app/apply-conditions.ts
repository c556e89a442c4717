import { changesService, serviceChange } from '../domain/condition.ts';
import { AppError } from '../domain/errors.ts';
import type { ArmPlan } from '../domain/scenario.ts';
import { changeFrom, serviceSettings, settingsText, settleMs } from '../domain/service-settings.ts';
import type { Topology } from '../domain/topology.ts';
import type { Fence } from '../ports/target.ts';
import type { Run } from './run-context.ts';

type PlannedArm = ArmPlan & { label: string };

/**
 * Makes the target as an arm has it, before its connections move: its conditions, and for what it has none of, as found.
 * Repeats come back to an arm that is as found, so that each arm says all that it needs.
 * @throws AppError `target_unfit` where the target does not read back as it was asked to be
 */
export async function applyConditions(run: Run, fence: Fence, found: Topology, arm: ArmPlan): Promise<void> {
  const { deps, recorder, signal } = run;
  // A run none of whose arms changes the Service leaves it to whoever does.
  if (!run.once.some(({ conditions }) => changesService(conditions))) return;
  const wanted = { ...serviceSettings(found.service), ...serviceChange(arm.conditions) };
  const settings = changeFrom(serviceSettings((await deps.target.describe()).service), wanted);
  if (Object.keys(settings).length === 0) return;
  signal.throwIfAborted();
  const appliedAt = recorder.now();
  await deps.target.intervene(fence, { kind: 'service', settings }, signal);
  const after = await deps.target.describe();
  const left = changeFrom(serviceSettings(after.service), wanted);
  if (Object.keys(left).length > 0) {
    throw new AppError(
      'target_unfit',
      `Service ${after.service.name} does not have ${settingsText(left)} after it was set.`,
    );
  }
  recorder.timeline.push({ at_ms: appliedAt, kind: 'service_applied', ref: settingsText(settings) });
  await deps.clock.sleep(settleMs(settings, after), signal);
}

/**
 * Measures whether the Service has stayed as an arm has it, so that what somebody put back meanwhile is not judged for the
 * way that was asked for.
 */
export async function checkConditions({ deps, gates, once }: Run, found: Topology, arm: PlannedArm): Promise<void> {
  if (!once.some(({ conditions }) => changesService(conditions))) return;
  const wanted = { ...serviceSettings(found.service), ...serviceChange(arm.conditions) };
  const now = await deps.target.describe().catch(() => null);
  const changes = now === null ? null : Object.keys(changeFrom(serviceSettings(now.service), wanted)).length;
  gates.push({ name: `${arm.label} foreign Service changes`, ok: changes === 0, value: changes, limit: 0 });
}

/**
 * Whether the target lets itself be made as an arm has it; changes nothing.
 * @throws AppError `target_forbidden` where the rights are missing, `target_unfit` where it would have no effect
 */
export async function rehearseConditions({ deps }: Pick<Run, 'deps'>, found: Topology, arm: ArmPlan): Promise<void> {
  const settings = changeFrom(serviceSettings(found.service), serviceChange(arm.conditions));
  if (Object.keys(settings).length > 0) await deps.target.rehearse({ kind: 'service', settings });
}

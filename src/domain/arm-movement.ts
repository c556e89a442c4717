import { armKind } from './arm-name.ts';
import type { RunRecord } from './record.ts';
import type { ArmRecord } from './record-arm.ts';
import type { RunRequest } from './run.ts';
import { addsPods, armsInOrder } from './run-plan.ts';
import { findScenario, type Movement } from './scenario.ts';

/** What made connections move in the changes of a run. */
export function movementOf({ scenario }: Pick<RunRecord, 'scenario'>, arm?: Pick<ArmRecord, 'moved_by'>): Movement {
  return arm?.moved_by ?? findScenario(scenario)?.movement ?? 'restart';
}

/** What goes on in the change of an arm of a run that has not ended, where it is no restart: its clients reconnect, or Pods come. */
export function changeIn(
  { scenario: name, parameters }: Pick<RunRequest, 'scenario' | 'parameters'>,
  arm: string | null,
): 'reconnect' | 'add' | null {
  const scenario = findScenario(name);
  if (scenario === undefined || arm === null) return null;
  const planned = armsInOrder(scenario, parameters).find((one) => one.name === armKind(arm));
  if (planned === undefined) return null;
  if (addsPods(planned, parameters)) return 'add';
  return planned.movement === 'reconnect' ? 'reconnect' : null;
}

import type { RunRecord } from './record.ts';
import type { ArmRecord } from './record-arm.ts';
import type { Movement } from './scenario.ts';
import { findScenario } from './scenarios.ts';

/** What made connections move in the changes of a run. */
export function movementOf({ scenario }: Pick<RunRecord, 'scenario'>, arm?: Pick<ArmRecord, 'moved_by'>): Movement {
  return arm?.moved_by ?? findScenario(scenario)?.movement ?? 'restart';
}

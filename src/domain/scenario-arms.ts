import { scaledArm } from './arm-name.ts';
import type { ArmPlan, Scenario } from './scenario.ts';
import { findScenario } from './scenarios.ts';
import { type AskedValue, besideOf, type Setting } from './setting.ts';

/** What `setting` takes. */
export const SETTING_CHOICES = ['max-connection-duration', 'idle-timeout', 'max-requests', 'none'] as const;
export type SettingChoice = (typeof SETTING_CHOICES)[number];

/**
 * A scenario with the setting that is chosen for its treatment, and with that setting's own default; as it is where nothing
 * is chosen, or where there is nothing to choose.
 */
export function withSetting(scenario: Scenario, chosen: string | undefined): Scenario {
  const kind = SETTING_CHOICES.find((one) => one === chosen?.toLowerCase().replaceAll('_', '-'));
  if (scenario.choosesSetting === undefined || kind === undefined) return scenario;
  const { defaultRequests: _none, ...rest } = scenario;
  if (kind === 'none') return { ...rest, setting: null, defaultValueMs: null };
  const { defaultValueMs = null, defaultRequests } = findScenario(kind) ?? {};
  return { ...rest, setting: kind, defaultValueMs, ...(defaultRequests === undefined ? {} : { defaultRequests }) };
}

/** The arms of a run in order: a setting is compared with the change alone, because a restart itself reshuffles. */
export function armsOf(scenario: Scenario, asked: AskedValue): ArmPlan[] {
  const control: ArmPlan = { name: 'control', movement: scenario.movement, setting: null, conditions: [] };
  if (scenario.choice !== undefined) {
    const conditions = scenario.choice.conditions(asked.option ?? scenario.choice.fallback);
    return withPodsAdded([control, { ...control, name: 'treatment', conditions }], asked.add_pods ?? 0);
  }
  if (scenario.timed !== undefined && asked.value_ms !== null) {
    const { control: without, treatment: and } = scenario.timed;
    return [
      { ...control, conditions: without(asked.value_ms) },
      { ...control, name: 'treatment', conditions: and(asked.value_ms) },
    ];
  }
  const setting = askedSetting(withSetting(scenario, asked.setting), asked);
  if (setting === null) return [control];
  return [control, { ...control, name: 'treatment', setting }];
}

/** After each arm the same once more, in which Pods come and nobody reconnects. */
function withPodsAdded(arms: readonly ArmPlan[], pods: number): ArmPlan[] {
  if (pods === 0) return [...arms];
  return arms.flatMap((arm): ArmPlan[] => [arm, { ...arm, name: scaledArm(arm.name), movement: 'scale-out' }]);
}

/** The setting that was asked for, complete; null where there is none to ask for, or a sweep has many. */
export function askedSetting({ setting: kind }: Scenario, asked: AskedValue): Setting | null {
  if (kind === 'max-requests') {
    return asked.requests === undefined ? null : { kind, requests: asked.requests, ...besideOf(asked) };
  }
  return kind === null || asked.value_ms === null ? null : { kind, value_ms: asked.value_ms, ...besideOf(asked) };
}

import { durationIn } from '../duration.ts';
import {
  BESIDE_FIELDS,
  type Beside,
  type DurationKind,
  SETTING_FIELDS,
  type Setting,
  type SettingKind,
} from '../setting.ts';
import { ARM_CHANGES, type ArmChange, type CustomArm, PLAN_LIMITS } from './custom-plan.ts';
import type { PlanProblem } from './plan-problem.ts';
import type { Place, PlanNode } from './plan-tree.ts';
import { type Fields, fieldsOf, oneOf } from './read-fields.ts';

/** An arm with the places that are needed again; what could not be read is undefined. */
export interface ArmRead {
  at: Place;
  name: string | undefined;
  nameAt: Place;
  change: ArmChange | undefined;
  setting: Setting | null | undefined;
  observe_ms: number | null | undefined;
  observeAt: Place;
  judged: boolean;
}

const SECOND = 1000;
const DAY = 86_400_000;
/** How long an arm may be observed, in milliseconds, whatever the target allows. */
const OBSERVE = { min: 5 * SECOND, max: 600 * SECOND } as const;
const VALUE = { min: 100, max: DAY } as const;
const REQUESTS = { min: 1, max: 1_000_000 } as const;
const DRAIN = { min: 0, max: 600 * SECOND } as const;

const KEYS = ['name', 'setting', 'change', 'observe', 'judged'] as const;
const KINDS = Object.keys(SETTING_FIELDS) as SettingKind[];
const BESIDE = ['jitter', ...Object.values(BESIDE_FIELDS).map((field) => field.replaceAll('_', '-'))];
const SETTING_KEYS = [...KINDS, ...BESIDE];

/** A dash and digits at the end mark the repeats of an arm. */
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

export function readArm(node: PlanNode, problems: PlanProblem[]): ArmRead | null {
  const fields = fieldsOf(node, { name: 'arms', keys: KEYS, required: ['name'], of: 'arm' }, problems);
  if (fields === null) return null;
  const placeOf = (key: string): Place => fields.node(key)?.at ?? node.at;
  const name = fields.read('name', { kind: 'arm-name' }, (text) => {
    return NAME.test(text) && !/-\d+$/.test(text) && text.length <= PLAN_LIMITS.name ? text : undefined;
  });
  const change = fields.read('change', { kind: 'one-of', options: ARM_CHANGES }, oneOf(ARM_CHANGES));
  const judged = fields.read('judged', { kind: 'boolean' }, (text) =>
    text === 'true' ? true : text === 'false' ? false : undefined,
  );
  return {
    at: node.at,
    name,
    nameAt: placeOf('name'),
    change: fields.node('change') === undefined ? 'none' : change,
    setting: readSetting(fields, problems),
    observe_ms: fields.node('observe') === undefined ? null : durationOf(fields, 'observe', OBSERVE),
    observeAt: placeOf('observe'),
    judged: judged === true,
  };
}

/** An arm without a mistake, undefined for one with some. */
export function armOf({ name, change, setting, observe_ms }: ArmRead): CustomArm | undefined {
  if (name === undefined || change === undefined || setting === undefined || observe_ms === undefined) return undefined;
  return { name, change, setting, observe_ms };
}

function durationOf(fields: Fields, key: string, { min, max }: { min: number; max: number }): number | undefined {
  return fields.read(key, { kind: 'duration', min, max }, (text) => {
    const ms = text === '0' ? 0 : durationIn(text.toLowerCase(), min, max);
    return ms === null || ms < min ? undefined : ms;
  });
}

/** Null for none, undefined for one with a mistake. */
function readSetting(arm: Fields, problems: PlanProblem[]): Setting | null | undefined {
  const node = arm.node('setting');
  if (node === undefined || (node.kind === 'text' && node.text.toLowerCase() === 'none')) return null;
  const before = problems.length;
  const asked = { name: 'setting', keys: SETTING_KEYS, required: [], of: 'setting' as const };
  const fields = fieldsOf(node, asked, problems);
  if (fields === null) return undefined;
  const [kind, other] = KINDS.filter((one) => fields.node(one) !== undefined);
  if (kind === undefined) {
    if (problems.length === before) fields.wrong(node.at, { kind: 'missing', key: KINDS.join('` / `'), of: 'setting' });
    return undefined;
  }
  if (other !== undefined)
    fields.wrong(fields.node(other)?.at ?? node.at, { kind: 'not-with', key: other, other: kind });
  const jitter = fields.read('jitter', { kind: 'percentage' }, percentOf);
  if (jitter !== undefined && kind !== 'max-connection-duration')
    fields.wrong(fields.node('jitter')?.at ?? node.at, { kind: 'not-with', key: 'jitter', other: kind });
  const beside: Beside = {
    ...(jitter === undefined ? {} : { jitter_percent: jitter }),
    ...optional('max_stream_duration_ms', durationOf(fields, 'max-stream-duration', VALUE)),
    ...optional('drain_timeout_ms', durationOf(fields, 'drain-timeout', DRAIN)),
  };
  const valued = limitOf(fields, kind);
  if (valued === undefined || problems.length > before) return undefined;
  return { ...valued, ...beside };
}

type Valued = { kind: 'max-requests'; requests: number } | { kind: DurationKind; value_ms: number };

function limitOf(fields: Fields, kind: SettingKind): Valued | undefined {
  if (kind !== 'max-requests') {
    const value_ms = durationOf(fields, kind, VALUE);
    return value_ms === undefined ? undefined : { kind, value_ms };
  }
  const requests = fields.read(kind, { kind: 'whole', ...REQUESTS }, (text) => {
    const number = /^[1-9]\d{0,11}$/.test(text) ? Number(text) : 0;
    return number >= REQUESTS.min && number <= REQUESTS.max ? number : undefined;
  });
  return requests === undefined ? undefined : { kind, requests };
}

function optional<K extends string>(key: K, value: number | undefined): { [key in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: number });
}

function percentOf(text: string): number | undefined {
  const [, number] = /^((?:0|[1-9]\d{0,2})(?:\.\d{1,2})?)%?$/.exec(text) ?? [];
  return number === undefined || Number(number) > 100 ? undefined : Number(number);
}

import type { Allowed } from '../../allowed.ts';
import type { PlanEffect } from '../../run.ts';
import { escapeMrkdwn } from '../escape-mrkdwn.ts';
import { allowed } from './allowed.ts';
import { units } from './units.ts';

/** What stands in the forms that people fill in. */
export const forms = {
  runTitle: () => 'Run an experiment',
  recommendTitle: () => 'Which value fits you?',
  run: () => 'Run',
  askToRun: () => 'Ask for approval',
  recommend: () => 'Recommend',
  cancel: () => 'Cancel',
  more: (entered: number) => (entered === 0 ? 'More settings' : `More settings (${entered} set)`),
  fewer: () => 'Fewer settings',
  label: (key: string): string => LABELS[key] ?? key,
  hint: (key: string, one: Allowed) => [allowed.range(one), MEANINGS[key] ?? []].flat().join(', '),
  defaultHint: (text: string) => `default: ${text}`,
  mustBe: (expected: string) => `This must be ${expected}.`,
  needsStreams: () => 'This needs clients with streams: choose server-stream or bidi-stream as what clients do.',
  rpsAndInterval: () => 'This says the same as the time between two requests; leave one of them empty.',
  leaveEmpty: () => 'What you leave empty has its default. The answer is for you alone; nothing is touched.',
  inShort: ({ deployment, pods, rollouts, reconnects, service }: PlanEffect, clients: number): string[] =>
    rollouts === 0
      ? service === undefined
        ? ['Changes nothing', units.count(clients, 'connection')]
        : [`Changes Service \`${escapeMrkdwn(service.name)}\``, `about ${units.count(reconnects, 'reconnect')}`]
      : [
          `${rollouts} rollouts of \`${escapeMrkdwn(deployment)}\` (${units.count(pods.length, 'Pod')})`,
          `about ${units.count(reconnects, 'reconnect')}`,
        ],
  about: (span: string) => `about ${span}`,
  unseen: (target: string, isSilent: boolean) =>
    isSilent ? `:warning: ${target} does not answer` : `:warning: ${target} can not be read now`,
  hindered: () => ':warning: Would end untouched, see below',
  guarded: (need: 'confirm' | 'second-person'): string =>
    need === 'confirm' ? ':lock: needs a confirmation' : ':lock: needs a second person',
  refused: (reason: string) => `:x: ${reason}`,
  mend: (fields: string) => `:warning: To be mended before a run can start: ${fields}`,
  hidden: (label: string, message: string) => `${label}: ${message}`,
  asking: (target: string) => `:hourglass_flowing_sand: Asking ${target} how it is now ...`,
  silent: (target: string, after: string) =>
    `:warning: *${target} did not answer within ${after}*, so its Pods, the shares and the reconnects can not be told.`,
  failed: (target: string, message: string) => `:warning: *${target} can not be read now*: ${message}`,
  unseenRun: () =>
    'A run would be queued all the same; if the target is still away when its turn comes, it ends with nothing touched.',
  unseenPlan: () => 'There is no plan to approve without its answer, so nothing would be started.',
  changing: (target: string, run: string) =>
    `What run ${run} has changed on ${target} is put back before this run begins, so this is for ${target} as it was before that.`,
  already: (target: string, setting: string) =>
    `:warning: *${target} has \`${setting}\` already*: the run would end before it touches anything. Choose another value.`,
  unknownField: (message: string) => `:warning: *Nothing would be touched*: ${message}`,
  hinderedBy: (obstacle: string) => `:warning: *Nothing would be touched*: ${obstacle}`,
  expect: () => '*What to expect*',
  picks: (count: string, span: string) =>
    `About ${count} new connections are counted while the setting is observed for ${span}.`,
  held: (clients: string, span: string) =>
    `No connection is closed by the setting in the ${span} that it is observed; counted is where the ${clients} are.`,
  few: (wanted: number) =>
    `That may be too few to decide: about ${wanted} decide most verdicts, and more clients or a longer observation bring them.`,
  takes: (span: string) => `It takes about ${span}.`,
  takesOf: (span: string) => `It takes about ${span} on 3 Pods.`,
  touches: (target: string, level: string | null) =>
    level === null ? `*What it does to ${target}*` : `*What it does to ${target}* (class ${level})`,
  effect: (text: string) => `It ${text}.`,
  starts: (changes: boolean) =>
    `It starts at once, or when the runs before it have ended${changes ? ', and puts everything back' : ''}.`,
  needs: (need: 'confirm' | 'second-person'): string =>
    need === 'confirm'
      ? ":lock: Nothing starts yet: the exact diff is shown, and waits 10 minutes for anybody's confirmation."
      : ':lock: Nothing starts yet: the exact diff is shown, and waits 10 minutes for the approval of somebody else than you.',
  toldIn: (channel: string) => `Its thread is in ${channel}.`,
  refusal: (message: string) => `:no_entry: ${message}`,
  typed: (line: string) => `*The same as a line to type*\n\`${line}\``,
  preparing: (line: string) =>
    `:hourglass: \`${line}\` is being prepared; the target takes its time. You are told here what comes of it.`,
  /** Where no form can be opened. */
  changeLine: (line: string) => `Change what you want in this line, and type it: \`${line}\``,
};

const LABELS: Readonly<Record<string, string>> = {
  plan: 'Plan (YAML)',
  scenario: 'Scenario',
  on: 'Target',
  value: 'Value of the setting',
  clients: 'Clients',
  interval: 'Request interval',
  restart: 'Restart',
  setting: 'Setting',
  from: 'Pods before',
  to: 'Pods after',
  add: 'Pods that come',
  observe: 'Observe each arm for',
  rpc: 'What clients do',
  stream: 'Length of a stream',
  jitter: 'Jitter of the value',
  'max-stream-duration': 'Cut streams after',
  'drain-timeout': 'Drain timeout',
  warmup: 'Warm-up',
  repeats: 'Repeats',
  alpha: 'Significance level',
  effect: 'Skewed from max/mean',
  tolerance: 'Balanced below max/mean',
  seed: 'Seed',
  rps: 'Requests per second',
  within: 'Even again within',
  errors: 'Failures allowed',
  heaviest: 'Busiest client',
};

/** What a label is too short for. */
const MEANINGS: Readonly<Record<string, string>> = {
  clients: 'one connection each',
  interval: 'from one request of a client to its next',
  'drain-timeout': 'between the first GOAWAY and the final one',
  warmup: 'before the first change',
  repeats: 'of each arm',
  rps: 'of all clients together, in the place of the interval',
  errors: 'of all requests, or streams',
  heaviest: 'its share of all requests',
};

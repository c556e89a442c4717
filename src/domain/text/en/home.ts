/** The home tab. */
export const home = {
  startLabel: 'Run an experiment',
  startsIn: (channel: string | null) =>
    `Its message appears ${channel === null ? 'in your messages with me' : `in ${channel}`}, where you ran last; in another channel type \`/nlb run\`.`,
  startByTyping: () =>
    'Start a run in a channel: `/nlb run` opens a form; `/nlb run baseline` touches nothing and takes less than a minute.',
  running: 'Running',
  nothingRuns: () => 'Nothing runs.',
  queue: 'In the queue',
  nothingWaits: () => 'Nothing waits. A run that is started while its target is busy waits here.',
  approvals: 'Waiting for an approval',
  more: (n: number, line: string) => `and ${n} more: \`${line}\``,
  targets: 'Targets and their last results',
  symbols: () =>
    'Verdicts, oldest first: ✓ BALANCED, ✗ IMBALANCED, ? INCONCLUSIVE, – INVALID. Bars: max/mean, the lowest is even.',
  target: (name: string, kind: string, isDefault: boolean) => `*${name}* (${kind}${isDefault ? ', the default' : ''})`,
  asked: (target: string) => `:hourglass_flowing_sand: ${target}: its worker is being asked`,
  noWorker: (target: string) => `:x: ${target}: no worker answered in time. Check that the worker runs`,
  usable: (target: string, pods: string, holder: string) =>
    `:white_check_mark: ${target}: ready for a run, ${pods}${holder}`,
  inUse: (target: string, run: string) =>
    `:white_check_mark: ${target}: in use by run ${run}; the next one waits for it`,
  problem: (target: string, problem: string | null) => `:x: ${target}: ${problem ?? 'not ready for a run'}`,
  leftChanged: (target: string, run: string, line: string) =>
    `:rotating_light: ${target}: run ${run} left it changed. \`${line}\``,
  podsAway: (target: string, pods: string, holder: string) => `:warning: ${target}: ${pods}${holder}`,
  noRights: (target: string, line: string) => `:x: ${target}: the worker lacks rights. \`${line}\` shows them`,
  pods: (ready: number, all: number, isComplete: boolean) =>
    `${ready} of ${all} Pods Ready${isComplete ? '' : ', rollout not complete'}`,
  heldBy: (holder: string) => `; held by ${holder}`,
  noResult: (line: string) => `No result yet. Type in a channel: \`${line}\``,
  last: (facts: string) => `Last: ${facts}`,
  schedules: 'Schedules',
  noSchedule: () =>
    'Nothing runs by itself yet. Type in a channel: `/nlb schedule add rollout-restart weekly=mon@03:00`, or `after=rollout` in the place of a day.',
  moreSchedules: (hidden: number) =>
    `${hidden > 0 ? `and ${hidden} more: ` : ''}\`/nlb schedule\` in a channel lists, pauses and removes them.`,
  runs: 'Runs that have ended',
  noRun: () => 'None is kept yet. `/nlb run baseline` touches nothing and takes less than a minute.',
  newer: 'Newer',
  older: 'Older',
  range: (from: number, to: number, all: number) =>
    `${from === to ? from : `${from} to ${to}`} of ${all}, newest first. \`/nlb show RUN\` tells one again, \`/nlb compare RUN RUN\` compares two.`,
  asOf: (time: string) => `As of ${time}. \`/nlb help\` in a channel lists what to type.`,
  refresh: 'Refresh',
  away: (message: string, advice: string) => `:x: What runs and waits can not be shown: ${message} ${advice}`,
};

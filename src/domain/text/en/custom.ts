import type { ArmChange } from '../../custom/custom-plan.ts';
import type { Expected, Wrong } from '../../custom/plan-problem.ts';
import type { Measure, Over, Severity } from '../../custom/probe.ts';
import { formatDuration } from '../../duration.ts';

const SHAPES = { map: 'keys with values', list: 'a list, each item behind a dash', text: 'one value' } as const;

const of = (what: Extract<Wrong, { kind: 'missing' }>['of']): string => (what === 'arm' ? 'An arm' : `A ${what}`);

function expected(one: Expected): string {
  switch (one.kind) {
    case 'one-of':
      return one.options.map((option) => `\`${option}\``).join(', ');
    case 'duration':
      return `a duration with its unit, \`${formatDuration(one.min)}\` to \`${formatDuration(one.max)}\``;
    case 'whole':
      return `a whole number, ${one.min} to ${one.max.toLocaleString('en-US')}`;
    case 'percentage':
      return 'a percentage, `0%` to `100%`';
    case 'arm-name':
      return 'up to 40 letters, digits and dashes, without a dash and a number at its end';
    case 'first-arm':
      return '`control`, because the others are compared with the first arm';
    case 'title':
      return 'one line of up to 80 characters, without `<`, `>`, `&`, `*`, `_`, `~`, `|` and backticks';
    case 'probe-name':
      return 'one line of up to 40 characters, without `<`, `>`, `&`, `*`, `_`, `~`, `|` and backticks';
    case 'statistic':
      return 'the whole name of a statistic as `/stats` of Envoy has it, such as `http.ingress_http.downstream_rq_5xx`';
    case 'promql':
      return 'a PromQL query of up to 1,000 characters';
    case 'tolerance':
      return 'a comparison with a number, in quotes, such as `"<= 5"` or `">= 99.5 %"`';
    case 'boolean':
      return '`true` or `false`';
  }
}

function wrong(what: Wrong): string {
  const near = 'near' in what && what.near !== null ? ` Did you mean \`${what.near}\`?` : '';
  switch (what.kind) {
    case 'syntax':
      return `This is no YAML: ${what.message}.`;
    case 'too-long':
      return `The plan has ${what.length.toLocaleString('en-US')} characters; ${what.most.toLocaleString('en-US')} are read.`;
    case 'unknown':
      return `There is no key \`${what.key}\` here.${near} Keys: ${what.keys.join(', ')}.`;
    case 'twice':
      return `\`${what.key}\` is given twice.`;
    case 'missing':
      return `${of(what.of)} needs \`${what.key}\`.`;
    case 'shape':
      return `\`${what.key}\` must be ${SHAPES[what.wanted]}.`;
    case 'value':
      return `\`${what.key}\` is ${what.got === '' ? 'empty' : `\`${what.got}\``}; it must be ${expected(what.expected)}.${near}`;
    case 'count':
      return `\`${what.key}\` has ${what.count} items; ${what.least} to ${what.most} are allowed.`;
    case 'same-name':
      return `\`${what.name}\` is the name of another one already.`;
    case 'one-judged':
      return `\`${what.name}\` is judged already; the verdict is about one arm.`;
    case 'not-with':
      return `\`${what.key}\` does not go together with \`${what.other}\`.`;
    case 'needs-restart':
      return `A setting comes and goes with a restart only, and the arm before leaves \`${what.before}\`: give ${what.arm === '' ? 'this arm' : `\`${what.arm}\``} the same setting, or \`change: rolling\`.`;
    case 'observe-limit':
      return `The target allows \`observe\` up to \`${formatDuration(what.most)}\`.`;
  }
}

const CHANGES: Readonly<Record<ArmChange, string>> = {
  none: 'nothing is touched',
  rolling: 'a rolling restart',
  burst: 'a restart with one new Pod first',
  reconnect: 'every client connects anew, and the Pods stay',
};

const MEASURED: Readonly<Record<Measure, string>> = {
  value: '',
  delta: 'increase since the arm began',
  rate: 'increase a second',
};

const OVERS: Readonly<Record<Over, string>> = { each: 'of each Pod', sum: 'of all Pods together' };

const IF_NOT: Readonly<Record<Severity, string>> = {
  note: 'else it is noted',
  fail: 'else the arm is not counted',
  stop: 'else the run ends at once and everything is put back',
};

/** A run of a written plan. */
export const custom = {
  problem: (line: number, column: number, what: Wrong) => `Line ${line}, column ${column}: ${wrong(what)}`,
  moreProblems: (n: number) => `And ${n} more.`,
  notRun: (problems: string) => `The plan has mistakes; nothing was started.\n${problems}`,
  noPlan: () => 'A custom run needs its plan.',
  /** Where a file can not be read. */
  openForm: () => 'A command carries no plan: open the form with `/nlb run custom`, and write or paste the plan there.',
  needsFile: () => '`custom` needs its plan: `nlb run custom plan=FILE`.',
  atShell: (line: string) => `*The same at a shell, with the plan in a file*\n\`${line}\``,
  fieldHint: () => '/nlb help custom shows the smallest plan with everything. Mistakes are told with their lines.',
  fieldKept: () => 'This scenario has no use for it; it is kept here for custom.',
  helpHead: () => '*A plan in YAML*, as small as one with everything can be:',
  helpMore: () =>
    'In Slack `/nlb run custom` opens a form with a field for it; from the shell it is a file: `nlb run custom plan=FILE`. Each key with its default and range: docs/custom.md.',
  title: (title: string) => `custom: ${title}`,
  arm: (name: string, change: ArmChange, setting: string | null) =>
    `*${name}* - ${CHANGES[change]}${setting === null ? ', configuration as found' : `, ${setting}`}`,
  armOf: (arm: string, observed: string, isJudged: boolean) =>
    `• ${arm}, observed ${observed}${isJudged ? ', *judged*' : ''}`,
  diffOf: (arm: string, config: string) =>
    `In ${arm}, ${config} is changed from how it was found, and everything is put back afterwards:`,
  probes: () => '*Probes*',
  probe: (x: { name: string; source: string; tolerance: string; every: string; severity: Severity }) =>
    `• *${x.name}* - ${x.source} must be ${x.tolerance}, read every ${x.every}; ${IF_NOT[x.severity]}`,
  statistic: (name: string, measure: Measure, over: Over) =>
    `${name}${MEASURED[measure] === '' ? '' : `, ${MEASURED[measure]},`} ${OVERS[over]}`,
  table: (run: string) => `Probes of ${run}`,
  columns: {
    probe: 'Probe',
    limit: 'Must be',
    severity: 'Severity',
    readings: 'Readings',
    worst: 'Worst',
    held: 'Held',
  },
  severities: { note: 'note', fail: 'fail', stop: 'stop' } as Readonly<Record<Severity, string>>,
  readings: (read: number, all: number) => (read === all ? `${all}` : `${read} of ${all}`),
  held: () => 'yes',
  notHeld: (at: string) => `no, at ${at}`,
  blind: (at: string) => `not read since ${at}`,
  unread: () => 'never read',
  stopped: (title: string, at: string, why: string, condition: string) =>
    `:octagonal_sign: ${title} stopped at ${at}: ${why}. ${condition}`,
  /** What a stop rests on; `limit` is what it is not. */
  violated: (probe: string, value: string, limit: string) => `*${probe}* was ${value}, and must be ${limit}`,
  wentBlind: (probe: string) => `*${probe}* could not be read three times in a row`,
  probesHeld: (n: number) => (n === 1 ? 'Its probe held.' : `All ${n} probes held.`),
  probesBroken: (names: string) => `Probes that did not hold: ${names}.`,
  answer: {
    BALANCED: (title: string, target: string, arm: string, spread: string) =>
      `:white_check_mark: *${title} on ${target}: connections are spread evenly in arm ${arm}*: ${spread}.`,
    IMBALANCED: (title: string, target: string, arm: string, spread: string) =>
      `:warning: *${title} on ${target}: connections are uneven in arm ${arm}*: ${spread}.`,
    INCONCLUSIVE: (title: string, target: string, arm: string, spread: string) =>
      `:grey_question: *${title} on ${target}: can't tell in arm ${arm}*: ${spread}.`,
  },
  others: (arms: string) => `Beside it: ${arms}.`,
  gate: (probe: string, value: string | null, limit: string) =>
    value === null ? `probe ${probe} could not be read` : `probe ${probe} was ${value}, and must be ${limit}`,
  gateTodo: () => 'Look at what the probe measures; the table of the probes has when it was so.',
};

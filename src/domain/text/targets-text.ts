import { formatDuration } from '../duration.ts';
import { SCENARIOS } from '../scenario.ts';
import { isReady, isUsable, type TargetProfileView, type TargetReport } from '../target-report.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { keepOurs } from './recovery-text.ts';
import { targetText as nameText } from './run-words.ts';

export interface TargetLimitsView {
  clients: number;
  observe_ms: number;
  scenarios: readonly string[];
}

export interface TargetView {
  name: string;
  isDefault: boolean;
  profile: TargetProfileView;
  limits: TargetLimitsView | undefined;
  /** null when no worker answered. */
  report: TargetReport | null;
}

/** One target: whether it is ready for a run, then each fact in a line of its own. */
export function targetText(view: TargetView): string {
  const { name, isDefault, profile, limits, report } = view;
  const facts = [profile.kind, `class ${profile.class}`, ...(isDefault ? ['the default'] : [])].join(', ');
  const head = `*${nameText(name)}* (${facts})`;
  if (report === null) {
    return [
      `:x: ${head}: no worker answered in time, so how it stands and what a run may do there is not known. Check that the worker runs.`,
      ...profileLines(profile, limits),
    ].join('\n');
  }
  const sign = isUsable(report) ? ':white_check_mark:' : ':x:';
  const lines = isAway(report)
    ? [`• *Not reachable: ${escapeMrkdwn(report.health.ok ? '' : report.health.problem)}*`]
    : [...undoLines(name, report), ...healthLines(report), ...accessLines(report), holdingLine(report)];
  lines.push(...profileLines(profile, limits));
  return [`${sign} ${head}: ${isUsable(report) ? 'ready for a run' : 'not ready for a run'}`, ...lines].join('\n');
}

/** Whether nothing at all could be found out, which one reason says as well as four. */
function isAway({ health, access, holding, undo }: TargetReport): boolean {
  return !health.ok && !access.ok && !holding.ok && !undo.ok;
}

function profileLines({ place, samples }: TargetProfileView, limits: TargetLimitsView | undefined): string[] {
  const lines = [`• Profile: ${escapeMrkdwn(place)}; samples from ${escapeMrkdwn(samples)}`];
  if (limits === undefined) return lines;
  const { clients, observe_ms, scenarios } = limits;
  const which = scenarios.length === SCENARIOS.length ? 'every scenario' : scenarios.join(', ');
  return [...lines, `• Limits: ${clients} clients, \`observe\` up to ${formatDuration(observe_ms)}, ${which}`];
}

function healthLines({ health }: TargetReport): string[] {
  if (!health.ok) return [`• *Health: ${escapeMrkdwn(health.problem)}*`];
  const { deployment, address, envoy_version, kubernetes_version } = health.value;
  const { name, ready, replicas, rolled_out } = deployment;
  const pods = `${ready} of ${replicas} Pods Ready, ${rolled_out ? 'rolled out' : 'rollout not complete'}`;
  const versions = `Envoy ${envoy_version}${kubernetes_version === null ? '' : `, Kubernetes ${kubernetes_version}`}`;
  const told = `Deployment \`${escapeMrkdwn(name)}\` has ${pods}`;
  return [
    `• Health: ${isReady(health.value) ? told : `*${told}*`}; ${escapeMrkdwn(versions)}; clients connect to \`${escapeMrkdwn(address)}\``,
  ];
}

function accessLines({ access }: TargetReport): string[] {
  if (!access.ok) return [`• *Rights: ${escapeMrkdwn(access.problem)}*`];
  if (access.value === null) return ['• Rights: none needed'];
  const { account, missing, roles } = access.value;
  const whose = `the worker's account${account === null ? '' : ` \`${escapeMrkdwn(account)}\``}`;
  if (missing.length === 0) return [`• Rights: ${whose} may do all that a run needs`];
  const count = missing.length === 1 ? 'one thing that a run needs' : `${missing.length} things that a run needs`;
  return [
    `• *Rights: ${whose} may not do ${count}.* ${account === null ? 'Apply this and bind it to that account' : 'Apply this'}:`,
    `\`\`\`${escapeMrkdwn(roles)}\`\`\``,
  ];
}

function holdingLine({ holding }: TargetReport): string {
  if (!holding.ok) return `• *Holder: ${escapeMrkdwn(holding.problem)}*`;
  if (holding.value === null) return '• Holder: nobody, it is free';
  const { holder, expires_in_ms } = holding.value;
  const who = holder.startsWith('recovery-') ? 'a recovery' : `run \`${escapeMrkdwn(holder)}\``;
  if (expires_in_ms <= 0) return `• Holder: ${who}, which is gone; it is free`;
  return `• Holder: ${who}; its lease ends in ${Math.ceil(expires_in_ms / 1000)} s unless it is renewed`;
}

function undoLines(name: string, { undo, holding }: TargetReport): string[] {
  if (!undo.ok) return [`• *Undo record: ${escapeMrkdwn(undo.problem)}*`];
  if (undo.value === null) return [];
  const { run, foreign, confirm } = undo.value;
  const isHeld = holding.ok && holding.value !== null && holding.value.expires_in_ms > 0;
  const what = foreign.map((line) => `    ◦ ${escapeMrkdwn(line)}`);
  const changed = foreign.length === 0 ? '' : ' Somebody else changed since:';
  if (isHeld) {
    return [`• Run \`${escapeMrkdwn(run)}\` has changed it and puts it back at its end.${changed}`, ...what];
  }
  return [
    `• :rotating_light: *Run \`${escapeMrkdwn(run)}\` left it changed:* \`/nlb recover ${escapeMrkdwn(name)}\`.${changed}`,
    ...what,
    ...(foreign.length === 0
      ? []
      : [`    To leave that, add \`keep=theirs\`; to write over it: \`${keepOurs(name, confirm)}\`.`]),
  ];
}

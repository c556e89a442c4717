import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import { SCENARIOS } from '../scenarios.ts';
import { isReady, isUsable, type TargetProfileView, type TargetReport } from '../target-report.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { keepOurs } from './recovery-text.ts';
import { targetText as nameText } from './run-words.ts';
import { type Words, wordsIn } from './words.ts';

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
export function targetText(view: TargetView, language: Language = 'en'): string {
  const { targets: words } = wordsIn(language);
  const { name, isDefault, profile, limits, report } = view;
  const head = `*${nameText(name)}* (${words.facts(profile.place.kind, profile.class, isDefault)})`;
  const ends = profileLines(profile, limits, words);
  if (report === null) return [words.silent(head), ...ends].join('\n');
  const lines = isAway(report)
    ? [words.away(escapeMrkdwn(report.health.ok ? '' : report.health.problem))]
    : [
        ...undoLines(name, report, words),
        ...healthLines(report, language),
        ...accessLines(report, words),
        holdingLine(report, words),
      ];
  return [isUsable(report) ? words.ready(head) : words.notReady(head), ...lines, ...ends].join('\n');
}

type TargetWords = Words['targets'];

/** Whether nothing at all could be found out, which one reason says as well as four. */
function isAway({ health, access, holding, undo }: TargetReport): boolean {
  return !health.ok && !access.ok && !holding.ok && !undo.ok;
}

function profileLines(
  { place, samples }: TargetProfileView,
  limits: TargetLimitsView | undefined,
  words: TargetWords,
): string[] {
  const lines = [escapeMrkdwn(words.profile(place, samples))];
  if (limits === undefined) return lines;
  const { clients, observe_ms, scenarios } = limits;
  const which = scenarios.length === SCENARIOS.length ? null : scenarios.join(', ');
  return [...lines, words.limits(clients, formatDuration(observe_ms), which)];
}

function healthLines({ health }: TargetReport, language: Language): string[] {
  const { targets: words, units } = wordsIn(language);
  if (!health.ok) return [words.healthProblem(escapeMrkdwn(health.problem))];
  const { deployment, address, envoy_version, kubernetes_version } = health.value;
  const { name, ready, replicas, rolled_out } = deployment;
  const versions = [
    `Envoy ${envoy_version}`,
    ...(kubernetes_version === null ? [] : [`Kubernetes ${kubernetes_version}`]),
  ].join(units.comma);
  const told = words.pods(codeText(name), ready, replicas, rolled_out);
  const pods = isReady(health.value) ? told : `*${told}*`;
  return [words.health(pods, escapeMrkdwn(versions), codeText(address))];
}

function accessLines({ access }: TargetReport, words: TargetWords): string[] {
  if (!access.ok) return [words.rightsProblem(escapeMrkdwn(access.problem))];
  if (access.value === null) return [words.noRights()];
  const { account, missing, roles } = access.value;
  const whose = account === null ? null : codeText(account);
  if (missing.length === 0) return [words.allRights(whose)];
  return [words.missingRights(whose, missing.length), `\`\`\`${escapeMrkdwn(roles)}\`\`\``];
}

function holdingLine({ holding }: TargetReport, words: TargetWords): string {
  if (!holding.ok) return words.holderProblem(escapeMrkdwn(holding.problem));
  if (holding.value === null) return words.free();
  const { holder, expires_in_ms } = holding.value;
  const who = holder.startsWith('recovery-') ? words.recoveryHolds() : words.runHolds(codeText(holder));
  return expires_in_ms <= 0 ? words.heldByGone(who) : words.heldFor(who, Math.ceil(expires_in_ms / 1000));
}

function undoLines(name: string, { undo, holding }: TargetReport, words: TargetWords): string[] {
  if (!undo.ok) return [words.undoProblem(escapeMrkdwn(undo.problem))];
  if (undo.value === null) return [];
  const { foreign, confirm } = undo.value;
  const run = codeText(undo.value.run);
  const isHeld = holding.ok && holding.value !== null && holding.value.expires_in_ms > 0;
  const what = foreign.map((line) => `    ◦ ${escapeMrkdwn(line)}`);
  if (isHeld) return [words.putsBack(run, foreign.length > 0), ...what];
  return [
    words.leftChanged(run, `/nlb recover ${escapeMrkdwn(name)}`, foreign.length > 0),
    ...what,
    ...(foreign.length === 0 ? [] : [words.theirs(keepOurs(name, confirm))]),
  ];
}

import type { Language } from '../language.ts';
import { landingP, type PathCheck } from '../path/path-check.ts';
import type { PathSource } from '../path/path-view.ts';
import { sum } from '../statistics/evenness.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { sayP } from './say-number.ts';
import { type Words, wordsIn } from './words.ts';

/** Below this, what was seen is hardly chance, as in a verdict. */
const ALPHA = 0.05;
/** Shares that differ by less are the same. */
const SAME = 1e-9;
/** Pods that are named one by one. */
const NAMED = 6;

type Made = Extract<PathCheck, { kind: 'made' }>;

/**
 * What a check of a path showed, or why none was made, in mrkdwn; null where there is nothing to say. `command` is what
 * would make one.
 */
export function checkText(
  check: PathCheck,
  source: PathSource,
  command: string,
  language: Language = 'en',
): string | null {
  const { path, units } = wordsIn(language);
  if (check.kind === 'not_made') return notMadeText(check, command, path);
  const { asked, door, unnamed } = check;
  const address = path.door(door.node, codeText(door.address));
  const failed = sum(Object.values(check.failed));
  const codes = Object.entries(check.failed)
    .map(([code, n]) => `${code} ${n}`)
    .join(', ');
  if (failed === asked) return path.unanswered(asked, address, codes);
  return [
    ...(sum(Object.values(check.landed)) === 0 ? [] : [landedText(check, source, address, language)]),
    ...(failed === 0 ? [] : [path.checkFailed(failed, codes)]),
    ...(unnamed === 0 ? [] : [path.unnamed(unnamed)]),
  ].join(units.gap);
}

function notMadeText(check: Extract<PathCheck, { kind: 'not_made' }>, command: string, path: Words['path']) {
  const { notMade } = path;
  switch (check.why) {
    case 'held':
      return notMade.held(codeText(check.holder));
    case 'not_allowed':
    case 'failed':
      return notMade[check.why](check.message);
    case 'production':
      return notMade.production(command);
    case 'not_wanted':
      return null;
    default:
      return notMade[check.why]();
  }
}

function landedText(check: Made, { pods }: PathSource, address: string, language: Language): string {
  const { path, units } = wordsIn(language);
  const { landed, door } = check;
  const total = sum(Object.values(landed));
  const hit = pods.filter(({ uid }) => uid in landed);
  const [only] = hit;
  if (hit.length === 1 && only !== undefined) return path.checkedOne(total, address, codeText(podLabel(only.name)));
  const nodes = [...new Set(hit.filter(({ uid }) => (landed[uid] ?? 0) > 0).map(({ node }) => node))];
  const names = hit.slice(0, NAMED).map(({ name }) => codeText(podLabel(name)));
  const rest = hit.length > NAMED ? ` ${path.more(hit.length - NAMED, 'Pod')}` : '';
  const found = path.checked({
    opened: total,
    door: address,
    counts: hit.map(({ uid }) => landed[uid] ?? 0).join(' / '),
    pods: `${names.join(' / ')}${rest}`,
    nodes: nodes.length === 1 ? 'one' : nodes.length === 2 ? 'both' : nodes.length,
    node: escapeMrkdwn(nodes[0] ?? ''),
  });
  const p = landingP(landed, door.expected) ?? 1;
  const shares = hit.map(({ uid }) => door.expected[uid] ?? 0);
  const isEven = Math.max(...shares) - Math.min(...shares) < SAME;
  const percent = shares.map((share) => Math.round(100 * share)).join(' / ');
  const tested = isEven ? path.checkedEven(sayP(p)) : path.checkedShares(`${percent} %`, sayP(p));
  return [`${found}${tested}`, ...(p < ALPHA ? [path.unlikely()] : [])].join(units.gap);
}

import { type ExplainTopicCommand, explainLine } from '../explain/command-explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import { EXPLAIN_TOPICS, scenariosOf } from '../explain/topics.ts';
import type { Claim, Source } from '../facts/claim.ts';
import type { Language } from '../language.ts';
import { SCENARIOS } from '../scenarios.ts';
import { hereText } from './here-text.ts';
import { labDetails, labTable } from './lab-text.ts';
import { routePicture } from './route-picture.ts';
import { targetText } from './run-words.ts';
import { wordsIn } from './words.ts';

/** How an explanation was asked for. */
type Asked = Pick<ExplainTopicCommand, 'target' | 'more'> & {
  /** Whether a picture of its path follows. */
  isDrawn?: boolean;
};

/**
 * A topic in mrkdwn: the paragraph that answers, what is true of this target, the picture of its path, and how to hear
 * more. With `more` every claim with its source. Each statement is a claim of `src/domain/facts` or was read from the target.
 */
export function explanationText(explanation: Explanation, asked: Asked, language: Language = 'en'): string {
  const { units } = wordsIn(language);
  const { lead, more } = explanation;
  const details = explanation.topic === 'lab' && asked.more ? labDetails(language) : [];
  const cited = [...lead, ...details, ...more];
  const sources = asked.more ? numbered(cited) : new Map<string, number>();
  const say = (claim: Claim): string => `${claim.say[language]}${markOf(claim, sources)}`;
  return [
    lead.map(say).join(units.gap),
    hereText(explanation, language),
    ...pathLines(explanation, asked, language),
    ...(explanation.topic === 'lab' ? [labTable(language)] : []),
    ...details.map((detail) => `• ${detail.text}${markOf(detail, sources)}`),
    ...(asked.more ? more.map((claim) => `• ${say(claim)}`) : []),
    ...footLines(explanation, asked, language),
    ...(asked.more ? sourceLines(cited, language) : []),
  ].join('\n');
}

function pathLines({ needsPath, found }: Explanation, { isDrawn }: Asked, language: Language): string[] {
  if (!needsPath || found === null) return [];
  return [isDrawn === true ? wordsIn(language).path.follows() : routePicture(found.topology, language)];
}

/** The topics, each with the question that it answers. */
export function topicsText(target: string, language: Language = 'en'): string {
  const { explain: words, units } = wordsIn(language);
  return [
    words.index(targetText(target)),
    ...EXPLAIN_TOPICS.map((topic) => `• \`${topic}\`${units.colon}${words.topics[topic]}`),
    `• \`run RUN\`${units.colon}${words.runTopic}`,
    wordsIn(language).help.try('/nlb explain nodeport'),
  ].join('\n');
}

/** What the words of a report mean; it needs no target. */
export function explainWords(language: Language = 'en'): string {
  const { explain: words } = wordsIn(language);
  return [words.glossaryHead(), ...words.glossary.map(([term, meaning]) => `• *${term}*: ${meaning}`)].join('\n');
}

function footLines({ topic }: Explanation, { target, more }: Asked, language: Language): string[] {
  const { explain: words } = wordsIn(language);
  const on = target === null ? '' : ` on=${target}`;
  const names = SCENARIOS.map(({ name }) => name);
  const runs = scenariosOf(topic, names).map((name) => `\`/nlb run ${name}${on}\``);
  return [
    ...(more ? [] : [words.more(explainLine({ topic, target, more: true, check: null }))]),
    ...(runs.length === 0 ? [] : [words.tryIt(runs.join(' · '))]),
  ];
}

/** What is shown with what it rests on. */
type Cited = Pick<Claim, 'source'>;

/** A page or a file, whatever part of it: claims of several parts share one number. */
function pageOf(source: Source): string {
  return source.kind === 'documentation' ? source.url.replace(/#.*$/, '') : source.path;
}

/** Each page's number, in the order in which the claims name them. */
function numbered(claims: readonly Cited[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { source } of claims) {
    if (!numbers.has(pageOf(source))) numbers.set(pageOf(source), numbers.size + 1);
  }
  return numbers;
}

function markOf({ source }: Cited, sources: ReadonlyMap<string, number>): string {
  const number = sources.get(pageOf(source));
  return number === undefined ? '' : ` [${number}]`;
}

/** The numbered sources. Slack makes links of the addresses by itself. */
function sourceLines(claims: readonly Cited[], language: Language): string[] {
  const { explain: words } = wordsIn(language);
  const lines = [...numbered(claims)].map(([page, number]) => {
    const named = claims.map(({ source }) => source).filter((source) => pageOf(source) === page);
    const [source] = named;
    if (source?.kind !== 'documentation') return `[${number}] ${words.measured(source?.title ?? '')}: \`${page}\``;
    const urls = new Set(named.map((one) => (one.kind === 'documentation' ? one.url : page)));
    return `[${number}] ${source.title}: ${urls.size === 1 ? source.url : page}`;
  });
  return [words.sources(), ...lines];
}

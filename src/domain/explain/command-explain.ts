import { runId } from '../command-runs.ts';
import { nearest } from '../nearest.ts';
import { type Mistake, type Parsed, usage } from '../parsed.ts';
import { quote } from '../quote.ts';
import { findTopic } from './find-topic.ts';
import { EXPLAIN_TOPICS, type ExplainTopic } from './topics.ts';

export type ExplainCommand = ExplainTopicCommand | { name: 'explain'; run: string };

export interface ExplainTopicCommand {
  name: 'explain';
  /** Null: which topics there are. */
  topic: ExplainTopic | null;
  /** Null: the default target. */
  target: string | null;
  /** Whether everything that is known of the topic is wanted, with its sources. */
  more: boolean;
  /** Whether connections are opened to see where they end; null leaves that to the target's class. */
  check: boolean | null;
}

const TARGET = /^[a-z0-9][a-z0-9-]{0,40}$/;
const KEYS = ['on', 'more', 'check'] as const;
/** `explain [TOPIC] [on=TARGET] [more=true] [check=true|false]` or `explain run RUN`; the words are those after the command. */
export function parseExplain(words: readonly string[]): Parsed<ExplainCommand> {
  if (words[0]?.toLowerCase() === 'run') return parseRun(words.slice(1));
  const command: ExplainTopicCommand = { name: 'explain', topic: null, target: null, more: false, check: null };
  const given = new Set<string>();
  const named: string[] = [];
  for (const word of words) {
    const [typed = '', value] = word.split('=', 2);
    if (value === undefined) named.push(word);
    else {
      const wrong = readKey(typed, value, command, given);
      if (wrong !== null) return wrong;
    }
  }
  if (named.length === 0) return { ok: true, command };
  const typed = named.join(' ');
  const id = named.length === 1 ? runId(named) : null;
  if (id !== null) return usage(`${quote(typed)} is a run; it is explained with \`run\`.`, `/nlb explain run ${id}`);
  const topic = findTopic(typed);
  if (topic === null) return unknownTopic(typed, command);
  command.topic = topic;
  return { ok: true, command };
}

function parseRun(words: readonly string[]): Parsed<ExplainCommand> {
  const run = runId(words);
  if (run !== null) return { ok: true, command: { name: 'explain', run } };
  const got = words.length === 0 ? 'nothing' : quote(words.join(' '));
  return usage(
    `\`explain run\` takes one run id such as \`r-7f3c\`, which \`/nlb history\` lists; got ${got}.`,
    words.length === 0 ? '/nlb explain run r-7f3c' : '/nlb history',
  );
}

function unknownTopic(typed: string, command: ExplainTopicCommand): Mistake {
  const near = nearest(typed.replaceAll(/[_ ]/g, '-'), EXPLAIN_TOPICS);
  const topic = EXPLAIN_TOPICS.find((candidate) => candidate === near) ?? null;
  const instead = topic === null ? `Topics: ${EXPLAIN_TOPICS.join(', ')}, run RUN.` : `Did you mean \`${topic}\`?`;
  return usage(`There is no topic ${quote(typed)}. ${instead}`, explainLine({ ...command, topic }));
}

/** Reads one pair into the command; gives what is wrong with it, or null. */
function readKey(typed: string, value: string, command: ExplainTopicCommand, given: Set<string>): Mistake | null {
  const key = typed.toLowerCase();
  const known = KEYS.find((candidate) => candidate === key);
  if (known === undefined) return unknownKey(typed, command);
  if (given.has(known)) return usage(`\`${known}\` is given twice.`, explainLine(command));
  given.add(known);
  const shown = value === '' ? 'empty' : quote(value);
  const plain = value.toLowerCase().replaceAll('_', '-');
  if (known === 'on') {
    if (!TARGET.test(plain))
      return usage(`\`on\` is ${shown}; it must be the name of a configured target.`, explainLine(command));
    command.target = plain;
    return null;
  }
  if (plain !== 'true' && plain !== 'false') {
    return usage(`\`${known}\` is ${shown}; it must be true or false.`, explainLine({ ...command, [known]: true }));
  }
  command[known] = plain === 'true';
  return null;
}

function unknownKey(typed: string, command: ExplainTopicCommand): Mistake {
  const near = nearest(typed, KEYS);
  const instead = near === null ? 'It takes `on=TARGET`, `more=true` and `check=false`.' : `Did you mean \`${near}\`?`;
  return usage(`\`explain\` has no key ${quote(typed)}. ${instead}`, explainLine(command));
}

/** The command as it is typed; what has its default is left out. */
export function explainLine({ topic, target, more, check }: Omit<ExplainTopicCommand, 'name'>): string {
  return [
    '/nlb explain',
    ...(topic === null ? [] : [topic]),
    ...(more ? ['more=true'] : []),
    ...(check === null ? [] : [`check=${check}`]),
    ...(target === null ? [] : [`on=${target}`]),
  ].join(' ');
}

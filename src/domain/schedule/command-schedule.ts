import { parseRun, type RunCommand } from '../command-experiments.ts';
import { nearest } from '../nearest.ts';
import { PARAMETERS } from '../parameter-rules.ts';
import { type Correct, type Mistake, type Parsed, usage } from '../parsed.ts';
import { quote } from '../quote.ts';
import type { WrongPair } from '../read-pair.ts';
import type { Scenario } from '../scenario.ts';
import { findScenario } from '../scenarios.ts';
import type { PostRule, When } from './schedule.ts';
import { findZone, nearestZone } from './time-zone.ts';
import { readWhen, WHEN_KEYS, type WhenKey } from './when.ts';

/** What is asked of one schedule. */
const DEEDS = ['show', 'run', 'pause', 'resume', 'remove'] as const;
export type ScheduleDeed = (typeof DEEDS)[number];

export type ScheduleCommand =
  | { name: 'schedule'; action: 'list' }
  | { name: 'schedule'; action: ScheduleDeed; id: string }
  | {
      name: 'schedule';
      action: 'add';
      scenario: Scenario;
      given: ReadonlyMap<string, number | string | boolean>;
      target: string | null;
      when: When;
      post: PostRule;
      dry: boolean;
    };

const SCHEDULE_ID = /^s-[a-z0-9]{4,12}$/;
const OWN_KEYS = [...WHEN_KEYS, 'tz', 'post'] as const;
type OwnKey = (typeof OWN_KEYS)[number];
const POSTS: readonly PostRule[] = ['changes', 'always'];
const EXAMPLE = '/nlb schedule add rollout-restart weekly=mon@03:00';

/** What `add` takes beside the keys of `run`, as the help shows it. */
export const SCHEDULE_KEYS: readonly { key: string; meaning: string }[] = Object.freeze([
  { key: 'weekly=mon@03:00', meaning: 'every week, on a day at a time' },
  { key: 'daily=03:00', meaning: 'every day at a time' },
  { key: 'every=24h', meaning: 'again and again, the first time one period from now; 1h to 720h' },
  { key: 'after=rollout', meaning: "after every completed rollout of the target's Deployment that no run made" },
  { key: 'tz=Europe/Paris', meaning: 'whose clocks `weekly` and `daily` go by; default UTC' },
  {
    key: 'post=changes|always',
    meaning:
      'what is posted: a verdict that differs from the run before and whatever went wrong, or every run; default changes',
  },
  { key: 'dry=true', meaning: 'say when it would run, keep nothing' },
]);

/** `schedule [add|show|run|pause|resume|remove ...]`; the words are those after the command. */
export function parseSchedule(words: readonly string[], correct: Correct): Parsed<ScheduleCommand> {
  const [first, ...rest] = words;
  if (first === undefined) return { ok: true, command: { name: 'schedule', action: 'list' } };
  const word = first.toLowerCase();
  if (word === 'add') return parseAdd(rest, correct);
  const deed = DEEDS.find((candidate) => candidate === word);
  if (deed !== undefined) return parseDeed(deed, rest);
  const id = scheduleId(words);
  if (id !== null) return { ok: true, command: { name: 'schedule', action: 'show', id } };
  if (findScenario(first) !== undefined || word.includes('=')) {
    return usage('A schedule is made with `add`.', correct(['schedule', 'add', ...words]));
  }
  const near = nearest(word, ['add', ...DEEDS]);
  return near === null
    ? usage(
        `\`schedule\` takes \`add\`, ${DEEDS.map((known) => `\`${known}\``).join(', ')}, or nothing to list all; got ${quote(first)}.`,
        '/nlb schedule',
      )
    : usage(
        `There is no \`schedule\` ${quote(first)}. Did you mean \`${near}\`?`,
        correct(['schedule', near, ...rest]),
      );
}

function parseDeed(deed: ScheduleDeed, words: readonly string[]): Parsed<ScheduleCommand> {
  const id = scheduleId(words);
  if (id !== null) return { ok: true, command: { name: 'schedule', action: deed, id } };
  const got = words.length === 0 ? '' : `; got ${quote(words.join(' '))}`;
  return usage(
    `\`schedule ${deed}\` takes the id of a schedule such as \`s-1f3c9a\`, which \`/nlb schedule\` lists${got}.`,
    '/nlb schedule',
  );
}

function scheduleId(words: readonly string[]): string | null {
  const id = words.join(' ').toLowerCase().replaceAll('_', '-');
  return SCHEDULE_ID.test(id) ? id : null;
}

/** What is read of the keys that `run` does not have. */
interface Own {
  when: When | null;
  whenKey: WhenKey | null;
  tz: string | null;
  post: PostRule | null;
}

function parseAdd(words: readonly string[], correct: Correct): Parsed<ScheduleCommand> {
  const [name, ...pairs] = words;
  const again = (...better: readonly string[]): string => correct(['schedule add', ...better]);
  if (name === undefined || name.includes('=')) {
    return usage('`schedule add` needs a scenario.', again('rollout-restart', ...words));
  }
  const joined = pairs.join(' ').replaceAll(/ ?= ?/g, '=');
  if (joined !== pairs.join(' ')) return usage('`key=value` is written without spaces.', again(name, joined));
  if (findScenario(name)?.name === 'custom') {
    return usage('A plan of `custom` is given in a form, so it is not for a schedule; any other scenario is.', EXAMPLE);
  }
  const own: Own = { when: null, whenKey: null, tz: null, post: null };
  const ofRun: string[] = [];
  for (const [index, pair] of pairs.entries()) {
    const wrong = readOwn(pair, own);
    if (wrong === 'not own') ofRun.push(pair);
    else if (wrong !== null) {
      const better = wrong.instead === null ? [] : [wrong.instead];
      return usage(wrong.message, again(name, ...pairs.slice(0, index), ...better, ...pairs.slice(index + 1)));
    }
  }
  const ofOwn = pairs.filter((pair) => !ofRun.includes(pair));
  const run = parseRun([name, ...ofRun], (fixed) => again(...fixed.join(' ').split(' ').slice(1), ...ofOwn));
  if (!run.ok) return inTheSameWords(run);
  return complete(own, run.command, {
    with: (pair) => again(name, pair, ...pairs),
    without: (key) => again(name, ...pairs.filter((pair) => !pair.toLowerCase().startsWith(`${key}=`))),
  });
}

/** The command with one pair more, or without a key. */
interface Changed {
  with: (pair: string) => string;
  without: (key: string) => string;
}

function complete(own: Own, run: RunCommand, changed: Changed): Parsed<ScheduleCommand> {
  const { scenario, given, target, dry, confirm } = run;
  if (confirm !== null) {
    return usage('A schedule takes no `confirm`: each run shows its own plan.', changed.without('confirm'));
  }
  if (own.when === null) {
    return usage(
      '`schedule add` needs to know when: `weekly=mon@03:00`, `daily=03:00`, `every=24h` or `after=rollout`.',
      changed.with('weekly=mon@03:00'),
    );
  }
  const when = inZone(own.when, own.tz);
  if (when === null) return usage('`tz` is whose clocks `weekly` and `daily` go by.', changed.without('tz'));
  const post = own.post ?? 'changes';
  return { ok: true, command: { name: 'schedule', action: 'add', scenario, given, target, when, post, dry } };
}

/** Null where there is no clock that a zone could be of. */
function inZone(when: When, tz: string | null): When | null {
  if (tz === null) return when;
  return when.kind === 'weekly' || when.kind === 'daily' ? { ...when, tz } : null;
}

/** A mistake that `run` found, whose last resort is an example of its own. */
function inTheSameWords({ error }: Mistake): Mistake {
  return usage(error.message, error.example.startsWith('/nlb schedule') ? error.example : EXAMPLE);
}

/** Reads a pair into `own`; null when it is right. */
function readOwn(pair: string, own: Own): WrongPair | 'not own' | null {
  const [typed = '', ...values] = pair.split('=');
  const key = typed.toLowerCase().replaceAll('_', '-');
  const text = values.join('=');
  const known = OWN_KEYS.find((candidate) => candidate === key);
  if (known === undefined) return notOwn(key, text);
  if (values.length === 0) return { message: `${quote(pair)} is not \`key=value\`.`, instead: withValue(known, '') };
  if (known === 'tz') return readZone(text, own);
  if (known === 'post') return readPost(text, own);
  if (own.whenKey !== null) {
    const message =
      own.whenKey === known
        ? `\`${known}\` is given twice.`
        : `A schedule has one of \`${own.whenKey}\` and \`${known}\`.`;
    return { message, instead: null };
  }
  const read = readWhen(known, text);
  if ('message' in read) return read;
  own.when = read;
  own.whenKey = known;
  return null;
}

function notOwn(key: string, text: string): WrongPair | 'not own' {
  if (PARAMETERS.some((rule) => rule.key === key)) return 'not own';
  const near = nearest(key, [...PARAMETERS.map((rule) => rule.key), ...OWN_KEYS]);
  if (!OWN_KEYS.some((candidate) => candidate === near)) return 'not own';
  return {
    message: `There is no key ${quote(key)}. Did you mean \`${near}\`?`,
    instead: withValue(near as OwnKey, text),
  };
}

function withValue(key: OwnKey, text: string): string {
  return text === ''
    ? (SCHEDULE_KEYS.find((one) => one.key.startsWith(`${key}=`))?.key.split('|')[0] ?? key)
    : `${key}=${text}`;
}

function readZone(text: string, own: Own): WrongPair | null {
  if (own.tz !== null) return { message: '`tz` is given twice.', instead: null };
  own.tz = findZone(text);
  if (own.tz !== null) return null;
  const near = nearestZone(text);
  const meant = near === null ? '' : ` Did you mean \`${near}\`?`;
  const got = text === '' ? 'empty' : quote(text);
  return {
    message: `\`tz\` is ${got}; it must be the name of a time zone such as \`Europe/Paris\`.${meant}`,
    instead: near === null ? null : `tz=${near}`,
  };
}

function readPost(text: string, own: Own): WrongPair | null {
  if (own.post !== null) return { message: '`post` is given twice.', instead: null };
  own.post = POSTS.find((candidate) => candidate === text.toLowerCase()) ?? null;
  if (own.post !== null) return null;
  const near = nearest(text.toLowerCase(), POSTS);
  const got = text === '' ? 'empty' : quote(text);
  return {
    message: `\`post\` is ${got}; it must be \`changes\` or \`always\`.`,
    instead: near === null ? null : `post=${near}`,
  };
}

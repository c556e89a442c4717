import { ADVICE_KEYS, type AdviceKey, readAdvicePair } from '../advice/workload-keys.ts';
import type { Language } from '../language.ts';
import { escapeMrkdwn } from '../text/escape-mrkdwn.ts';
import { mendText } from '../text/preview-text.ts';
import { type Words, wordsIn } from '../text/words.ts';
import { enteredIn, type FilledForm, type Form, type FormMemory } from './form.ts';
import { targetField } from './target-field.ts';

/** What a person answers to the questions of `recommend`. */
export interface AdviceAnswers {
  target: string;
  /** As entered, by the key of a question; nothing is empty. */
  texts: ReadonlyMap<string, string>;
}

/** The answers in a form; `target` where it names none. */
export function adviceAnswersIn(filled: FilledForm, target: string): AdviceAnswers {
  const texts = enteredIn(filled);
  const named = texts.get('on') ?? target;
  texts.delete('on');
  return { target: named, texts };
}

/** What is wrong by the key of its field, as plain text, or the line that asks the same when it is typed. */
export function readAdvice(
  { target, texts }: AdviceAnswers,
  language: Language,
): { errors: ReadonlyMap<string, string>; line: string | null } {
  const { allowed: say, forms } = wordsIn(language);
  const errors = new Map<string, string>();
  const pairs: string[] = [];
  for (const { key, allowed, example } of ADVICE_KEYS) {
    const text = texts.get(key);
    if (text === undefined) continue;
    pairs.push(`${key}=${text}`);
    const isFine = !/\s/.test(text) && readAdvicePair(`${key}=${text}`, new Map()) === null;
    if (!isFine) errors.set(key, forms.mustBe(say.such(allowed, example)));
  }
  if (texts.has('rps') && texts.has('interval')) errors.set('rps', forms.rpsAndInterval());
  const line = ['/nlb recommend', ...pairs, `on=${target}`].join(' ');
  return { errors, line: errors.size > 0 ? null : line };
}

export interface AdviceFormView {
  answers: AdviceAnswers;
  memory: Pick<FormMemory, 'channel'>;
  targets: readonly { name: string; level: string }[];
  /** Why there was no answer when it was sent, in mrkdwn; null where it was not sent. */
  refused: string | null;
}

/** The form with the questions of `recommend`; what is left empty has its default. */
export function recommendForm({ answers, memory, targets, refused }: AdviceFormView, language: Language): Form {
  const say = wordsIn(language).forms;
  const { errors, line } = readAdvice(answers, language);
  return {
    name: 'recommend',
    title: say.recommendTitle(),
    submit: say.recommend(),
    close: say.cancel(),
    parts: [
      ...(refused === null ? [] : [{ kind: 'text' as const, text: say.refused(refused) }]),
      { kind: 'small', text: line === null ? mendText(errors, language) : say.leaveEmpty() },
      ...ADVICE_KEYS.map((rule) => ({ kind: 'field' as const, field: fieldOf(rule, answers, say) })),
      { kind: 'field', field: targetField(answers.target, targets, say) },
      ...(line === null
        ? []
        : [{ kind: 'rule' as const }, { kind: 'text' as const, text: say.typed(escapeMrkdwn(line)) }]),
    ],
    memory: { channel: memory.channel, more: false, kept: {} },
  };
}

function fieldOf({ key, allowed, defaultText }: AdviceKey, { texts }: AdviceAnswers, say: Words['forms']) {
  const placeholder = say.defaultHint(defaultText);
  const kind = key === 'clients' ? ('whole' as const) : ('text' as const);
  return { key, label: say.label(key), hint: say.hint(key, allowed), kind, value: texts.get(key) ?? '', placeholder };
}

import { errorMessage } from '../domain/error-message.ts';
import { AppError } from '../domain/errors.ts';
import type { FilledForm, Form, FormName } from '../domain/form/form.ts';
import { adviceAnswersIn, readAdvice, recommendForm } from '../domain/form/recommend-form.ts';
import { answersIn, answersOf, noAnswers, type RunAnswers, readRun } from '../domain/form/run-answers.ts';
import { escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import { failedAnswer } from '../domain/text/failed-answer.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Dialogs, OpenForm } from '../ports/dialogs.ts';
import { type AnswerDeps, type Asker, answerCommand } from './answer-command.ts';
import { createFormTurns, type FormTurn } from './form-turns.ts';
import { inChannel } from './in-channel.ts';
import { createRunForms, targetChoices } from './run-forms.ts';
import { type TakeForm, takeOnce } from './take-once.ts';
import { within } from './within.ts';

export interface FormDeps extends AnswerDeps {
  dialogs: Dialogs;
}

/** The forms that people fill in. A form starts exactly what the line that it shows starts when it is typed. */
export interface Forms {
  /** Opens the form that a command without anything else asks for; false where it asks for none. @throws AppError `chat_failed` */
  forCommand(asker: Asker, trigger: string, text: string): Promise<boolean>;
  /** Opens a run's form with what that run had; false where there is no such run, or it was no single one. @throws AppError */
  forRun(asker: Asker, trigger: string, run: string): Promise<boolean>;
  /** Shows in an open form what the last entry means; `more` is the wish to see more settings, or fewer. */
  changed(asker: Asker, open: OpenForm, change: { filled: FilledForm; at: string; more: boolean }): void;
  /** Takes a form that was sent, once however often it is. Answers within 2 s. */
  sent: TakeForm;
}

/** Slack takes the answer to a form for 3 s; what takes longer is told afterwards, in milliseconds. */
const SENT_WITHIN_MS = 1500;

export function createForms(everywhere: FormDeps): Forms {
  const { dialogs, clock, log } = everywhere;
  const runs = createRunForms(everywhere);
  const turns = createFormTurns({ dialogs, clock, log }, (turn, update, signal) =>
    turn.filled.name === 'run' ? runs.show(turn, update, signal) : update(adviceForm(turn, null)),
  );
  const depsOf = (filled: FilledForm): FormDeps => inChannel(everywhere, filled.memory.channel);

  function adviceForm({ asker, filled }: FormTurn, refused: string | null): Form {
    const answers = adviceAnswersIn(filled, depsOf(filled).defaultTarget);
    const targets = targetChoices(everywhere);
    return recommendForm({ answers, memory: filled.memory, targets, refused }, asker.language);
  }

  async function openRun(asker: Asker, trigger: string, answers: RunAnswers): Promise<void> {
    const { form, turn } = await runs.first(asker, answers);
    turns.opened(await dialogs.open(trigger, form), turn);
  }

  return {
    async forCommand(asker, trigger, text) {
      const name = everywhere.isShell ? null : formAsked(text);
      if (name === null) return false;
      const { defaultTarget } = inChannel(everywhere, asker.channel);
      if (name === 'run' || name === 'custom') {
        await openRun(asker, trigger, noAnswers(defaultTarget, name === 'custom' ? name : undefined));
        return true;
      }
      const memory = { channel: asker.channel, more: false, kept: {} };
      const turn: FormTurn = { asker, filled: { name, memory, values: new Map([['on', defaultTarget]]) } };
      turns.opened(await dialogs.open(trigger, adviceForm(turn, null)), null);
      return true;
    },

    async forRun(asker, trigger, run) {
      const stored = everywhere.isShell ? null : await everywhere.store.get(run);
      if (stored === null || stored.request.parameters.sweep !== undefined) return false;
      const answers = answersOf(stored.request);
      const { defaultTarget } = inChannel(everywhere, asker.channel);
      // A target may have left the configuration since.
      const target = everywhere.targets.has(answers.target) ? answers.target : defaultTarget;
      await openRun(asker, trigger, { ...answers, target });
      return true;
    },

    changed(asker, open, { filled, at, more }) {
      const { memory } = filled;
      const next = more ? { ...filled, memory: { ...memory, more: !memory.more } } : filled;
      turns.take(open, at, { asker, filled: next });
    },

    sent: takeOnce(async (asker, _open, filled) => {
      const { language } = asker;
      const deps = depsOf(filled);
      const { errors, line, plan } = readLine(deps, filled, language);
      if (line === null) return { kind: 'errors', errors: atShownFields(errors, filled, language) };
      const text = line.replace(/^\/nlb /, '');
      const sender = { ...asker, channel: filled.memory.channel };
      const work = answerCommand(everywhere, sender, text, plan).then(
        (told) => ({ told, error: null }),
        (error: unknown) => ({ told: null, error }),
      );
      const said = (error: unknown): string => {
        log.warn('form_not_started', { message: errorMessage(error) });
        return failedAnswer({ kind: 'command', text }, error, language);
      };
      const ended = await within(clock, SENT_WITHIN_MS, work);
      if (ended === null || ended.error === null) {
        const meanwhile = ended === null ? wordsIn(language).forms.preparing(escapeMrkdwn(line)) : null;
        return {
          kind: 'done',
          meanwhile,
          later: work.then(({ told, error }) => (error === null ? told : said(error))),
        };
      }
      const message = said(ended.error);
      const turn: FormTurn = { asker, filled };
      // Beside a field Slack shows no link, which a channel is named by.
      const { error } = ended;
      if (error instanceof AppError && error.code === 'not_allowed' && !error.message.includes('<#')) {
        return { kind: 'errors', errors: new Map([['on', error.message.replaceAll('`', '')]]) };
      }
      return {
        kind: 'again',
        form: filled.name === 'run' ? await runs.again(turn, message) : adviceForm(turn, message),
      };
    }),
  };
}

/** The form that a command without anything else asks for; null where it asks for none. */
function formAsked(text: string): FormName | 'custom' | null {
  const word = text.trim().toLowerCase();
  // Its plan is longer than any command.
  if (/^run\s+custom$/.test(word)) return 'custom';
  return word === 'run' || word === 'recommend' ? word : null;
}

function readLine(
  deps: FormDeps,
  filled: FilledForm,
  language: Asker['language'],
): { errors: ReadonlyMap<string, string>; line: string | null; plan?: string } {
  if (filled.name === 'recommend') return readAdvice(adviceAnswersIn(filled, deps.defaultTarget), language);
  const answers = answersIn(filled, deps.defaultTarget);
  const { errors, run } = readRun(answers, deps.targets.get(answers.target) ?? null, language, deps.documents.read);
  const plan = run?.parameters.custom?.text;
  return { errors, line: run?.line ?? null, ...(plan === undefined ? {} : { plan }) };
}

/** A mistake in a field that is not shown stands at the target, with that field's name. */
function atShownFields(
  errors: ReadonlyMap<string, string>,
  { values }: FilledForm,
  language: Asker['language'],
): ReadonlyMap<string, string> {
  const say = wordsIn(language).forms;
  const placed = [...errors].map(([key, message]) =>
    values.has(key) ? ([key, message] as const) : (['on', say.hidden(say.label(key), message)] as const),
  );
  return new Map(placed);
}

import type { Form } from '../domain/form/form.ts';
import { answersIn, type RunAnswers } from '../domain/form/run-answers.ts';
import { type RunFormView, runForm } from '../domain/form/run-form.ts';
import type { AnswerDeps, Asker } from './answer-command.ts';
import type { FormTurn, ShowTurn } from './form-turns.ts';
import { inChannel } from './in-channel.ts';
import { type Found, findOut, previewRun } from './preview-run.ts';
import { createTargetSights } from './target-sights.ts';
import { within } from './within.ts';

/** Makes the forms of runs, with what the target says in the time that there is. */
export interface RunForms {
  /** The form as it is opened; `turn` is what is still to be shown in it, null when all is there. */
  first(asker: Asker, answers: RunAnswers): Promise<{ form: Form; turn: FormTurn | null }>;
  /** Shows what a turn means, as soon as the target has answered, and that it has not where it takes long. */
  show: ShowTurn;
  /** The form once more, with why it was not started. */
  again(turn: FormTurn, refused: string): Promise<Form>;
}

/** A target that answers so soon is shown at once, and needs no second version of the form; milliseconds. */
const SOON_MS = 250;
/** After so long the form says that the target does not answer, in milliseconds. */
const PATIENCE_MS = 1500;
/** An answer that comes still later is shown too, up to here, in milliseconds. */
const LONGEST_MS = 30_000;

const STAGES = [
  { ms: SOON_MS, otherwise: { kind: 'asking' } },
  { ms: PATIENCE_MS - SOON_MS, otherwise: { kind: 'silent', after_ms: PATIENCE_MS } },
  { ms: LONGEST_MS, otherwise: null },
] as const;

/** The configured targets, each with its class. */
export function targetChoices({ targets, profile }: Pick<AnswerDeps, 'targets' | 'profile'>): RunFormView['targets'] {
  return [...targets.keys()].map((name) => ({ name, level: profile(name).class }));
}

export function createRunForms(deps: AnswerDeps): RunForms {
  const { clock } = deps;
  const look = createTargetSights(deps);

  function answersTo({ filled }: FormTurn): RunAnswers {
    return answersIn(filled, inChannel(deps, filled.memory.channel).defaultTarget);
  }

  function find({ asker, filled }: FormTurn, { target, scenario }: RunAnswers): Promise<Found> {
    const wanted = { target, scenario: scenario.name };
    return findOut(deps, { user: asker.user, channel: filled.memory.channel }, wanted, look(target));
  }

  function formOf(
    { asker, filled }: FormTurn,
    answers: RunAnswers,
    found: Parameters<typeof previewRun>[2],
    refused: string | null = null,
  ): Form {
    const { channel } = filled.memory;
    const preview = previewRun(deps, answers, found, { language: asker.language, channel });
    const limits = deps.targets.get(answers.target) ?? null;
    const targets = targetChoices(deps);
    return runForm({ preview, memory: filled.memory, targets, limits, refused }, asker.language);
  }

  return {
    async first(asker, answers) {
      const values = new Map([...answers.texts, ['scenario', answers.scenario.name], ['on', answers.target]]);
      const memory = { channel: asker.channel, more: false, kept: {} };
      const turn: FormTurn = { asker, filled: { name: 'run', memory, values } };
      const found = await within(clock, SOON_MS, find(turn, answers));
      const form = formOf(turn, answers, found ?? { kind: 'asking' });
      return { form, turn: found === null ? { ...turn, isAsking: true } : null };
    },

    async show(turn, update, signal) {
      const answers = answersTo(turn);
      const finding = find(turn, answers);
      for (const { ms, otherwise } of turn.isAsking ? STAGES.slice(1) : STAGES) {
        const found = await within(clock, ms, finding, signal);
        if (signal.aborted) return;
        if (found !== null) {
          await update(formOf(turn, answers, found));
          return;
        }
        if (otherwise !== null) await update(formOf(turn, answers, otherwise));
      }
    },

    async again(turn, refused) {
      const answers = answersTo(turn);
      const found = await within(clock, SOON_MS, find(turn, answers));
      return formOf(turn, answers, found ?? { kind: 'silent', after_ms: SOON_MS }, refused);
    },
  };
}

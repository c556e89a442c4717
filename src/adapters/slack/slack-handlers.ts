import type { FilledForm } from '../../domain/form/form.ts';
import type { Language } from '../../domain/language.ts';
import type { ButtonName } from '../../domain/text/message.ts';
import type { FormAnswer, OpenForm } from '../../ports/dialogs.ts';

/** An answer for a person, in mrkdwn; null when there is nothing to say. */
export type Answer = { text: string } | null;

/** Who did something where; `key` is the same for every delivery of one deed. */
interface Deed {
  user: string;
  channel: string;
  key: string;
  /** The language of that person. */
  language: Language;
}

/** What the bot does with what people type and press. Any of them may throw an AppError; the person is told. */
export interface SlackHandlers {
  /** `/nlb TEXT`; answered to that person alone. For 3 s `trigger` opens a form. */
  command(input: Deed & { text: string; trigger: string }): Promise<Answer>;
  /** A button under a run's message; answered to that person alone. For 3 s `trigger` opens a form. */
  action(input: Deed & { name: ButtonName; run: string; trigger: string }): Promise<Answer>;
  /** `@nlb TEXT`; answered in the thread `threadTs`, which a mention in a channel starts by itself. */
  mention(input: Deed & { text: string; threadTs: string }): Promise<Answer>;
  /** "Explain this run" on a message of the thread `threadTs`, which names a run itself or not; answered to that person alone. */
  explain(input: Deed & { threadTs: string; run: string | null }): Promise<Answer>;
  /** Somebody opened the home tab, or asked for a page of it; it is published. */
  home(input: { user: string; page: number; language: Language }): Promise<void>;
  /** Somebody wants to start a run from the home tab. For 3 s `trigger` opens a form. */
  homeRun(input: Deed & { trigger: string }): Promise<Answer>;
  /** The answer to a run's button on the home tab, or null; it is published there. */
  homeAnswer(input: { user: string; text: string | null; language: Language }): Promise<void>;
  /** Something was entered into an open form, or more or fewer settings are wanted; `at` orders what happens in one form. */
  formChanged(input: Deed & { open: OpenForm; filled: FilledForm; at: string; more: boolean }): void;
  /** A form was sent. */
  formSent(input: Deed & { open: OpenForm; filled: FilledForm }): Promise<FormAnswer>;
}

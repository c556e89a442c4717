import type { SlackHandlers } from '../adapters/slack/slack-handlers.ts';
import { answerAction } from '../app/answer-action.ts';
import { type AnswerDeps, answerCommand } from '../app/answer-command.ts';
import type { Forms } from '../app/answer-forms.ts';
import { answerMention } from '../app/answer-mention.ts';
import { answerShortcut } from '../app/answer-shortcut.ts';
import type { Homes } from '../app/keep-homes.ts';
import { runFromHome } from '../app/run-from-home.ts';

export interface HandlerDeps {
  answer: AnswerDeps;
  forms: Forms;
  homes: Pick<Homes, 'open' | 'answer'>;
  /** `shell:USER` where a shell has started this instance: its commands are that person's. */
  shellUser: string | null;
}

/** What the bot does with what people type and press: each leads to one use case, or to a form first. */
export function botHandlers({ answer, forms, homes, shellUser }: HandlerDeps): SlackHandlers {
  return {
    async command({ text, trigger, ...deed }) {
      const asker = { ...deed, user: shellUser ?? deed.user };
      return (await forms.forCommand(asker, trigger, text)) ? null : said(await answerCommand(answer, asker, text));
    },
    async action({ name, run, trigger, ...asker }) {
      if (name === 'change' && (await forms.forRun(asker, trigger, run))) return null;
      return said(await answerAction(answer, asker, name, run));
    },
    mention: async ({ text, threadTs, ...asker }) => said(await answerMention(answer, asker, text, threadTs)),
    explain: async (message) => said(await answerShortcut(answer, message)),
    formChanged: ({ open, filled, at, more, ...asker }) => forms.changed(asker, open, { filled, at, more }),
    formSent: ({ open, filled, ...asker }) => forms.sent(asker, open, filled),
    home: ({ user, page, language }) => homes.open(user, page, language),
    homeRun: async ({ trigger, ...asker }) =>
      said(await runFromHome({ history: answer.history, forms }, asker, trigger)),
    homeAnswer: ({ user, text, language }) => homes.answer(user, text, language),
  };
}

function said(text: string | null): { text: string } | null {
  return text === null ? null : { text };
}

import type { SlackHandlers } from '../../../src/adapters/slack/slack-handlers.ts';

const nothing = (): Promise<null> => Promise.resolve(null);

/** Handlers that do nothing, for a test that listens to some of them. */
export const IDLE_HANDLERS: SlackHandlers = {
  command: nothing,
  action: nothing,
  mention: nothing,
  explain: nothing,
  formChanged: () => undefined,
  formSent: () => Promise.resolve({ kind: 'done', meanwhile: null, later: nothing() }),
  home: () => Promise.resolve(),
  homeRun: nothing,
  homeAnswer: () => Promise.resolve(),
};

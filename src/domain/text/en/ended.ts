import { ERROR_CODES, type ErrorCode } from '../../errors.ts';

/** A run that has ended, and whether its target is as it was. */
export const ended = {
  restored: (time: string) => `:leftwards_arrow_with_hook: Restored and verified in ${time}`,
  nothingToRestore: () => ':leftwards_arrow_with_hook: Nothing to put back: the configuration is as it was found',
  doneBut: (alarm: string) => `:rotating_light: ${alarm} The run on it is done; its answer stands below.`,
  leftChanged: (alarm: string, title: string, how: string) => `:rotating_light: ${alarm} ${title} ${how}`,
  cancelled: (title: string, by: string | null, after: string | null, condition: string) =>
    `:leftwards_arrow_with_hook: ${title} was cancelled${by === null ? '' : ` by ${by}`}${after === null ? '' : ` after ${after}`}. ${condition}`,
  interrupted: (title: string, message: string, condition: string) =>
    `:warning: ${title} was interrupted${message} ${condition}`,
  failed: (title: string, phase: string | null, message: string, condition: string) =>
    `:x: ${title} failed${phase === null ? '' : ` in ${phase}`}${message} ${condition}`,
  /** Behind what happened; `code` says what kind of failure it is. */
  message: (message: string | null, _code: string | null) => (message === null ? '.' : `: ${message}`),
  /** In the place of `message`, where something of the target stood in the way. */
  hindered: (obstacle: string) => `: ${obstacle}`,
  wasCancelled: (by: string | null) => `was cancelled${by === null ? '' : ` by ${by}`}.`,
  hasEnded: () => 'has ended.',
  wasInterrupted: (message: string) => `was interrupted${message}`,
  hasFailed: (phase: string | null, message: string) => `failed${phase === null ? '' : ` in ${phase}`}${message}`,
  askAgain: (command: string) => `Ask again: \`${command}\`.`,
  expired: (title: string, again: string) =>
    `:hourglass: ${title} was approved by nobody in time. Nothing was touched. ${again}`,
  changed: (title: string, again: string) =>
    `:x: ${title} was not started: the target has changed since its plan was shown. Nothing was touched. ${again}`,
  refused: (title: string, message: string, code: ErrorCode, again: string) =>
    `:no_entry: ${title} was refused: ${message} Nothing was started. ${ERROR_CODES[code].advice} ${again}`,
  runAgain: (command: string) => `Run it again: \`${command}\`.`,
  cancelledUnstarted: (title: string, by: string | null) =>
    `:leftwards_arrow_with_hook: ${title} was cancelled${by === null ? '' : ` by ${by}`} before it started. Nothing was touched.`,
  stands: (command: string, again: string) => `\`${command}\` shows how the target stands. ${again}`,
  withoutRecord: {
    interrupted: (title: string) => `:warning: ${title} was interrupted before it left a record.`,
    failed: (title: string) => `:x: ${title} failed before it left a record.`,
    done: (title: string) => `:grey_question: ${title} ended, but its record can not be read.`,
  },
  stays: (target: string) => `${target} stays as it is now.`,
  isBackLater: (target: string, but: boolean) =>
    `${target} is as it was before${but ? ' but for what only its owner writes' : ''}, since a later recovery.`,
  isBack: (target: string) => `${target} is as it was before.`,
  configIsBack: (target: string) => `The configuration of ${target} is as it was before.`,
  untouched: (target: string) => `${target} was not touched.`,
  noVerdict: (command: string) => `No verdict was reached; run it again: \`${command}\`.`,
  advice: (code: ErrorCode): string => ERROR_CODES[code].advice,
  thenAgain: (advice: string, command: string) => `${advice} Then run it again: \`${command}\`.`,
  noArm: () => 'No arm was complete, so there is no verdict.',
  untilThen: (seen: string) => `Until then: ${seen}.`,
  readHere: (why: string, command: string) =>
    `You read this here because the channel could not be told: ${why} Its report: \`${command}\`.`,
};

/** A target that a run left changed. */
export const recovery = {
  notRestored: (target: string) => `*${target} is not restored.*`,
  withWhy: (why: string, ways: string) => `${why} ${ways}`.trim(),
  inTheWay: (why: string) => `${why} Start no other run on it. What is in the way:`,
  goOn: () => 'To go on, one of:',
  takeBack: () => '• take that back: the bot restores the rest within 15 s;',
  keepTheirs: (command: string) => `• \`${command}\`: all stays as it is now, and the bot forgets the run's change;`,
  keepOurs: (command: string) => `• \`${command}\`: what was there before the run is written over it.`,
  onceMended: (command: string) => `If there is still something to put back once that is mended: \`${command}\`.`,
  grant: (command: string) =>
    `Grant that; the bot tries again by itself every few minutes, or at once with \`${command}\`.`,
  triesAgain: (command: string) =>
    `The undo record is kept on the target; the bot tries again by itself, at first every 15 s, or at once with \`${command}\`.`,
  byItself: () => 'by the bot itself',
  askedBy: (person: string) => `asked for by ${person}`,
  when: (at: string, by: string) => `at ${at} UTC, ${by}`,
  stopped: (alarm: string, when: string) => `:rotating_light: ${alarm} The recovery ${when}, stopped.`,
  kept: (target: string, when: string) =>
    `:warning: ${target} stays as it is now (\`keep=theirs\`, ${when}); the undo record is gone, and what the run left unused is deleted.`,
  leftSo: () => 'Not as it was before the run, and left so:',
  restored: (target: string, whole: boolean, ours: boolean, when: string) =>
    `:leftwards_arrow_with_hook: ${target} ${whole ? 'is restored and verified' : 'is restored but for what only its owner writes'} (${ours ? '`keep=ours`, ' : ''}${when})`,
  overwritten: (head: string) => `${head}. What somebody else had changed:`,
  stillTheirs: () => 'Still as somebody else left it, because only its owner writes it:',
  nothing: (target: string) => `Nothing to recover on ${target}: no run has left an undo record there.`,
  busy: (target: string, run: string, command: string) =>
    `${target} is held by run ${run}, which puts it back itself when it ends. To end it now: \`${command}\`.`,
  toldThere: (run: string) => `Run ${run} had left it; its thread is told too.`,
  refused: (target: string, why: string) => `:x: ${target} could not be recovered: ${why}`,
  nobody: (target: string) =>
    `:x: No worker of ${target} answered, so nothing was done. Check that the worker runs, then ask again.`,
  goesOn: (target: string, command: string) =>
    `${target} is being recovered; the thread of the run that left it tells how that ends. \`${command}\` shows how it stands.`,
};

/** Short answers to the person who typed or pressed something. */
export const answers = {
  unknownRun: (run: string, near: string | null) =>
    `There is no run ${run}.${near === null ? '' : ` Did you mean ${near}?`} \`/nlb history\` lists those that are kept.`,
  cancel: {
    unknown: (run: string) => `There is no run ${run}. \`/nlb status\` lists what runs and waits.`,
    ended: (run: string) => `Run ${run} has already ended; nothing to cancel.`,
    restoring: (run: string) => `Run ${run} is already putting its target back.`,
    removed: (run: string) => `Run ${run} was taken out of the queue; it had not started.`,
    asked: (run: string) => `Run ${run} is being cancelled; its target is put back, and its thread tells when.`,
  },
  approve: {
    unknown: (run: string) => `There is no run ${run}. \`/nlb status\` lists what runs and waits.`,
    ended: (run: string) => `Run ${run} has ended; there is nothing to approve.`,
    begun: (run: string) => `Run ${run} waits for nobody's approval.`,
    expired: (run: string) => `The time to approve ${run} is over; nothing was touched. Ask for the run again.`,
    own: (run: string) => `Run ${run} needs a second person: whoever asked for it can not approve it.`,
    changed: (run: string) =>
      `The target is no longer as the plan of ${run} has it, so the run has ended; nothing was touched. Ask for it again to see the new plan.`,
  },
  approved: () => 'Approved; the message of the run tells how it goes on.',
  elsewhere: () => 'The answer is a message of its own in this channel.',
  askedAgain: (run: string) => `You asked for ${run} again a moment ago; nothing more was started.`,
  rawNotYet: (run: string) => `Run ${run} has not ended; its raw files are there once it has.`,
  rawGone: (run: string) => `The raw files of ${run} are not kept any more; its thread has record.json.`,
  rawThere: (run: string) => `The raw files of ${run} are in its thread, beside record.json.`,
  rawTitle: (file: string, run: string) => `${file} of ${run}`,
  gone: (run: string) => `There is no data of run ${run} any more.`,
  otherVersion: (run: string, at: string) =>
    `An earlier version of the bot told run ${run}, and this one can not tell it again. Its answer, charts and raw data are in its thread, which was begun on ${at}.`,
  compare: (command: string) => `Compare: \`${command}\``,
  inThread: (at: string, charts: boolean) =>
    `${charts ? 'Charts and raw data are' : 'Its record.json is'} in its thread, which was begun on ${at}.`,
  leftNothing: (at: string) => `It was asked for on ${at}, and left no data.`,
  noThread: (at: string) => `It was asked for on ${at}, and had no news to open a thread for.`,
  notExplained: (run: string, isDone: boolean) =>
    `Run ${run} can not be explained further: ${isDone ? 'its data are not kept any more' : 'it left no data'}.`,
  noArm: () => 'No arm was complete, so there is nothing more to explain.',
  notQueued: () => ':x: The queue did not take this run; nothing was started. Try again in a moment.',
  // Words about the run of a thread.
  threadHelp: (run: string) => `In this thread of run ${run} mention me with one word:`,
  threadWord: (_word: string, english: string) => english,
  wholeCommands: () => 'Whole commands work too, without their `/nlb`: `explain nlb`, `history`.',
  noRunHere: (word: string) =>
    `This thread is of no run that is kept, so ${word} means nothing here. \`/nlb history\` lists the runs.`,
  notOfARun: () =>
    'This message is of no run that is kept, so there is nothing to explain. Use the shortcut on a message of a run or in its thread; `/nlb history` lists the runs.',
  unknownWord: (heard: string, near: string | null) =>
    `I do not know ${heard}.${near === null ? '' : ` Did you mean ${near}?`}`,
};

import { escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import type { ButtonName } from '../domain/text/message.ts';
import { whyPart } from '../domain/text/why-part.ts';
import { type AnswerDeps, type Asker, answerApprove, answerCancel } from './answer-command.ts';
import { compareWithPrevious } from './compare-runs.ts';
import { startRun } from './start-run.ts';
import { checkAllowed, inLanguage } from './submit-run.ts';

/** Answers a press of a run's button to the person who pressed it. @throws AppError */
export async function answerAction(
  deps: AnswerDeps,
  asker: Asker,
  button: ButtonName,
  run: string,
): Promise<string | null> {
  switch (button) {
    case 'cancel':
      return answerCancel(deps, asker, run);
    case 'approve':
      return answerApprove(deps, asker, run);
    case 'rerun':
      return rerun(deps, asker, run);
    case 'compare':
      return compareWithPrevious(deps, run);
    case 'explain':
      return explainRun(deps, run);
    case 'raw':
      return postRaw(deps, run);
  }
}

/** The same run again, with a new seed, for the person who asked, if the target still allows it. */
async function rerun(deps: AnswerDeps, asker: Asker, run: string): Promise<string | null> {
  const stored = await deps.store.get(run);
  if (stored === null) return gone(run);
  const { approved: _former, group: _itsGroup, language: _theirs, ...asked } = stored.request;
  const { target, scenario, parameters } = asked;
  checkAllowed(deps, target, scenario, parameters);
  const request = {
    ...asked,
    id: deps.newRunId(),
    parameters: { ...parameters, seed: deps.newSeed() },
    requested_by: asker.user,
    requested_at: deps.clock.wallIso(),
    thread: { channel: asker.channel, ts: null },
    ...inLanguage(asker.language),
  };
  await startRun(deps, request, asker.key, null);
  return null;
}

async function explainRun(deps: AnswerDeps, run: string): Promise<string> {
  const outcome = await deps.store.outcome(run);
  if (outcome === null) return gone(run);
  const topology = await deps
    .target(outcome.record.target.name)
    .describe()
    .catch(() => null);
  const part = whyPart(outcome.record, topology);
  return part.kind === 'text' ? `${part.text}\nMore: \`/nlb explain nodeport\`, \`/nlb explain nlb\`.` : gone(run);
}

const RAW = 'told raw';

/** Every raw line goes into the thread once somebody wants it: most people never do. */
async function postRaw(deps: AnswerDeps, run: string): Promise<string> {
  const [stored, outcome] = await Promise.all([deps.store.get(run), deps.store.outcome(run)]);
  if (stored === null || outcome === null || stored.request.thread.ts === null) return gone(run);
  const { channel, ts } = stored.request.thread;
  if (stored.journal.findLast(({ phase }) => phase.startsWith(RAW))?.phase === RAW)
    return `The raw files of \`${run}\` are in its thread.`;
  // Said before it is done, so that a second press adds nothing, and taken back when it can not be done.
  await deps.store.update(run, { enter: RAW });
  try {
    for (const [name, bytes] of Object.entries(outcome.raw)) {
      const title = `${name} of ${run}`;
      await deps.chat.postPart({ channel, ts }, { kind: 'file', name, title, alt: '', bytes, comment: null });
    }
  } catch (cause) {
    await deps.store.update(run, { enter: `${RAW} failed` });
    throw cause;
  }
  return `The raw files of \`${run}\` are in its thread, beside record.json.`;
}

function gone(run: string): string {
  return `There is no data of run \`${escapeMrkdwn(run)}\` any more.`;
}

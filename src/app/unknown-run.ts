import { nearest } from '../domain/nearest.ts';
import { escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import type { RunHistory } from '../ports/run-history.ts';

/** What to say of a run that is not kept, with the run that may have been meant. */
export async function unknownRun(deps: { history: RunHistory }, run: string): Promise<string> {
  const runs = await deps.history.runs();
  const near = nearest(
    run,
    runs.map(({ request }) => request.id),
  );
  const meant = near === null ? '' : ` Did you mean \`${escapeMrkdwn(near)}\`?`;
  return `There is no run \`${escapeMrkdwn(run)}\`.${meant} \`/nlb history\` lists those that are kept.`;
}

import { AppError } from '../domain/errors.ts';
import { shownHash } from '../domain/parameter-value.ts';
import { type ApprovalNeed, isAtShell, type RunRequest } from '../domain/run.ts';
import { overwriteHash } from './overwrite-hash.ts';

/** Who asked to write over what somebody else changed, and the beginning of the hash that was shown with it. */
interface Word {
  asked_by: string;
  confirm: string | null;
}

/**
 * Checks that `keep=ours` has the word that the target wants, and that the word is for the changes as they are now.
 * Where nothing foreign is there, nothing is overwritten and nobody's word is needed.
 * @throws AppError `approval_missing`, `plan_changed`; nothing was written then
 */
export async function checkOverwrite(
  need: ApprovalNeed,
  request: Pick<RunRequest, 'id' | 'target' | 'requested_by'>,
  { asked_by, confirm }: Word,
  foreign: readonly string[],
): Promise<void> {
  if (foreign.length === 0) return;
  const hash = await overwriteHash(foreign);
  const { id, target, requested_by } = request;
  const shown = [
    'What somebody else has changed, as it is now:',
    ...foreign.map((line) => `• ${line}`),
    `To write what was there before the run over exactly that: \`/nlb recover ${target} keep=ours confirm=${shownHash(hash)}\`.`,
  ].join('\n');
  if (need === 'second-person') {
    const why = isAtShell(asked_by)
      ? 'which the shell can not give: ask in Slack'
      : asked_by === requested_by
        ? `and whoever asked for run ${id} can not give it`
        : null;
    if (why !== null) {
      const message = `Nothing was written: on ${target} \`keep=ours\` wants a second person's word, ${why}. ${shown}`;
      throw new AppError('approval_missing', message);
    }
  }
  if (confirm === null) {
    if (need === 'none') return;
    throw new AppError(
      'approval_missing',
      `Nothing was written: on ${target} \`keep=ours\` wants \`confirm\`. ${shown}`,
    );
  }
  if (hash.startsWith(confirm)) return;
  throw new AppError('plan_changed', `Nothing was written: \`confirm=${confirm}\` is of other changes. ${shown}`);
}

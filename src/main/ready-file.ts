import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Says by `ROLE.ready` in NLB_STATE that a role has started, which is what a readiness probe of its Pod looks for: with
 * real Slack a bot serves nothing that could be asked. Without NLB_STATE nothing is said.
 */
export async function markReady(role: string): Promise<void> {
  const file = fileOf(role);
  if (file === null) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, '');
}

/** Takes back what {@link markReady} said, or what an earlier process said that had no time to. Never throws. */
export async function unmarkReady(role: string): Promise<void> {
  const file = fileOf(role);
  if (file !== null) await rm(file, { force: true }).catch(() => undefined);
}

function fileOf(role: string): string | null {
  const folder = process.env.NLB_STATE;
  return folder === undefined || folder === '' ? null : join(folder, `${role}.ready`);
}

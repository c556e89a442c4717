import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOutcome } from '../../ports/run-store.ts';
import type { ControlClient } from './control-client.ts';
import type { FollowedThread } from './follow-run.ts';

/** Writes what a run left into a folder: `record.json`, `thread.json`, the charts, `raw/`. Gives the files' names. */
export async function writeRun(
  folder: string,
  control: ControlClient,
  thread: FollowedThread,
  outcome: RunOutcome | null,
): Promise<string[]> {
  await mkdir(join(folder, 'raw'), { recursive: true });
  await removeEarlier(folder);
  const written: string[] = [];
  const write = async (name: string, bytes: string | Buffer): Promise<void> => {
    await writeFile(join(folder, name), bytes);
    written.push(name);
  };
  for (const file of thread.replies.flatMap((reply) => reply.files)) {
    const isChart = file.mimetype === 'image/png';
    // The thread's charts carry the run's id; in a folder of the run it would only be in the way.
    if (isChart) await write(file.name.replace(`-${thread.run}`, ''), await control.download(file.url));
  }
  await write('thread.json', `${JSON.stringify({ root: thread.root, replies: thread.replies }, null, 1)}\n`);
  if (outcome === null) return written;
  await write('record.json', `${JSON.stringify(outcome.record, null, 1)}\n`);
  for (const [name, bytes] of Object.entries(outcome.raw)) await write(join('raw', name), bytes);
  return written;
}

/** What an earlier run left in the folder would pass for this one's; files of other names are not ours. */
async function removeEarlier(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) =>
    /^(record\.json|thread\.json|page\.png|chart-.*\.png)$/.test(name),
  );
  const raw = ['raw/envoy.ndjson', 'raw/clients.ndjson'];
  await Promise.all([...names, ...raw].map((name) => rm(join(folder, name), { force: true })));
}

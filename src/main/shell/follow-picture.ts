import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlClient, ShownMessage } from './control-client.ts';
import { plainMessage } from './plain-message.ts';

/** The worker looks and opens connections, and the picture is drawn and posted, in milliseconds. */
const COMES_MS = 25_000;
const POLL_MS = 200;

/** What it takes to follow a picture into the channel. */
export interface FollowedPicture {
  control: Pick<ControlClient, 'roots' | 'download'>;
  /** Timestamps of the messages that were in the channel before. */
  seen: ReadonlySet<string>;
  /** Where the picture goes; null to leave it in the channel. */
  out: string | null;
  print: (line: string) => void;
  waitMs?: number;
}

/** Waits for the message with a picture that follows an answer, prints it, and writes the picture. False when none comes. */
export async function followPicture(followed: FollowedPicture): Promise<boolean> {
  const { control, out, print, waitMs = COMES_MS } = followed;
  const message = await newest(followed, Date.now() + waitMs);
  if (message === null) {
    print(`The picture did not come within ${waitMs / 1000} s; NLB_LOG=1 shows why.`);
    return false;
  }
  for (const line of plainMessage(message)) print(line);
  if (out === null) return true;
  await mkdir(out, { recursive: true });
  for (const { name, url } of message.files) await writeFile(join(out, name), await control.download(url));
  print(`${out}: ${message.files.map(({ name }) => name).join(', ')}`);
  return true;
}

async function newest({ control, seen }: FollowedPicture, end: number): Promise<ShownMessage | null> {
  for (;;) {
    const found = (await control.roots()).find(({ ts, files }) => !seen.has(ts) && files.length > 0);
    if (found !== undefined) return found;
    if (Date.now() >= end) return null;
    await sleep(POLL_MS);
  }
}

import { describe, expect, it } from 'vitest';
import type { ControlClient, ShownMessage } from '../../../src/main/shell/control-client.ts';
import { followRun } from '../../../src/main/shell/follow-run.ts';

function shown(ts: string, text: string, state?: string): ShownMessage {
  const metadata = state === undefined ? null : { event_payload: { run: 'r-7f3c0a12', state } };
  return { ts, thread_ts: '1.0', user: 'U1', text, blocks: [], metadata, files: [] };
}

/** A workspace that shows the next version of the root message at each look; the last one stays. */
function workspace(versions: (ShownMessage | null)[], replies: ShownMessage[] = []): ControlClient {
  let looks = 0;
  return {
    channelId: 'C1',
    type: async () => null,
    enter: () => Promise.reject(new Error('a run that is followed has been typed')),
    roots: async () => {
      const now = versions[Math.min(looks++, versions.length - 1)];
      return now ? [now] : [];
    },
    thread: async () => replies,
    download: async () => Buffer.alloc(0),
  };
}

const never = new Promise<string>(() => {});

async function followed(versions: (ShownMessage | null)[], replies: ShownMessage[] = [], lost = never) {
  const lines: string[] = [];
  const thread = await followRun(
    workspace(versions, replies),
    shown('1.0', '', 'queued'),
    (line) => lines.push(line),
    lost,
  );
  return { thread, lines };
}

describe('followRun', () => {
  it('prints each version of the root message once, replies as they come, and gives the thread at its end', async () => {
    const running = shown('1.0', ':hourglass: *observe*\nConnections now `20 / 0`\nsmall print', 'running');
    const done = shown('1.0', '*even*\nall of it', 'done');
    const { thread, lines } = await followed(
      [running, running, done],
      [shown('1.0', 'root'), shown('1.1', 'The plan')],
    );
    expect(lines).toEqual(['  | The plan', '', 'observe', 'Connections now 20 / 0', '', 'even', 'all of it']);
    expect(thread).toMatchObject({ run: 'r-7f3c0a12', state: 'done', root: done, replies: [{ text: 'The plan' }] });
  });

  it('ends with the reason when the instance is lost, or the message is', async () => {
    await expect(followed([shown('1.0', 'x', 'running')], [], Promise.resolve('the worker died'))).rejects.toThrow(
      'the worker died',
    );
    await expect(followed([null])).rejects.toThrow('the message of run r-7f3c0a12 is gone');
  });
});

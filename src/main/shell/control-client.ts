import { setTimeout as sleep } from 'node:timers/promises';

/** A message as the control interface shows it. */
export interface ShownMessage {
  ts: string;
  thread_ts: string | null;
  user: string;
  text: string;
  blocks: Record<string, unknown>[];
  metadata: { event_payload?: { run?: string; state?: string } } | null;
  files: { id: string; name: string; alt_text: string; mimetype: string; url: string }[];
}

/** What came of a command: a private answer, or the message of the run that it started. */
export type Entered = { answer: string } | { root: ShownMessage };

/** Speaks to the local workspace's control interface as a person at the page would. */
export interface ControlClient {
  /** Types a command; gives the private answer, if there is one. */
  type(text: string): Promise<string | null>;
  /** Types a command and waits for what comes of it. @throws Error when nothing does within 30 s */
  enter(text: string): Promise<Entered>;
  /** Id of the channel that it types in. */
  channelId: string;
  roots(): Promise<ShownMessage[]>;
  thread(ts: string): Promise<ShownMessage[]>;
  download(url: string): Promise<Buffer>;
}

const CHANNEL = 'nlb';
const USER = 'alice';
const ANSWER_MS = 30_000;
const POLL_MS = 200;

export async function connectControl(base: string): Promise<ControlClient> {
  const info = (await get(`${base}/control/info`)) as {
    bot_token: string;
    channels: { id: string; name: string }[];
  };
  const type = async (text: string): Promise<string | null> => {
    const response = await fetch(`${base}/control/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: USER, channel: CHANNEL, text }),
    });
    const body = (await response.json()) as { response?: { text?: string } | null; error?: string };
    if (!response.ok) throw new Error(`the workspace refused the command: ${body.error ?? response.status}`);
    return body.response?.text ?? null;
  };
  const roots = async (): Promise<ShownMessage[]> =>
    (await get(`${base}/control/messages?channel=${CHANNEL}`)) as ShownMessage[];
  const whispers = async (): Promise<ShownMessage[]> =>
    (await get(`${base}/control/ephemerals?user=${USER}`)) as ShownMessage[];
  return {
    type,
    async enter(text) {
      const [seen, heard] = [new Set((await roots()).map(({ ts }) => ts)), (await whispers()).length];
      const answer = await type(text);
      if (answer !== null) return { answer };
      // A target far away is answered for later than the command itself has to be.
      for (const end = Date.now() + ANSWER_MS; Date.now() < end; await sleep(POLL_MS)) {
        const root = (await roots()).find(({ ts }) => !seen.has(ts));
        if (root !== undefined) return { root };
        const late = (await whispers())[heard];
        if (late !== undefined) return { answer: late.text };
      }
      throw new Error(`${text} was not answered within ${ANSWER_MS / 1000} s`);
    },
    channelId: info.channels.find((channel) => channel.name === CHANNEL)?.id ?? '',
    roots,
    thread: async (ts) => (await get(`${base}/control/messages?channel=${CHANNEL}&thread_ts=${ts}`)) as ShownMessage[],
    async download(url) {
      const response = await fetch(new URL(url, base), { headers: { authorization: `Bearer ${info.bot_token}` } });
      if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
      return Buffer.from(await response.arrayBuffer());
    },
  };
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
}

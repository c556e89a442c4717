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

/** Speaks to the local workspace's control interface as a person at the page would. */
export interface ControlClient {
  /** Types a command; gives the private answer, if there is one. */
  type(text: string): Promise<string | null>;
  /** Id of the channel that it types in. */
  channelId: string;
  roots(): Promise<ShownMessage[]>;
  thread(ts: string): Promise<ShownMessage[]>;
  download(url: string): Promise<Buffer>;
}

const CHANNEL = 'nlb';
const USER = 'alice';

export async function connectControl(base: string): Promise<ControlClient> {
  const info = (await get(`${base}/control/info`)) as {
    bot_token: string;
    channels: { id: string; name: string }[];
  };
  return {
    channelId: info.channels.find((channel) => channel.name === CHANNEL)?.id ?? '',
    async type(text) {
      const response = await fetch(`${base}/control/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: USER, channel: CHANNEL, text }),
      });
      const body = (await response.json()) as { response?: { text?: string } | null; error?: string };
      if (!response.ok) throw new Error(`the workspace refused the command: ${body.error ?? response.status}`);
      return body.response?.text ?? null;
    },
    roots: async () => (await get(`${base}/control/messages?channel=${CHANNEL}`)) as ShownMessage[],
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

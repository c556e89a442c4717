/** A message as the control interface shows it. */
export interface Message {
  ts: string;
  thread_ts: string | null;
  channel: string;
  user: string;
  text: string;
  blocks: Record<string, unknown>[];
  metadata: { event_type: string; event_payload: { run: string; state: string } } | null;
  files: { id: string; name: string; alt_text: string; mimetype: string; url: string }[];
  edits: number;
}

/** What a person gets back who typed a command. */
export interface CommandAnswer {
  ack_ms: number;
  response: { text: string } | null;
}

/** A form that somebody has open. */
export interface OpenModal {
  view_id: string;
  callback_id: string;
  view: { blocks: { type: string; block_id: string; text?: { text: string }; elements?: { text?: unknown }[] }[] };
}

interface Info {
  channels: { id: string; name: string }[];
  users: { id: string; name: string }[];
  processes: { role: string; pid: number }[];
}

/** Drives an instance as people do: through the control interface of its workspace, and in no other way. */
export interface Control {
  type(text: string, more?: { user?: string; deliver?: { times: number } }): Promise<CommandAnswer>;
  press(message: Message, action_id: string): Promise<void>;
  mention(text: string, thread_ts: string): Promise<void>;
  /** The form that is open; null when there is none. */
  modal(): Promise<OpenModal | null>;
  /** Enters a value into a field of the open form, by its block id. */
  enter(modal: OpenModal, key: string, value: string): Promise<void>;
  /** Sends the open form as it is. */
  send(modal: OpenModal): Promise<{ response_action?: string; errors?: Record<string, string> }>;
  /** Uses the message shortcut on a message. */
  shortcut(message: Message, callback_id: string, user: string): Promise<void>;
  /** Opens somebody's home tab; every text on it, one a line. */
  home(user: string): Promise<string>;
  roots(): Promise<Message[]>;
  /** The replies of a thread, without its root. */
  replies(root: Message): Promise<Message[]>;
  directMessages(user: string): Promise<Message[]>;
  ephemerals(user: string): Promise<{ text: string }[]>;
  fault(fault: { method: string; status?: number; error?: string; retry_after?: number; count: number }): Promise<void>;
  clearFaults(): Promise<void>;
  /** When the calls of a Web API method came in, oldest first, in epoch milliseconds. */
  callTimes(method: string): Promise<number[]>;
  info(): Promise<Info>;
  /** The process id of a role. */
  pid(role: string): Promise<number>;
  isHealthy(): Promise<boolean>;
  download(url: string): Promise<Buffer>;
}

const CHANNEL = 'nlb';
const USER = 'alice';

export function createControl(base: string): Control {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  };
  const control: Control = {
    type: async (text, more = {}) =>
      (await call('POST', '/control/commands', { user: USER, channel: CHANNEL, text, ...more })) as CommandAnswer,
    async press({ channel, ts }, action_id) {
      await call('POST', '/control/actions', { user: USER, channel, ts, action_id });
    },
    async mention(text, thread_ts) {
      await call('POST', '/control/mentions', { user: USER, channel: CHANNEL, thread_ts, text });
    },
    async modal() {
      const response = await fetch(`${base}/control/modal?user=${USER}`);
      return response.ok ? ((await response.json()) as OpenModal) : null;
    },
    async enter({ view_id }, key, value) {
      await call('POST', '/control/actions', { user: USER, view_id, action_id: `nlb_field_${key}`, value });
    },
    send: async ({ callback_id }) =>
      (await call('POST', '/control/views', { user: USER, callback_id })) as { errors?: Record<string, string> },
    async shortcut({ channel, ts }, callback_id, user) {
      await call('POST', '/control/shortcuts', { user, callback_id, channel, ts });
    },
    async home(user) {
      const { blocks } = (await call('GET', `/control/home?user=${user}`)) as { blocks: { text?: { text: string } }[] };
      return blocks.map(({ text }) => text?.text ?? '').join('\n');
    },
    roots: async () => (await call('GET', `/control/messages?channel=${CHANNEL}`)) as Message[],
    async replies({ channel, ts }) {
      const all = (await call('GET', `/control/messages?channel=${channel}&thread_ts=${ts}`)) as Message[];
      return all.filter((message) => message.ts !== ts);
    },
    async directMessages(user) {
      const id = (await control.info()).users.find((one) => one.name === user)?.id ?? '';
      return (await call('GET', `/control/messages?channel=${id.replace('U', 'D')}`)) as Message[];
    },
    ephemerals: async (user) => (await call('GET', `/control/ephemerals?user=${user}`)) as { text: string }[],
    async fault(fault) {
      await call('POST', '/control/faults', fault);
    },
    async clearFaults() {
      await call('DELETE', '/control/faults');
    },
    async callTimes(method) {
      const calls = (await call('GET', `/control/calls?method=${method}`)) as { time: string }[];
      return calls.map(({ time }) => Date.parse(time));
    },
    info: async () => (await call('GET', '/control/info')) as Info,
    async pid(role) {
      const found = (await control.info()).processes.find((one) => one.role === role);
      if (found === undefined) throw new Error(`no process has the role ${role}`);
      return found.pid;
    },
    isHealthy: () =>
      fetch(`${base}/healthz`).then(
        (response) => response.ok,
        () => false,
      ),
    async download(url) {
      const response = await fetch(new URL(url, base));
      if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
      return Buffer.from(await response.arrayBuffer());
    },
  };
  return control;
}

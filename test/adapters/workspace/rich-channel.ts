import type { App } from '@slack/bolt';
import { startBot } from './start-bot.ts';

export const CHANNEL = 'C0000000002';
const plain = (text: string) => ({ type: 'plain_text', text });
const markup = (text: string) => ({ type: 'mrkdwn', text });
const option = (value: string) => ({ text: plain(value), value });
const cell = (text: string) => ({ type: 'raw_text', text });
const number = (value: number) => ({ type: 'raw_number', value, text: String(value) });
const rich = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const button = (id: string, rest: object = {}) => ({
  type: 'button',
  action_id: id,
  value: id,
  text: plain(id),
  ...rest,
});
const input = (id: string, element: object, rest: object = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(id),
  element: { action_id: 'v', ...element },
  ...rest,
});

const CONFIRM = {
  title: plain('Cancel r-1?'),
  text: markup('The run ends now and the target is put back.'),
  confirm: plain('Cancel and restore'),
  deny: plain('Let it run'),
  style: 'danger',
};

/** A running run's message, as far as `elapsed`. */
export const runBlocks = (elapsed: number) => [
  { type: 'section', text: markup(`:large_blue_circle: *max-connection-duration 1s* on \`lab\` · ${elapsed} s`) },
  {
    type: 'plan',
    title: `step 2 of 3, ${elapsed} s`,
    tasks: [
      { task_id: 'a', title: 'control', status: 'complete', output: rich('20 / 0 / 0') },
      { task_id: 'b', title: 'treatment', status: 'in_progress', details: rich(`${elapsed} picks`) },
      { task_id: 'c', title: 'restore', status: 'pending' },
    ],
  },
  { type: 'context', elements: [markup('run `r-1` · <@U0000000001>')] },
  { type: 'actions', elements: [button('Cancel', { style: 'danger', confirm: CONFIRM }), button('Explain')] },
];

const PODS = [30, 9, 100, 4, 22, 17, 8].map((picks, index) => [cell(`envoy-${'abcdefg'[index]}`), number(picks)]);
/** A table of seven Pods that sorts, in pages of five. */
export const podTable = {
  type: 'data_table',
  caption: 'Picks of each Pod',
  row_header_column_index: 0,
  rows: [[cell('Pod'), cell('Picks')], ...PODS],
};

const formBlocks = (predicted: string) => [
  input(
    'Scenario',
    { type: 'static_select', options: ['baseline', 'rollout-restart'].map(option) },
    { dispatch_action: true },
  ),
  input('Target', { type: 'radio_buttons', options: ['lab', 'staging'].map(option) }, { dispatch_action: true }),
  input('Value', { type: 'plain_text_input' }, { hint: plain('500ms, 3s, 5m') }),
  input('Clients', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '50' }),
  input('Also', { type: 'checkboxes', options: ['dry', 'burst'].map(option) }, { optional: true }),
  { type: 'section', block_id: 'predicted', text: markup(`*Prediction*: ${predicted}`) },
  ...Array.from({ length: 6 }, (_, line) => ({ type: 'section', text: markup(`Line ${line} of what is touched`) })),
];
const form = (predicted: string) => ({
  type: 'modal',
  callback_id: 'form',
  title: plain('Run an experiment'),
  submit: plain('Run'),
  close: plain('Cancel'),
  blocks: formBlocks(predicted),
});
const HOME = {
  type: 'home',
  blocks: [
    { type: 'header', text: plain('Experiments') },
    { type: 'section', text: markup('*Running*\nNothing runs.'), accessory: button('Refresh') },
    { type: 'divider' },
    { type: 'section', fields: [markup('*lab*\nBALANCED'), markup('*staging*\nIMBALANCED')] },
    { type: 'actions', elements: [{ type: 'overflow', action_id: 'more', options: ['Older', 'Newer'].map(option) }] },
  ],
};

/** What reached the bot: `action ID`, `submit` or `shortcut TS`. */
export type Heard = string[];

function listen(app: App, heard: Heard): void {
  app.command('/nlb', async ({ ack, client, command: { text, trigger_id } }) => {
    await ack(text === 'run' ? undefined : '*Help* for you');
    if (text === 'run') await client.views.open({ trigger_id, view: form('choose a scenario') as never });
  });
  app.action(/.*/, async ({ ack, action, body, client }) => {
    await ack();
    heard.push(`action ${'action_id' in action ? action.action_id : ''}`);
    if (body.type !== 'block_actions' || body.view?.type !== 'modal') return;
    const chosen = body.view.state.values.Scenario?.v?.selected_option?.value;
    const { id: view_id, hash } = body.view;
    await client.views.update({ view_id, hash, view: form(`${chosen} predicted`) as never });
  });
  app.view('form', async ({ ack, view }) => {
    heard.push('submit');
    const wrong = view.state.values.Value?.v?.value === 'wrong';
    await (wrong ? ack({ response_action: 'errors', errors: { Value: 'Not a duration.' } }) : ack());
  });
  app.shortcut('explain', async ({ ack, shortcut }) => {
    await ack();
    if (shortcut.type === 'message_action') heard.push(`shortcut ${shortcut.message_ts}`);
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: HOME as never });
  });
}

/** A workspace whose channel holds every kind of block that the bot uses, with a thread under the run's message. */
export async function startRichChannel() {
  const heard: Heard = [];
  const shortcuts = [{ callback_id: 'explain', name: 'Explain this run' }];
  const bot = await startBot((app) => listen(app, heard), { shortcuts });
  const post = (body: object) =>
    bot.client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'x', ...body }) as Promise<{
      ok: true;
      ts: string;
    }>;
  await post({ text: ':white_check_mark: *BALANCED* on `lab`' });
  const root = await post({ text: 'running', blocks: runBlocks(1) });
  const inThread = { thread_ts: root.ts };
  const diff = '*The plan*\n```- (none)\n+ max_connection_duration: 1s```\n> expect 46 / 35 / 20 %';
  await post({ ...inThread, blocks: [{ type: 'section', text: markup(diff) }] });
  await post({ ...inThread, text: 'report', blocks: [podTable] });
  const rows = [
    [cell('Arm'), cell('N')],
    [cell('control'), number(20)],
  ];
  await post({
    ...inThread,
    blocks: [
      { type: 'header', text: plain('Report') },
      { type: 'table', rows },
    ],
  });
  await post({
    ...inThread,
    blocks: [{ type: 'markdown', text: '## Why\n\n- **NodePort**\n- `NLB`' }, rich('the end')],
  });
  const upload = { channel_id: CHANNEL, ...inThread };
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await bot.client.files.uploadV2({
    ...upload,
    file: png,
    filename: 'chart.png',
    title: 'Chart',
    alt_text: '20, 0, 0',
  });
  await bot.client.files.uploadV2({ ...upload, file: Buffer.from('{}'), filename: 'record.json', title: 'Raw data' });
  return { ...bot, heard, root: root.ts, say: post };
}

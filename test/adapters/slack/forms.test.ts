import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDialogs } from '../../../src/adapters/slack/create-dialogs.ts';
import { createSlackApp, type SlackApp } from '../../../src/adapters/slack/create-slack-app.ts';
import type { SlackHandlers } from '../../../src/adapters/slack/slack-handlers.ts';
import type { Form, FormField } from '../../../src/domain/form/form.ts';
import type { Dialogs, FormAnswer, OpenForm } from '../../../src/ports/dialogs.ts';
import { createFakePeople } from '../../fakes/fake-people.ts';
import { IDLE_HANDLERS } from './idle-handlers.ts';
import { eventually, type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

type Changed = Parameters<SlackHandlers['formChanged']>[0];
type Sent = Parameters<SlackHandlers['formSent']>[0];

interface Shown {
  view_id: string;
  callback_id: string;
  view: {
    title: { text: string };
    submit: { text: string };
    private_metadata: string;
    blocks: { type: string; block_id: string; [field: string]: unknown }[];
  };
}

const FIELDS: FormField[] = [
  {
    ...{
      key: 'scenario',
      label: 'Scenario',
      hint: 'What is tried',
      kind: 'choice',
      value: 'baseline',
      placeholder: '',
    },
    options: ['baseline', 'idle-timeout'].map((value) => ({ value, label: value })),
  },
  { key: 'value', label: 'Value', hint: '100ms to 24h', kind: 'text', value: '', placeholder: 'default: 2s' },
  { key: 'clients', label: 'Clients', hint: '1 to 500', kind: 'whole', value: '20', placeholder: 'default: 20' },
];

const formOf = (text: string, fields = FIELDS): Form => ({
  name: 'run',
  title: 'Run an experiment',
  submit: 'Run',
  close: 'Cancel',
  parts: [
    ...fields.map((field) => ({ kind: 'field' as const, field })),
    { kind: 'more', label: 'More settings' },
    { kind: 'rule' },
    { kind: 'text', text },
  ],
  memory: { channel: 'C0000000002', more: false, kept: { seed: '7' } },
});

let local: LocalWorkspace;
let app: SlackApp;
let dialogs: Dialogs;
let opened: OpenForm | null = null;
let answer: FormAnswer;
const changes: Changed[] = [];
const sent: Sent[] = [];

beforeAll(async () => {
  local = await startLocalWorkspace();
  const { botToken: token, appToken, apiUrl } = local.workspace;
  dialogs = createDialogs({ token, apiUrl, log: local.log });
  app = await createSlackApp({
    ...{ token, appToken, apiUrl, log: local.log, people: createFakePeople({}) },
    handlers: {
      ...IDLE_HANDLERS,
      command: async ({ trigger }) => {
        opened = await dialogs.open(trigger, formOf('asking'));
        return null;
      },
      formChanged: (change) => void changes.push(change),
      formSent: (input) => {
        sent.push(input);
        return Promise.resolve(answer);
      },
    },
  });
  await app.start();
});
beforeEach(async () => {
  changes.length = 0;
  sent.length = 0;
  answer = { kind: 'done', meanwhile: null, later: Promise.resolve(null) };
  await local.control('/control/commands', { user: local.user, channel: local.channel, text: '/nlb run' });
});
afterAll(async () => {
  await app.stop();
  await local.workspace.close();
});

const modal = () => local.get<Shown>(`/control/modal?user=${local.user}`);
const press = async (action_id: string, value?: string) => {
  const { view_id } = await modal();
  return local.control('/control/actions', { user: local.user, view_id, action_id, value });
};
const send = (values: object = {}) =>
  local.control<object>('/control/views', { user: local.user, callback_id: 'nlb_run', values });

describe('a form in Slack', () => {
  it('is a modal whose every field tells what is entered', async () => {
    const { callback_id, view } = await modal();
    expect(callback_id).toBe('nlb_run');
    expect(view).toMatchObject({ title: { text: 'Run an experiment' }, submit: { text: 'Run' } });
    expect(JSON.parse(view.private_metadata)).toEqual({ channel: 'C0000000002', more: false, kept: { seed: '7' } });
    const inputs = view.blocks.filter(({ type }) => type === 'input');
    expect(inputs.map(({ block_id }) => block_id)).toEqual(['scenario', 'value', 'clients']);
    expect(inputs.every((block) => block.dispatch_action === true)).toBe(true);
    expect(inputs[1]).toMatchObject({
      optional: true,
      hint: { text: '100ms to 24h' },
      element: {
        type: 'plain_text_input',
        action_id: 'nlb_field_value',
        max_length: 40,
        placeholder: { text: 'default: 2s' },
        dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
      },
    });
    expect(inputs[2]?.element).toMatchObject({ type: 'number_input', is_decimal_allowed: false, initial_value: '20' });
  });

  it('takes a text of many lines, as it was written', async () => {
    if (opened === null) throw new Error('no form is open');
    const text = 'title: T\n\n  arms:\n';
    const field: FormField = {
      key: 'plan',
      label: 'Plan',
      hint: '',
      kind: 'lines',
      value: text,
      placeholder: '',
      isNeeded: true,
    };
    await dialogs.update(opened, formOf('-', [...FIELDS, field]));
    const shown = (await modal()).view.blocks.find(({ block_id }) => block_id === 'plan');
    expect(shown).toMatchObject({
      ...{ optional: false, element: { type: 'plain_text_input', multiline: true, max_length: 3000 } },
    });
    await send();
    expect(sent[0]?.filled.values.get('plan')).toBe(text);
  });

  it('tells everything that is entered, whatever was changed last', async () => {
    await press('nlb_field_value', '60s');
    await press('nlb_field_scenario', 'idle-timeout');
    await eventually(() => Promise.resolve(changes.length === 2 ? true : undefined));
    const [first, second] = changes;
    expect(second?.filled).toEqual({
      name: 'run',
      memory: { channel: 'C0000000002', more: false, kept: { seed: '7' } },
      values: new Map([
        ['scenario', 'idle-timeout'],
        ['value', '60s'],
        ['clients', '20'],
      ]),
    });
    expect(second).toMatchObject({ user: local.user, channel: 'C0000000002', open: opened, more: false });
    expect((second?.at ?? '') > (first?.at ?? '')).toBe(true);
  });

  it('tells the wish for more settings', async () => {
    await press('nlb_more');
    await eventually(() => Promise.resolve(changes[0]));
    expect(changes).toMatchObject([{ more: true }]);
  });

  it('keeps what was entered when it is replaced', async () => {
    await press('nlb_field_value', '60s');
    if (opened !== null) await dialogs.update(opened, formOf('answered'));
    expect((await modal()).view.blocks.at(-1)).toMatchObject({ text: { text: 'answered' } });
    await send();
    expect(sent[0]?.filled.values.get('value')).toBe('60s');
  });

  it('that is sent closes, and what comes later is told to its person where they asked', async () => {
    answer = { kind: 'done', meanwhile: null, later: Promise.resolve('Could not do it. <!here>') };
    expect(await send({ value: { nlb_field_value: { value: '9s' } } })).toEqual({});
    expect(await modal()).not.toHaveProperty('view');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.filled.values.get('value')).toBe('9s');
    expect(sent[0]).toMatchObject({ user: local.user, channel: 'C0000000002' });
    const told = await eventually(async () =>
      (await local.ephemerals()).find(({ text }) => text === 'Could not do it. &lt;!here&gt;'),
    );
    expect(told).toBeDefined();
  });

  it('that takes long to start says so at once', async () => {
    const gate = Promise.withResolvers<string | null>();
    answer = { kind: 'done', meanwhile: 'It is being prepared', later: gate.promise };
    await send();
    const told = async (text: string) =>
      await eventually(async () => (await local.ephemerals()).find((one) => one.text === text));
    await told('It is being prepared');
    gate.resolve('It could not be started');
    await told('It could not be started');
  });

  it('shows no number where something else was kept for it', async () => {
    if (opened === null) throw new Error('no form is open');
    const wrong = FIELDS.map((field) => ({ ...field, value: field.key === 'clients' ? 'many' : field.value }));
    expect(await dialogs.update(opened, formOf('x', wrong))).not.toBeNull();
  });

  it('tells its person directly where the channel does not take it', async () => {
    await local.control('/control/faults', { method: 'chat.postEphemeral', error: 'not_in_channel', count: 1 });
    answer = { kind: 'done', meanwhile: null, later: Promise.resolve('Only for you') };
    await send();
    const direct = local.user.replace('U', 'D');
    await eventually(async () => {
      const messages = await local.get<{ text: string }[]>(`/control/messages?channel=${direct}`);
      return messages.find(({ text }) => text === 'Only for you');
    });
  });

  it('that is wrong stays open with the mistake at its field', async () => {
    answer = { kind: 'errors', errors: new Map([['value', 'This must be a duration.']]) };
    expect(await send()).toEqual({ response_action: 'errors', errors: { value: 'This must be a duration.' } });
    expect(await modal()).toHaveProperty('view');
  });

  it('that was not started stays open and says why', async () => {
    answer = { kind: 'again', form: formOf(':x: Slack is away') };
    expect(await send()).toMatchObject({ response_action: 'update' });
    expect((await modal()).view.blocks.at(-1)).toMatchObject({ text: { text: ':x: Slack is away' } });
  });

  it('is never more than Slack takes', async () => {
    if (opened === null) throw new Error('no form is open');
    const long = 'x'.repeat(2100);
    const options = Array.from({ length: 150 }, (_, index) => ({ value: `v${index}`, label: `${index} ${long}` }));
    const kinds = ['text', 'whole', 'decimal'] as const;
    const many = Array.from({ length: 120 }, (_, index): FormField => {
      const kind = index === 0 ? 'choice' : (kinds[index % kinds.length] ?? 'text');
      // A view as a whole takes 250 KB.
      const text = index < 20 ? long : 'x';
      const texts = { label: text, hint: text, placeholder: text };
      return { ...texts, key: `k${index}`, kind, value: '', ...(kind === 'choice' ? { options } : {}) };
    });
    const form = formOf('y'.repeat(9000), many);
    const parts = [{ kind: 'small' as const, text: long }, ...form.parts];
    expect(await dialogs.update(opened, { ...form, title: long, submit: long, close: long, parts })).not.toBeNull();
    expect((await modal()).view.blocks).toHaveLength(100);
  });
});

import type { Block, ContextBlock, InputBlock, ModalView } from '@slack/types';
import {
  FIELD_LENGTH,
  type FilledForm,
  FORM_NAMES,
  type Form,
  type FormField,
  type FormMemory,
  type FormName,
  type FormPart,
} from '../../domain/form/form.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { textBlocks } from './slack-blocks.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/** The callback ids of the forms. */
export const FORM_IDS = { run: 'nlb_run', recommend: 'nlb_recommend' } as const satisfies Record<FormName, string>;
/** The action id of a field is this and its key; its block id is the key alone. */
export const FIELD_PREFIX = 'nlb_field_';
/** The action id of the button that shows more settings, or fewer. */
export const MORE_ID = 'nlb_more';

/** A form as Slack's modal. */
export function formView(form: Form): ModalView {
  return {
    type: 'modal',
    callback_id: FORM_IDS[form.name],
    title: plain(form.title, SLACK_LIMITS.viewTitle),
    submit: plain(form.submit, SLACK_LIMITS.viewTitle),
    close: plain(form.close, SLACK_LIMITS.viewTitle),
    blocks: form.parts.flatMap(partBlocks).slice(0, SLACK_LIMITS.viewBlocks),
    private_metadata: JSON.stringify(form.memory),
  };
}

function plain(text: string, length: number): { type: 'plain_text'; text: string; emoji: false } {
  return { type: 'plain_text', text: text.slice(0, length), emoji: false };
}

function partBlocks(part: FormPart): (Block | InputBlock)[] {
  switch (part.kind) {
    case 'field':
      return [fieldBlock(part.field)];
    case 'text':
      return textBlocks(part.text);
    case 'small':
      return [smallBlock(part.text)];
    case 'rule':
      return [{ type: 'divider' }];
    case 'more':
      return [
        {
          type: 'actions',
          block_id: MORE_ID,
          elements: [{ type: 'button', action_id: MORE_ID, text: plain(part.label, SLACK_LIMITS.optionText) }],
        } as Block,
      ];
  }
}

function smallBlock(text: string): ContextBlock {
  const shown = safeMrkdwn(text).slice(0, SLACK_LIMITS.contextText);
  return { type: 'context', elements: [{ type: 'mrkdwn', text: shown }] };
}

/** What was entered is kept by block id and action id in every version of the form (docs.slack.dev, views.update). */
function fieldBlock(field: FormField): InputBlock {
  return {
    type: 'input',
    block_id: field.key,
    // Every entry is told, so that the form can show what it leads to.
    dispatch_action: true,
    optional: field.kind !== 'choice' && field.isNeeded !== true,
    label: plain(field.label, SLACK_LIMITS.fieldLabel),
    ...(field.hint === '' ? {} : { hint: plain(field.hint, SLACK_LIMITS.fieldLabel) }),
    element: elementOf(field),
  };
}

const AT_EACH_KEY = { dispatch_action_config: { trigger_actions_on: ['on_character_entered' as const] } };

function elementOf({ key, kind, value, placeholder, options = [] }: FormField): InputBlock['element'] {
  const action_id = `${FIELD_PREFIX}${key}`;
  const hint = placeholder === '' ? {} : { placeholder: plain(placeholder, SLACK_LIMITS.placeholder) };
  if (kind === 'choice') {
    const shown = options.slice(0, SLACK_LIMITS.options).map((option) => ({
      text: plain(option.label, SLACK_LIMITS.optionText),
      value: option.value,
    }));
    const chosen = shown.find((option) => option.value === value);
    return {
      type: 'static_select',
      action_id,
      options: shown,
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    };
  }
  const initial = value === '' ? {} : { initial_value: value };
  if (kind === 'text') {
    return { type: 'plain_text_input', action_id, max_length: FIELD_LENGTH, ...AT_EACH_KEY, ...hint, ...initial };
  }
  if (kind === 'lines') {
    const max_length = SLACK_LIMITS.inputText;
    return { type: 'plain_text_input', action_id, multiline: true, max_length, ...AT_EACH_KEY, ...initial };
  }
  // Slack refuses a number_input whose initial value is no number; the person sees the mistake at the empty field.
  const number = Number.isFinite(Number(value)) ? initial : {};
  return {
    type: 'number_input',
    action_id,
    is_decimal_allowed: kind === 'decimal',
    ...AT_EACH_KEY,
    ...hint,
    ...number,
  };
}

/** A view of ours as its events carry it. */
export interface SeenView {
  callback_id: string;
  private_metadata: string;
  state?: { values: Record<string, Record<string, EnteredValue>> } | undefined;
}

interface EnteredValue {
  value?: string | null | undefined;
  selected_option?: { value: string } | null | undefined;
}

/** What was entered in a view; null for one that is no form of this version. */
export function filledForm(view: SeenView): FilledForm | null {
  const name = FORM_NAMES.find((one) => FORM_IDS[one] === view.callback_id);
  const memory = memoryOf(view.private_metadata);
  if (name === undefined || memory === null) return null;
  const values = new Map<string, string>();
  for (const [key, actions] of Object.entries(view.state?.values ?? {})) {
    const entered = actions[`${FIELD_PREFIX}${key}`];
    if (entered !== undefined) values.set(key, entered.selected_option?.value ?? entered.value ?? '');
  }
  return { name, memory, values };
}

/** A form that an earlier version opened may remember something else. */
function memoryOf(text: string): FormMemory | null {
  try {
    const { channel, more, kept } = JSON.parse(text) as Partial<FormMemory>;
    const isOurs =
      typeof channel === 'string' && typeof more === 'boolean' && typeof kept === 'object' && kept !== null;
    return isOurs ? { channel, more, kept } : null;
  } catch {
    return null;
  }
}

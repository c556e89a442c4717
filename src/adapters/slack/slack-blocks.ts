import type { Button, KnownBlock, PlanBlock, RichTextBlock, SectionBlock } from '@slack/types';
import type { Language } from '../../domain/language.ts';
import type { RunState } from '../../domain/run.ts';
import type { ButtonName, RootMessage, TaskList } from '../../domain/text/message.ts';
import { splitText } from '../../domain/text/split-text.ts';
import { type Words, wordsIn } from '../../domain/text/words.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/** The bot's action ids; the value of each button is the run's id. */
export const ACTION_IDS = {
  approve: 'nlb_approve',
  cancel: 'nlb_cancel',
  rerun: 'nlb_rerun',
  change: 'nlb_change',
  compare: 'nlb_compare',
  explain: 'nlb_explain',
  raw: 'nlb_raw',
} as const satisfies Record<ButtonName, string>;

/** A run's root message: a section a line, or its steps as a plan where those are taken; the small print, the buttons. */
export function rootBlocks(message: RootMessage, { plan = false }: { plan?: boolean } = {}): KnownBlock[] {
  const { run, state, lines, tasks, context, buttons, language } = message;
  const small = context.slice(0, SLACK_LIMITS.contextElements).map((text) => ({
    type: 'mrkdwn' as const,
    text: safeMrkdwn(text).slice(0, SLACK_LIMITS.smallPrint),
  }));
  const foot: KnownBlock[] = [
    ...(small.length === 0 ? [] : [{ type: 'context' as const, elements: small }]),
    ...(buttons.length === 0
      ? []
      : [{ type: 'actions' as const, elements: buttons.map((name) => button(name, run, state, language)) }]),
  ];
  const steps = plan && tasks !== undefined ? [planBlock(tasks)] : [];
  const lineBlocks = (line: string, index: number): KnownBlock[] =>
    steps.length > 0 && tasks?.line === index ? steps : textBlocks(line);
  const room = SLACK_LIMITS.blocksText - textLength([...foot, ...steps]);
  const head = withinMessage(lines.flatMap(lineBlocks), room);
  return [...head.slice(0, SLACK_LIMITS.blocks - foot.length), ...foot];
}

/** A button of a run, in the words of its state. */
export function button(name: ButtonName, run: string, state: RunState, language: Language = 'en'): Button {
  const { buttons: words } = wordsIn(language);
  const label = name === 'cancel' ? cancelLabel(state, words) : words.labels[name];
  const common: Button = {
    type: 'button',
    action_id: ACTION_IDS[name],
    text: { type: 'plain_text', text: label },
    value: run,
  };
  if (name === 'approve') return { ...common, style: 'primary', confirm: approveDialog(run, words) };
  return name === 'cancel' ? { ...common, style: 'danger', confirm: cancelDialog(run, state, label, words) } : common;
}

function cancelLabel(state: RunState, words: Words['buttons']): string {
  if (state === 'awaiting_approval') return words.reject;
  return state === 'queued' ? words.cancelQueued : words.labels.cancel;
}

type Dialog = NonNullable<Button['confirm']>;

function approveDialog(run: string, words: Words['buttons']): Dialog {
  return {
    title: { type: 'plain_text', text: words.approveTitle(run) },
    text: { type: 'mrkdwn', text: words.approveText },
    confirm: { type: 'plain_text', text: words.labels.approve },
    deny: { type: 'plain_text', text: words.approveDeny },
  };
}

function cancelDialog(run: string, state: RunState, label: string, words: Words['buttons']): Dialog {
  const waits = state === 'queued' || state === 'awaiting_approval';
  return {
    title: {
      type: 'plain_text',
      text: state === 'awaiting_approval' ? words.rejectTitle(run) : words.cancelTitle(run),
    },
    text: {
      type: 'mrkdwn',
      text: waits ? words.cancelWaiting : words.cancelRunning,
    },
    confirm: { type: 'plain_text', text: label },
    deny: { type: 'plain_text', text: waits ? words.letWait : words.letRun },
    style: 'danger',
  };
}

/** A text as sections; of one that is longer than a message takes, the beginning, and an ellipsis. */
export function textBlocks(text: string): SectionBlock[] {
  return withinMessage(splitText(safeMrkdwn(text), SLACK_LIMITS.sectionText).map(section));
}

function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

/** As many of the sections as a message has room for by the length of their texts; other blocks stay. */
function withinMessage<T extends KnownBlock>(
  blocks: readonly T[],
  most: number = SLACK_LIMITS.blocksText,
): (T | SectionBlock)[] {
  let room = most;
  const fitting = blocks.filter((block) => {
    if (block.type !== 'section') return true;
    room -= textLength(block);
    return room >= 0;
  });
  return fitting.length === blocks.length ? fitting : [...fitting, section('…')];
}

/** Characters of all texts and titles in a value. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (TEXTS.includes(key) && typeof item === 'string' ? item.length : textLength(item)),
    0,
  );
}

const TEXTS: readonly string[] = ['text', 'title'];

/** A list of steps; its texts are plain, so that nothing in them is acted on. */
function planBlock({ title, tasks }: TaskList): PlanBlock {
  return {
    type: 'plan',
    title: title.slice(0, SLACK_LIMITS.planTitle),
    tasks: tasks.slice(0, SLACK_LIMITS.planTasks).map(({ id, title: what, status, details }) => ({
      type: 'task_card' as const,
      task_id: id.slice(0, SLACK_LIMITS.taskId),
      title: what.slice(0, SLACK_LIMITS.planTitle),
      status,
      ...(details === null ? {} : { details: plainRichText(details.slice(0, SLACK_LIMITS.planTitle)) }),
    })),
  };
}

function plainRichText(text: string): RichTextBlock {
  const section = { type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] };
  return { type: 'rich_text', elements: [section] };
}

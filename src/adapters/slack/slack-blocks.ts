import type { Button, KnownBlock, SectionBlock } from '@slack/types';
import type { RunState } from '../../domain/run.ts';
import type { ButtonName, RootMessage, TablePart } from '../../domain/text/message.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { SLACK_LIMITS } from './slack-limits.ts';
import { splitText } from './split-text.ts';

/** The bot's action ids; the value of each button is the run's id. */
export const ACTION_IDS = {
  approve: 'nlb_approve',
  cancel: 'nlb_cancel',
  rerun: 'nlb_rerun',
  compare: 'nlb_compare',
  explain: 'nlb_explain',
  raw: 'nlb_raw',
} as const satisfies Record<ButtonName, string>;

const LABELS: Readonly<Record<ButtonName, string>> = {
  approve: 'Approve',
  cancel: 'Cancel and restore',
  rerun: 'Run again',
  compare: 'Compare with previous',
  explain: 'Explain',
  raw: 'Raw data',
};

/** A run's root message: a section a line, the small print, the buttons. */
export function rootBlocks(message: RootMessage): KnownBlock[] {
  const { run, state, lines, context, buttons } = message;
  const room = SLACK_LIMITS.blocks - 2;
  const small = context.slice(0, SLACK_LIMITS.contextElements).map((text) => ({
    type: 'mrkdwn' as const,
    text: safeMrkdwn(text).slice(0, SLACK_LIMITS.sectionText),
  }));
  return [
    ...lines.flatMap(textBlocks).slice(0, room),
    ...(small.length === 0 ? [] : [{ type: 'context' as const, elements: small }]),
    ...(buttons.length === 0
      ? []
      : [{ type: 'actions' as const, elements: buttons.map((name) => button(name, run, state)) }]),
  ];
}

function button(name: ButtonName, run: string, state: RunState): Button {
  const label = name === 'cancel' ? cancelLabel(state) : LABELS[name];
  const common: Button = {
    type: 'button',
    action_id: ACTION_IDS[name],
    text: { type: 'plain_text', text: label },
    value: run,
  };
  if (name === 'approve') return { ...common, style: 'primary', confirm: approveDialog(run) };
  return name === 'cancel' ? { ...common, style: 'danger', confirm: cancelDialog(run, state, label) } : common;
}

function cancelLabel(state: RunState): string {
  if (state === 'awaiting_approval') return 'Reject';
  return state === 'queued' ? 'Cancel' : LABELS.cancel;
}

type Dialog = NonNullable<Button['confirm']>;

function approveDialog(run: string): Dialog {
  return {
    title: { type: 'plain_text', text: `Approve ${run}?` },
    text: { type: 'mrkdwn', text: 'It changes the target exactly as the plan in its thread says, and puts it back.' },
    confirm: { type: 'plain_text', text: 'Approve' },
    deny: { type: 'plain_text', text: 'Not yet' },
  };
}

function cancelDialog(run: string, state: RunState, label: string): Dialog {
  const waits = state === 'queued' || state === 'awaiting_approval';
  return {
    title: { type: 'plain_text', text: `${state === 'awaiting_approval' ? 'Reject' : 'Cancel'} ${run}?` },
    text: {
      type: 'mrkdwn',
      text: waits ? 'It does not start; nothing was touched yet.' : 'The run ends now and the target is put back.',
    },
    confirm: { type: 'plain_text', text: label },
    deny: { type: 'plain_text', text: waits ? 'Let it wait' : 'Let it run' },
  };
}

/** A text of any length as sections. */
export function textBlocks(text: string): SectionBlock[] {
  return splitText(safeMrkdwn(text), SLACK_LIMITS.sectionText)
    .slice(0, SLACK_LIMITS.blocks)
    .map((part) => ({ type: 'section', text: { type: 'mrkdwn', text: part } }));
}

/** A table with its caption above and its note below. */
export function tableBlocks(part: TablePart): KnownBlock[] {
  const rows = [part.columns.map(({ title }) => title), ...part.rows].slice(0, SLACK_LIMITS.tableRows);
  const cells = (row: readonly string[]) =>
    row.slice(0, SLACK_LIMITS.tableCells).map((text) => ({
      type: 'raw_text' as const,
      // Slack refuses an empty cell.
      text: text === '' ? '-' : text.slice(0, SLACK_LIMITS.cellText),
    }));
  return [
    ...textBlocks(`*${part.caption}*`),
    {
      type: 'table',
      rows: rows.map(cells),
      column_settings: part.columns.slice(0, SLACK_LIMITS.tableCells).map(({ align }) => ({ align, is_wrapped: true })),
    },
    ...(part.note === null ? [] : textBlocks(part.note)),
  ];
}

import type { Button, KnownBlock } from '@slack/types';
import type { HomePage, HomePart, PageButton } from '../../domain/home.ts';
import type { Language } from '../../domain/language.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { button, textBlocks } from './slack-blocks.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/** The action ids of the page's own buttons; the value of each is the page that it leads to. */
export const PAGE_ACTION_IDS = {
  older: 'nlb_home_older',
  newer: 'nlb_home_newer',
  refresh: 'nlb_home_refresh',
} as const satisfies Record<PageButton, string>;

/** The action id of the button that opens the form of a run. */
export const START_ACTION_ID = 'nlb_home_run';

/** A home page as blocks, at most as many as a view may have. */
export function homeBlocks({ parts, language }: HomePage): KnownBlock[] {
  return parts.flatMap((part) => blocksOf(part, language)).slice(0, SLACK_LIMITS.viewBlocks);
}

function blocksOf(part: HomePart, language: Language | undefined): KnownBlock[] {
  switch (part.kind) {
    case 'header':
      return [{ type: 'header', text: { type: 'plain_text', text: part.text.slice(0, SLACK_LIMITS.headerText) } }];
    case 'text':
      return textBlocks(part.text);
    case 'small':
      return [
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: safeMrkdwn(part.text).slice(0, SLACK_LIMITS.contextText) }],
        },
      ];
    case 'divider':
      return [{ type: 'divider' }];
    case 'run':
      return [{ type: 'actions', elements: part.buttons.map((name) => button(name, part.run, part.state, language)) }];
    case 'start':
      return [{ type: 'actions', elements: [startButton(part.label)] }];
    case 'pages':
      return [{ type: 'actions', elements: part.buttons.map(pageButton) }];
  }
}

function pageButton({ name, label, page }: { name: PageButton; label: string; page: number }): Button {
  return {
    type: 'button',
    action_id: PAGE_ACTION_IDS[name],
    text: { type: 'plain_text', text: label },
    value: String(page),
  };
}

function startButton(label: string): Button {
  return { type: 'button', action_id: START_ACTION_ID, text: { type: 'plain_text', text: label }, style: 'primary' };
}

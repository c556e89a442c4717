import { randomBytes } from 'node:crypto';
import { isObject } from '../http/body.ts';
import type { Block, JsonObject } from '../state/model.ts';
import { SlackError } from '../web-api/slack-error.ts';
import { BLOCK_CHECKS } from './block-checks.ts';
import { checkString, createProblems, type Problems } from './problems.ts';
import { checkTogether, textLength } from './together-checks.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

/** Most blocks (docs.slack.dev/reference/block-kit/blocks). */
const BLOCKS_MAX: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };
/**
 * Blocks for messages alone, by docs.slack.dev/blocks.json. It lists Home tabs for both tables, but what was tried there
 * shows none, so the stricter reading holds.
 */
const MESSAGE_ONLY = ['table', 'data_table', 'markdown', 'plan', 'task_card'];
/** Slack answers `msg_blocks_too_long` near this many characters over all blocks; undocumented, bolt-js issue 2509. */
const BLOCK_TEXT_MAX = 13_200;

/**
 * Checks blocks by Slack's limits and gives those without an id one, as Slack does. Throws `invalid_blocks_format`
 * when they are no list, `invalid_blocks` (in a view `invalid_arguments`) with every problem and its JSON pointer, or
 * `invalid_attachments` for a second table.
 */
export function validateBlocks(value: unknown, surface: Surface = 'message'): Block[] {
  if (!Array.isArray(value)) throw new SlackError('invalid_blocks_format');
  const isView = surface !== 'message';
  const problems = createProblems(isView ? '/view/blocks' : '/blocks');
  if (value.length > BLOCKS_MAX[surface]) problems.add(`no more than ${BLOCKS_MAX[surface]} items allowed`);
  value.forEach((block: unknown, index) => {
    checkBlock(block, surface, problems.at(index));
  });
  checkTogether(value, problems);
  if (problems.messages.length > 0) {
    throw new SlackError(isView ? 'invalid_arguments' : 'invalid_blocks', problems.messages);
  }
  if (!isView && textLength(value) > BLOCK_TEXT_MAX) throw new SlackError('msg_blocks_too_long');
  return (value as Block[]).map(withIds);
}

function checkBlock(block: unknown, surface: Surface, problems: Problems): void {
  const type = isObject(block) ? block.type : undefined;
  const known = typeof type === 'string' && Object.hasOwn(BLOCK_CHECKS, type);
  if (!isObject(block) || !known || (surface !== 'message' && MESSAGE_ONLY.includes(type))) {
    problems.add(`unsupported type: ${typeof type === 'string' ? type.slice(0, 60) : 'none'}`);
    return;
  }
  checkString(block, 'block_id', 255, problems);
  BLOCK_CHECKS[type]?.(block, problems);
}

const freshId = () => randomBytes(3).toString('base64url');

function withActionId(element: unknown): unknown {
  return isObject(element) && element.type !== 'image' && element.action_id === undefined
    ? { ...element, action_id: freshId() }
    : element;
}

function withIds(block: Block): Block {
  const parts: JsonObject = {};
  if (block.type === 'actions' && Array.isArray(block.elements)) parts.elements = block.elements.map(withActionId);
  if (block.type === 'section' && block.accessory !== undefined) parts.accessory = withActionId(block.accessory);
  if (block.type === 'input') parts.element = withActionId(block.element);
  return { ...block, ...parts, block_id: block.block_id ?? freshId() };
}

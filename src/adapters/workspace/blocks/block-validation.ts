import { randomBytes } from 'node:crypto';
import { isObject } from '../http/body.ts';
import type { Block, JsonObject } from '../state/model.ts';
import { SlackError } from '../web-api/slack-error.ts';
import { BLOCK_CHECKS } from './block-checks.ts';
import { checkString, createProblems, type Problems } from './problems.ts';

/** Most blocks in a message; a modal or a home takes 100. */
export const MESSAGE_BLOCKS_MAX = 50;
/** Most blocks in a view. */
export const VIEW_BLOCKS_MAX = 100;
/** Slack answers `msg_blocks_too_long` near this many characters over all blocks; undocumented, bolt-js issue 2509. */
const BLOCK_TEXT_MAX = 13_200;

/**
 * Checks blocks by Slack's limits and gives those without an id one, as Slack does. Throws `invalid_blocks_format`
 * when they are no list, else `invalid_blocks` with every problem and its JSON pointer.
 */
export function validateBlocks(value: unknown, max: number = MESSAGE_BLOCKS_MAX): Block[] {
  if (!Array.isArray(value)) throw new SlackError('invalid_blocks_format');
  const problems = createProblems('/blocks');
  if (value.length > max) problems.add(`no more than ${max} items allowed`);
  value.forEach((block: unknown, index) => {
    checkBlock(block, problems.at(index));
  });
  checkUniqueIds(value, problems);
  if (problems.messages.length > 0) throw new SlackError('invalid_blocks', problems.messages);
  if (textLength(value) > BLOCK_TEXT_MAX) throw new SlackError('msg_blocks_too_long');
  return (value as Block[]).map(withIds);
}

function checkBlock(block: unknown, problems: Problems): void {
  const type = isObject(block) ? block.type : undefined;
  if (!isObject(block) || typeof type !== 'string' || !Object.hasOwn(BLOCK_CHECKS, type)) {
    problems.add(`unsupported type: ${typeof type === 'string' ? type.slice(0, 60) : 'none'}`);
    return;
  }
  checkString(block, 'block_id', 255, problems);
  BLOCK_CHECKS[type]?.(block, problems);
}

function checkUniqueIds(blocks: readonly unknown[], problems: Problems): void {
  const seen = new Set<unknown>();
  blocks.forEach((block, index) => {
    const id = isObject(block) ? block.block_id : undefined;
    if (id !== undefined && seen.has(id)) problems.at(index).at('block_id').add('block_id already exists');
    seen.add(id);
  });
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : textLength(item)),
    0,
  );
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

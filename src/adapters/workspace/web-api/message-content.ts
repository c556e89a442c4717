import { validateBlocks } from '../blocks/block-validation.ts';
import { isObject } from '../http/body.ts';
import type { FileStore } from '../state/file-store.ts';
import type { Block, JsonObject, MessageContent, Metadata } from '../state/model.ts';
import type { Arguments } from './arguments.ts';
import { SlackError } from './slack-error.ts';

/** Longest text of a new message, in characters. */
const TEXT_MAX = 40_000;

/** The parts a call gave; undefined is "not given". */
export interface GivenContent {
  text: string | undefined;
  blocks: Block[] | undefined;
  metadata: Metadata | null | undefined;
}

/** Reads and checks text, blocks and metadata of a call; throws Slack's errors for each. */
export function readContent(args: Arguments, files: FileStore): GivenContent {
  const markdown = args.text('markdown_text');
  const text = args.text('text');
  const rawBlocks = args.nested('blocks', 'invalid_blocks_format');
  if (markdown !== undefined && (text !== undefined || rawBlocks !== undefined)) {
    throw new SlackError('markdown_text_conflict');
  }
  if (text !== undefined && text.length > TEXT_MAX) throw new SlackError('msg_too_long');
  const blocks = markdown === undefined ? rawBlocks : [{ type: 'markdown', text: markdown }];
  return {
    text: text ?? markdown,
    blocks: blocks === undefined ? undefined : checkedBlocks(blocks, files),
    metadata: readMetadata(args),
  };
}

/** Checks blocks, and that the files they show exist. */
export function checkedBlocks(value: unknown, files: FileStore): Block[] {
  const blocks = validateBlocks(value);
  blocks.forEach((block, index) => {
    for (const image of [block, block.accessory]) {
      const file: unknown = isObject(image) ? image.slack_file : undefined;
      if (isObject(file) && typeof file.id === 'string' && !files.find(file.id)?.uploaded) {
        throw new SlackError('invalid_blocks', [
          `[ERROR] invalid slack file [json-pointer:/blocks/${index}/slack_file]`,
        ]);
      }
    }
  });
  return blocks;
}

/** The content of a new message; throws `no_text` when there is nothing to show. */
export function newContent(given: GivenContent): MessageContent {
  const blocks = given.blocks ?? [];
  if (given.text === undefined && blocks.length === 0) throw new SlackError('no_text');
  return { text: given.text ?? '', blocks, metadata: given.metadata ?? null };
}

function readMetadata(args: Arguments): Metadata | null | undefined {
  const value = args.nested('metadata', 'invalid_metadata_format');
  if (value === undefined) return undefined;
  if (!isObject(value)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(value).length === 0) return null;
  const { event_type: type, event_payload: payload }: JsonObject = value;
  if (typeof type !== 'string' || type === '' || !isObject(payload)) throw new SlackError('invalid_metadata_schema');
  return { event_type: type, event_payload: payload };
}

import type { RunRecord } from '../../src/domain/record.ts';
import type { Control, Message } from './control.ts';

/** What kind of part a reply is, by what it carries; the thread's order is told in these. */
export function partOf(reply: Message): string {
  const [file] = reply.files;
  if (file !== undefined) return file.mimetype === 'image/png' ? 'chart' : file.name;
  if (reply.blocks.some((block) => block.type === 'table' || block.type === 'data_table')) return 'table';
  return /^\*?(Plan|Why)/.exec(reply.text)?.[1]?.toLowerCase() ?? reply.text;
}

/** The record in a run's thread. */
export async function recordOf(control: Control, root: Message): Promise<RunRecord> {
  const files = (await control.replies(root)).flatMap((reply) => reply.files);
  const file = files.find((one) => one.name === 'record.json');
  if (file === undefined) throw new Error(`the thread of ${root.text} has no record.json`);
  return JSON.parse((await control.download(file.url)).toString('utf8')) as RunRecord;
}

/** Width and height of a PNG (its IHDR chunk stands first, W3C PNG, 11.2.1); throws for anything else. */
export function pngSize(bytes: Buffer): { width: number; height: number } {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error('this is no PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

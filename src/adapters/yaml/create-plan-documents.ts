import { open } from 'node:fs/promises';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import type { Place, PlanNode, ReadTree } from '../../domain/custom/plan-tree.ts';
import { AppError } from '../../domain/errors.ts';
import type { PlanDocuments } from '../../ports/plan-documents.ts';

/** More than a plan may have, so that one that is too long is told so; a whole disk is not read for that. */
const MOST_BYTES = 64 * 1024;

/** Plans in YAML 1.2. */
export function createPlanDocuments(): PlanDocuments {
  return { read: readYaml, file: readFile };
}

function readYaml(text: string): ReadTree {
  const lines = new LineCounter();
  // A key that is given twice is told with the plan's other mistakes.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const said = [...document.errors, ...document.warnings];
  if (said.length > 0) {
    return { ok: false, problems: said.map((error) => ({ at: placeAt(error.pos[0]), message: sentence(error) })) };
  }
  const problems: { at: Place; message: string }[] = [];
  const tree = nodeOf(document.contents, { line: 1, column: 1 });
  return problems.length === 0 ? { ok: true, tree } : { ok: false, problems };

  function nodeOf(node: unknown, above: Place): PlanNode {
    const range = (node as Node | null)?.range;
    const at = range ? placeAt(range[0]) : above;
    if (isAlias(node)) problems.push({ at, message: 'an alias is not read; write its value out' });
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const keyAt = isScalar(key) && key.range ? placeAt(key.range[0]) : at;
        if (!isScalar(key)) problems.push({ at: keyAt, message: 'a key must be one word' });
        return { key: isScalar(key) ? String(key.value) : '', at: keyAt, value: nodeOf(value, keyAt) };
      });
      return { kind: 'map', at, entries };
    }
    if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => nodeOf(item, at)) };
    if (!isScalar(node) || node.value === null) return { kind: 'empty', at };
    // As it is written: `5.0` and `0x10` are not numbers yet.
    return { kind: 'text', at, text: node.source ?? String(node.value) };
  }
}

function sentence({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here, and a plan is one';
  const text = message.trim().replace(/\.$/, '');
  // A plain `>= 5` begins a block of text.
  return text.startsWith('Block scalar header') ? `${text}; a comparison with \`>\` is written in quotes` : text;
}

async function readFile(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      // A character that the end of what is read cuts in two is no mistake.
      return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), { stream: true });
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof TypeError && 'code' in cause && cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new AppError('plan_unreadable', `The plan ${path} can not be read: it is no text in UTF-8.`, { cause });
    }
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const why = REASONS[code] ?? code;
    throw new AppError('plan_unreadable', `The plan ${path} can not be read: ${why}.`, { cause });
  }
}

const REASONS: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'its rights do not allow it',
};

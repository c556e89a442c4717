/** Unchanged lines shown on both sides of a change. */
const CONTEXT = 3;

/** Above this the table of the comparison would cost more than the text is worth. */
const MAX_LINES = 2000;

type Edit = { mark: ' ' | '-' | '+'; line: string };

/**
 * A minimal line diff in unified form with three lines of context; empty when the texts are equal.
 * By the longest common subsequence, so it takes time and memory in the product of the lengths.
 * Throws RangeError for a text of more than 2,000 lines.
 */
export function configDiff(before: string, after: string): string {
  if (before === after) return '';
  const edits = editsBetween(linesOf(before), linesOf(after));
  return hunksOf(edits)
    .map(([from, to]) => hunkText(edits, from, to))
    .join('\n');
}

function linesOf(text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length > MAX_LINES) {
    throw new RangeError(`The configuration has ${lines.length} lines; at most ${MAX_LINES} are compared.`);
  }
  return lines;
}

function editsBetween(a: readonly string[], b: readonly string[]): Edit[] {
  const common = commonLengths(a, b);
  const lengthAt = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      edits.push({ mark: ' ', line: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      edits.push({ mark: '-', line: left });
      i += 1;
    } else {
      edits.push({ mark: '+', line: right ?? '' });
      j += 1;
    }
  }
  return edits;
}

/** Length of the longest common subsequence of the rests of both texts from each pair of lines on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = rows[i];
    const below = rows[i + 1];
    if (row === undefined || below === undefined) continue;
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

/** Ranges of edits to show: each change with its context, merged where they touch. */
function hunksOf(edits: readonly Edit[]): [number, number][] {
  const hunks: [number, number][] = [];
  edits.forEach(({ mark }, index) => {
    if (mark === ' ') return;
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(edits.length, index + CONTEXT + 1);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  });
  return hunks;
}

function hunkText(edits: readonly Edit[], from: number, to: number): string {
  const count = (range: readonly Edit[], other: '-' | '+'): number => range.filter(({ mark }) => mark !== other).length;
  const before = edits.slice(0, from);
  const shown = edits.slice(from, to);
  const side = (other: '-' | '+'): string => {
    const length = count(shown, other);
    // By the unified format an empty side is placed after its preceding line.
    return `${count(before, other) + (length === 0 ? 0 : 1)},${length}`;
  };
  return [`@@ -${side('+')} +${side('-')} @@`, ...shown.map(({ mark, line }) => `${mark}${line}`)].join('\n');
}

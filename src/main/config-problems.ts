import { type Document, isAlias, isMap, isNode, isScalar, visit } from 'yaml';

/** What is wrong, and where in the text: its offset. */
export interface Problem {
  at: number;
  what: string;
}

/** What makes a file no YAML at all. */
export function syntaxProblems(document: Document.Parsed): Problem[] {
  const found = document.errors.map((error) => ({
    at: error.pos[0],
    what: `${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')}: correct the YAML`,
  }));
  visit(document, {
    Alias: (_key, node) => {
      if (isAlias(node) && node.resolve(document) === undefined) {
        found.push({
          at: node.range?.[0] ?? 0,
          what: `*${node.source} has no anchor: write &${node.source} before it`,
        });
      }
    },
  });
  return found;
}

/** Where a key stands in the text, or what is nearest above it when it is not there. */
export function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  const key = path.at(-1);
  if (key === undefined) return 0;
  const parent = document.getIn(path.slice(0, -1), true) ?? document.contents;
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  return isNode(node) && node.range ? node.range[0] : offsetOf(document, path.slice(0, -1));
}

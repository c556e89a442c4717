/** Where something stands in a text; both from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A document as it was written, each part with its place. A scalar is the text that stands there, whatever it looks like. */
export type PlanNode =
  | { kind: 'map'; at: Place; entries: readonly PlanEntry[] }
  | { kind: 'list'; at: Place; items: readonly PlanNode[] }
  | { kind: 'text'; at: Place; text: string }
  | { kind: 'empty'; at: Place };

export interface PlanEntry {
  key: string;
  at: Place;
  value: PlanNode;
}

/** A document, or every place where it is none, with what is said there. */
export type ReadTree =
  | { ok: true; tree: PlanNode }
  | { ok: false; problems: readonly { at: Place; message: string }[] };

/** Reads a text as a document. */
export type ReadDocument = (text: string) => ReadTree;

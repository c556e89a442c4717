import type { ReadTree } from '../domain/custom/plan-tree.ts';

/** Documents that people write plans in. Not in here: what a plan may say. */
export interface PlanDocuments {
  /** The document that a text is, with the place of each part, or every place where it is none. Never throws. */
  read(text: string): ReadTree;
  /** The text of a file of this host. @throws AppError `plan_unreadable` */
  file(path: string): Promise<string>;
}

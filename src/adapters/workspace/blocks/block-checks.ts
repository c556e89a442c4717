import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { ACTION_ELEMENTS, checkElement, checkImage, INPUT_ELEMENTS } from './element-checks.ts';
import { checkFlag, checkList, checkString, checkText, checkTextObject, checkWord, type Problems } from './problems.ts';
import { checkDataTable, checkTable } from './table-checks.ts';

type Check = (block: JsonObject, problems: Problems) => void;

const RICH_TEXT_PARTS = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'];
const TASK_STATES = ['pending', 'in_progress', 'complete', 'error'];

const checkRichText: Check = (block, problems) =>
  checkList(block, 'elements', { min: 0, max: 1000 }, problems, (part, here) => {
    checkWord(part, 'type', RICH_TEXT_PARTS, here, true);
    if (!Array.isArray(part.elements)) here.add('missing required field: elements');
  });

const checkSection: Check = (block, problems) => {
  if (block.text === undefined && block.fields === undefined) problems.add('missing required field: text or fields');
  checkText(block, 'text', 3000, problems);
  if (block.fields !== undefined) {
    checkList(block, 'fields', { min: 1, max: 10 }, problems, (field, here) =>
      checkTextObject(field, 2000, here, false),
    );
  }
  const accessory = block.accessory;
  if (accessory === undefined) return;
  const here = problems.at('accessory');
  if (!isObject(accessory)) here.add('must provide an object');
  else if (accessory.type === 'image') checkImage(accessory, here);
  else checkElement(accessory, ACTION_ELEMENTS, here);
};

const checkContext: Check = (block, problems) =>
  checkList(block, 'elements', { min: 1, max: 10 }, problems, (element, here) => {
    if (element.type === 'image') checkImage(element, here);
    else checkTextObject(element, 2000, here, false);
  });

const checkSource: Check = (source, problems) => {
  checkWord(source, 'type', ['url'], problems, true);
  checkString(source, 'url', 3000, problems, true);
  checkString(source, 'text', 3000, problems, true);
};

const checkTaskCard: Check = (block, problems) => {
  checkString(block, 'task_id', 255, problems, true);
  checkString(block, 'title', 3000, problems, true);
  checkWord(block, 'status', TASK_STATES, problems);
  if (block.sources !== undefined) checkList(block, 'sources', { min: 0, max: 50 }, problems, checkSource);
  for (const key of ['details', 'output']) {
    const value = block[key];
    if (value === undefined) continue;
    if (isObject(value) && value.type === 'rich_text') checkRichText(value, problems.at(key));
    else problems.at(key).add('must be a rich_text block');
  }
};

const checkPlan: Check = (block, problems) => {
  checkString(block, 'title', 3000, problems, true);
  if (block.tasks === undefined) return;
  const seen = new Set<unknown>();
  checkList(block, 'tasks', { min: 0, max: 50 }, problems, (task, here) => {
    checkTaskCard(task, here);
    if (seen.has(task.task_id)) here.at('task_id').add('task_id already exists');
    seen.add(task.task_id);
  });
};

const checkInput: Check = (block, problems) => {
  checkText(block, 'label', 2000, problems, { required: true, plainOnly: true });
  checkText(block, 'hint', 2000, problems, { plainOnly: true });
  for (const key of ['optional', 'dispatch_action']) checkFlag(block, key, problems);
  const element = block.element;
  if (isObject(element)) checkElement(element, INPUT_ELEMENTS, problems.at('element'));
  else problems.add('missing required field: element');
};

/** Slack's rules for the block types that this workspace knows; every other type is refused. */
export const BLOCK_CHECKS: Readonly<Record<string, Check>> = {
  header: (block, problems) => checkText(block, 'text', 150, problems, { required: true, plainOnly: true }),
  section: checkSection,
  divider: () => undefined,
  context: checkContext,
  actions: (block, problems) =>
    checkList(block, 'elements', { min: 1, max: 25 }, problems, (element, here) =>
      checkElement(element, ACTION_ELEMENTS, here),
    ),
  image: (block, problems) => {
    checkImage(block, problems);
    checkText(block, 'title', 2000, problems, { plainOnly: true });
  },
  rich_text: checkRichText,
  markdown: (block, problems) => checkString(block, 'text', 12_000, problems, true),
  table: checkTable,
  data_table: checkDataTable,
  input: checkInput,
  plan: checkPlan,
  task_card: checkTaskCard,
};

import { randomBytes } from 'node:crypto';
import { VIEW_BLOCKS_MAX, validateBlocks } from '../blocks/block-validation.ts';
import { checkString, checkText, checkWord, createProblems } from '../blocks/problems.ts';
import { isObject } from '../http/body.ts';
import { APP_ID, BOT_ID, TEAM } from '../state/directory.ts';
import type { JsonObject, View } from '../state/model.ts';
import { SlackError } from './slack-error.ts';

const freshHash = () => `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Checks a view by Slack's limits; `id` keeps the identity of the view it replaces. Throws `invalid_arguments`. */
export function readView(value: unknown, type: View['type'], id?: string): View {
  if (!isObject(value)) throw new SlackError('invalid_arguments', ['[ERROR] missing required field: view']);
  const problems = createProblems('/view');
  checkWord(value, 'type', [type], problems, true);
  checkString(value, 'callback_id', 255, problems);
  checkString(value, 'private_metadata', 3000, problems);
  if (type === 'modal') {
    checkText(value, 'title', 24, problems, { required: true, plainOnly: true });
    checkText(value, 'submit', 24, problems, { plainOnly: true });
    checkText(value, 'close', 24, problems, { plainOnly: true });
  }
  if (problems.messages.length > 0) throw new SlackError('invalid_arguments', problems.messages);
  const blocks = validateBlocks(value.blocks, VIEW_BLOCKS_MAX);
  if (type === 'modal' && !isObject(value.submit) && blocks.some((block) => block.type === 'input')) {
    throw new SlackError('invalid_arguments', ['[ERROR] missing required field: submit [json-pointer:/view]']);
  }
  return {
    id: id ?? `V${randomBytes(5).toString('hex').toUpperCase()}`,
    type,
    callback_id: textOf(value.callback_id),
    external_id: textOf(value.external_id),
    private_metadata: textOf(value.private_metadata),
    blocks,
    notify_on_close: value.notify_on_close === true,
    clear_on_close: value.clear_on_close === true,
    hash: freshHash(),
    ...(isObject(value.title) ? { title: value.title } : {}),
    ...(isObject(value.submit) ? { submit: value.submit } : {}),
    ...(isObject(value.close) ? { close: value.close } : {}),
  };
}

/** A view as Slack's API and payloads show it. */
export function presentView(view: View, values: JsonObject = {}): JsonObject {
  return {
    ...view,
    team_id: TEAM.id,
    app_id: APP_ID,
    bot_id: BOT_ID,
    app_installed_team_id: TEAM.id,
    root_view_id: view.id,
    previous_view_id: null,
    title: view.title ?? null,
    submit: view.submit ?? null,
    close: view.close ?? null,
    state: { values },
  };
}

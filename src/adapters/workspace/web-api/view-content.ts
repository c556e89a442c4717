import { randomBytes } from 'node:crypto';
import { validateBlocks } from '../blocks/block-validation.ts';
import { checkString, checkText, checkWord, createProblems } from '../blocks/problems.ts';
import { isObject } from '../http/body.ts';
import { APP_ID, BOT_ID, TEAM } from '../state/directory.ts';
import type { JsonObject, View } from '../state/model.ts';
import { SlackError } from './slack-error.ts';

const freshHash = () => `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Largest view, in bytes of its JSON. */
const VIEW_MAX_BYTES = 250 * 1024;

/**
 * Checks a view by Slack's limits; `replaced` is the view whose place it takes: its id stays, and what was typed into
 * inputs that keep their ids. Throws `invalid_arguments` and `view_too_large`.
 */
export function readView(value: unknown, type: View['type'], replaced?: View): View {
  if (!isObject(value)) throw new SlackError('invalid_arguments', ['[ERROR] missing required field: view']);
  const problems = createProblems('/view');
  checkWord(value, 'type', [type], problems, true);
  checkString(value, 'callback_id', 255, problems);
  checkString(value, 'external_id', 255, problems);
  checkString(value, 'private_metadata', 3000, problems);
  if (type === 'modal') {
    checkText(value, 'title', 24, problems, { required: true, plainOnly: true });
    checkText(value, 'submit', 24, problems, { plainOnly: true });
    checkText(value, 'close', 24, problems, { plainOnly: true });
  }
  if (problems.messages.length > 0) throw new SlackError('invalid_arguments', problems.messages);
  if (Buffer.byteLength(JSON.stringify(value)) > VIEW_MAX_BYTES) throw new SlackError('view_too_large');
  const blocks = validateBlocks(value.blocks, type);
  if (type === 'modal' && !isObject(value.submit) && blocks.some((block) => block.type === 'input')) {
    throw new SlackError('invalid_arguments', ['[ERROR] missing required field: submit [json-pointer:/view]']);
  }
  const id = replaced?.id ?? `V${randomBytes(5).toString('hex').toUpperCase()}`;
  return {
    id,
    root_view_id: replaced?.root_view_id ?? id,
    previous_view_id: replaced?.previous_view_id ?? null,
    entered: replaced?.entered ?? {},
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
export function presentView({ entered: _, ...view }: View, values: JsonObject = {}): JsonObject {
  return {
    ...view,
    team_id: TEAM.id,
    app_id: APP_ID,
    bot_id: BOT_ID,
    app_installed_team_id: TEAM.id,
    title: view.title ?? null,
    submit: view.submit ?? null,
    close: view.close ?? null,
    state: { values },
  };
}

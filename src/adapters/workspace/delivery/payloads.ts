import { randomBytes } from 'node:crypto';
import { APP_ID, BOT_USER_ID, TEAM } from '../state/directory.ts';
import type { Channel, JsonObject, Person, View } from '../state/model.ts';
import { stateValues } from '../state/view-values.ts';
import { presentView } from '../web-api/view-content.ts';

const VERIFICATION_TOKEN = 'local-verification-token';

/** The person as interactive payloads name them. */
function userOf(person: Person): JsonObject {
  return { id: person.id, username: person.name, name: person.name, team_id: TEAM.id };
}

/** What every interactive payload has. */
function interactive(type: string, person: Person, triggerId: string): JsonObject {
  return {
    type,
    user: userOf(person),
    api_app_id: APP_ID,
    token: VERIFICATION_TOKEN,
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: triggerId,
  };
}

/** A slash command. */
export function commandPayload(
  person: Person,
  channel: Channel,
  command: { name: string; text: string },
  ids: { triggerId: string; responseUrl: string },
): JsonObject {
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.im_user === undefined ? channel.name : 'directmessage',
    user_id: person.id,
    user_name: person.name,
    command: command.name,
    text: command.text,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: ids.responseUrl,
    trigger_id: ids.triggerId,
  };
}

/** A press on an element; `surface` is the container, the state and what belongs to them. */
export function blockActionsPayload(
  person: Person,
  triggerId: string,
  action: JsonObject,
  surface: JsonObject,
): JsonObject {
  return { ...interactive('block_actions', person, triggerId), ...surface, actions: [action] };
}

/** A message shortcut. */
export function shortcutPayload(
  person: Person,
  channel: Channel,
  ids: { triggerId: string; responseUrl: string; callbackId: string; actionTs: string },
  message: JsonObject,
): JsonObject {
  return {
    ...interactive('message_action', person, ids.triggerId),
    callback_id: ids.callbackId,
    action_ts: ids.actionTs,
    response_url: ids.responseUrl,
    channel: { id: channel.id, name: channel.name },
    message_ts: message.ts,
    message,
  };
}

/** A submitted modal. */
export function viewSubmissionPayload(person: Person, triggerId: string, view: View, values: JsonObject): JsonObject {
  return { ...interactive('view_submission', person, triggerId), view: presentView(view, values), response_urls: [] };
}

/** A dismissed modal; `cleared` says that the whole stack went with it. */
export function viewClosedPayload(person: Person, triggerId: string, view: View, cleared: boolean): JsonObject {
  const { trigger_id: _, ...rest } = interactive('view_closed', person, triggerId);
  return { ...rest, view: presentView(view, stateValues(view.blocks, view.entered)), is_cleared: cleared };
}

/** An event of the Events API in its callback wrapper. */
export function eventPayload(event: JsonObject): JsonObject {
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    api_app_id: APP_ID,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: BOT_USER_ID, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

import type { View } from '../state/model.ts';
import type { Arguments } from './arguments.ts';
import { findPerson } from './find.ts';
import type { Method, MethodContext } from './method.ts';
import { SlackError } from './slack-error.ts';
import { presentView, readView } from './view-content.ts';

/** The opened view and two that are pushed (views.push: `push_limit_reached`). */
const STACK_MAX = 3;

/** Reads the view of a call; throws `duplicate_external_id` when another view has its external id. */
function givenView(args: Arguments, { state }: MethodContext, type: View['type'], replaced?: View): View {
  const view = readView(args.nested('view'), type, replaced);
  const other = view.external_id === '' ? undefined : state.views.find({ externalId: view.external_id });
  if (other && other.view.id !== view.id) throw new SlackError('duplicate_external_id');
  return view;
}

const open: Method = (args, context) => {
  const { state, triggers } = context;
  const triggerId = args.required('trigger_id');
  const view = givenView(args, context, 'modal');
  const user = triggers.exchange(triggerId);
  state.views.openModal(user, view);
  return { view: presentView(view) };
};

const push: Method = (args, context) => {
  const { state, triggers } = context;
  const triggerId = args.required('trigger_id');
  const view = givenView(args, context, 'modal');
  const user = triggers.exchange(triggerId);
  if (!state.views.modal(user)) throw new SlackError('not_found');
  if (state.views.depth(user) >= STACK_MAX) throw new SlackError('push_limit_reached');
  state.views.pushModal(user, view);
  return { view: presentView(state.views.modal(user) ?? view) };
};

const update: Method = (args, context) => {
  const { state } = context;
  const found = state.views.find({ id: args.text('view_id'), externalId: args.text('external_id') });
  if (!found) throw new SlackError('not_found');
  const hash = args.text('hash');
  if (hash !== undefined && hash !== found.view.hash) throw new SlackError('hash_conflict');
  const view = givenView(args, context, found.view.type, found.view);
  state.views.replace(found.user, view);
  return { view: presentView(view) };
};

const publish: Method = (args, context) => {
  const { state } = context;
  const person = findPerson(state, args.required('user_id'));
  const before = state.views.home(person.id);
  const hash = args.text('hash');
  if (hash !== undefined && before && hash !== before.hash) throw new SlackError('hash_conflict');
  const view = givenView(args, context, 'home', before);
  state.views.publishHome(person.id, view);
  return { view: presentView(view) };
};

/** The views.* methods. */
export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};

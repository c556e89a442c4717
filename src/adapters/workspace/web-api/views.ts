import type { Arguments } from './arguments.ts';
import { findPerson } from './find.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';
import { presentView, readView } from './view-content.ts';

const viewArgument = (args: Arguments) => args.nested('view');

const open: Method = (args, { state, triggers }) => {
  const triggerId = args.required('trigger_id');
  const view = readView(viewArgument(args), 'modal');
  const user = triggers.exchange(triggerId);
  state.views.openModal(user, view);
  return { view: presentView(view) };
};

const update: Method = (args, { state }) => {
  const found = state.views.find({ id: args.text('view_id'), externalId: args.text('external_id') });
  if (!found) throw new SlackError('not_found');
  const hash = args.text('hash');
  if (hash !== undefined && hash !== found.view.hash) throw new SlackError('hash_conflict');
  const view = readView(viewArgument(args), found.view.type, found.view.id);
  if (view.type === 'modal') state.views.openModal(found.user, view);
  else state.views.publishHome(found.user, view);
  return { view: presentView(view) };
};

const publish: Method = (args, { state }) => {
  const person = findPerson(state, args.required('user_id'));
  const before = state.views.home(person.id);
  const hash = args.text('hash');
  if (hash !== undefined && before && hash !== before.hash) throw new SlackError('hash_conflict');
  const view = readView(viewArgument(args), 'home', before?.id);
  state.views.publishHome(person.id, view);
  return { view: presentView(view) };
};

/** The views.* methods. */
export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.update': update,
  'views.publish': publish,
};

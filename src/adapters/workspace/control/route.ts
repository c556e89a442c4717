import type { CallLog } from '../call-log.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { SocketMode } from '../delivery/socket-mode.ts';
import type { FaultPlan } from '../faults.ts';
import type { JsonObject } from '../state/model.ts';

/** A message shortcut, as an app's manifest names it. */
export interface MessageShortcut {
  callback_id: string;
  name: string;
}

/** What the control interface works on. */
export interface ControlContext {
  dispatcher: Dispatcher;
  faults: FaultPlan;
  calls: CallLog;
  /** The app's scopes, with commas between them. */
  installed: { scopes: string };
  sockets: SocketMode;
  /** The project's processes, for /control/info. */
  processes: () => { role: string; pid: number }[];
  shortcuts: readonly MessageShortcut[];
}

/** A control call: its result is the JSON answer. Refusals are thrown as HttpRefusal. */
export type Route = (input: JsonObject, context: ControlContext, query: URLSearchParams) => unknown;

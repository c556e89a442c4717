import type { TriggerStore } from '../delivery/triggers.ts';
import type { JsonObject } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Arguments } from './arguments.ts';

/** What Web API methods work on. */
export interface MethodContext {
  state: WorkspaceState;
  triggers: TriggerStore;
  /** The address of the workspace, `http://127.0.0.1:PORT`. */
  baseUrl: string;
  /** Makes a single-use Socket Mode address. */
  socketUrl(): string;
}

/** A Web API method: its result is sent with `ok: true`; a SlackError becomes `ok: false`. */
export type Method = (args: Arguments, context: MethodContext) => JsonObject;

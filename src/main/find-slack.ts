import { join } from 'node:path';
import { EXPLAIN_SHORTCUT } from '../adapters/slack/listen-to-shortcuts.ts';
import { createWorkspace, type Workspace } from '../adapters/workspace/create-workspace.ts';
import { EXPLAIN_SHORTCUT_NAME } from '../domain/text/thread-help.ts';
import type { Config } from './config.ts';
import type { SlackSettings } from './slack-settings.ts';

export interface FoundSlack {
  slack: SlackSettings;
  /** null where tokens of another Slack are set. */
  workspace: Workspace | null;
}

/** The Slack whose tokens are set; where none are, the local workspace, which is started and reached in the same way. */
export async function findSlack(
  { slack, workspacePort }: Pick<Config, 'slack' | 'workspacePort'>,
  stateDir: string,
  processes: () => { role: string; pid: number }[],
): Promise<FoundSlack> {
  if (slack !== null) return { slack, workspace: null };
  const workspace = await createWorkspace({
    port: workspacePort,
    processes,
    stateFile: join(stateDir, 'workspace.json'),
    shortcuts: [{ callback_id: EXPLAIN_SHORTCUT, name: EXPLAIN_SHORTCUT_NAME }],
  });
  const { botToken, appToken, apiUrl } = workspace;
  return { slack: { botToken, apiUrl, delivery: { kind: 'socket', appToken } }, workspace };
}

import { createSlackDiagnostics } from '../../adapters/slack/slack-diagnostics.ts';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Language } from '../../domain/language.ts';
import { doctorText } from '../../domain/text/doctor-text.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';
import { type Config, namesGroups } from '../config.ts';
import { appToken } from '../slack-settings.ts';

/** What looks at the Slack that is configured; nothing where it is the local workspace. */
export function slackDiagnostics(config: Pick<Config, 'slack' | 'targets'>): Diagnostics[] {
  const { slack } = config;
  if (slack === null) return [];
  const { botToken: token, apiUrl } = slack;
  const log = { info: () => undefined, warn: () => undefined };
  const access = { token, apiUrl: apiUrl ?? undefined, ...appToken(slack), log };
  return [createSlackDiagnostics({ ...access, usesGroups: namesGroups(config) })];
}

/** What the doctor says where the shell's own instance can not be started: what can be looked at without, and why it can not. */
export async function doctorWithoutInstance(
  slack: readonly Diagnostics[],
  cause: unknown,
  language: Language,
): Promise<string> {
  const found = await Promise.all(slack.map((one) => one.look()));
  return doctorText([startFinding(cause), ...found.flat()], true, language);
}

function startFinding(cause: unknown): Finding {
  const message = errorMessage(cause);
  const code = cause instanceof AppError ? cause.code : null;
  return { ok: false, kind: 'not-started', why: message.replace(/\.$/, ''), code };
}

import type { Log } from '../../ports/log.ts';

/** What looks like a secret in a value of a log line: Slack tokens, and passwords in URLs. */
const SECRETS = /(x(?:oxb|oxp|app|oxe)-[\w-]+|(?<=:\/\/[^:@/\s]*:)[^@\s]+(?=@)|Bearer\s+\S+)/g;

/** One JSON line an event: time, level, role, event and its fields, without secrets. */
export function createLog({ role, write }: { role: string; write: (line: string) => void }): Log {
  const line = (level: string, event: string, fields: object = {}): void => {
    const text = JSON.stringify({ at: new Date().toISOString(), level, role, event, ...fields });
    write(text.replaceAll(SECRETS, '[redacted]'));
  };
  return { info: (event, fields) => line('info', event, fields), warn: (event, fields) => line('warn', event, fields) };
}

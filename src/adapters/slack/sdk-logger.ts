import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';

/** Passes the SDK's warnings and errors on to our log, without any token. */
export function sdkLogger(log: Log): Logger {
  const warn = (...messages: unknown[]): void => {
    const message = messages.map(String).join(' ');
    log.warn('slack_sdk', { message: message.replaceAll(/xox[a-z]-[\w-]+|xapp-[\w-]+/g, '[token]').slice(0, 500) });
  };
  const silent = (): void => undefined;
  return {
    debug: silent,
    info: silent,
    warn,
    error: warn,
    setLevel: silent,
    setName: silent,
    getLevel: () => LogLevel.WARN,
  };
}

import { ERROR_CODES } from '../../errors.ts';
import type { Keeps, Problem, RedisAnswer, Well } from '../../finding.ts';
import { units } from './units.ts';

/** What the bot stands on, as the doctor found it. */
export const doctor = {
  allWell: () => ':white_check_mark: *All is well*: a run can start.',
  toMend: (n: number, onlyTargets: boolean) =>
    `:x: *${units.count(n, 'problem')} to mend*${onlyTargets ? ', with the targets below' : ''}`,
  targetsProblem: (why: string) => `:x: The targets: ${why}`,
  well: (found: Well) => {
    switch (found.kind) {
      case 'slack-token':
        return `Slack: the token is ${found.user}'s in ${found.team}.`;
      case 'slack-scopes':
        return 'Slack scopes: the token has all that are needed.';
      case 'socket-mode':
        return 'Socket Mode: the app-level token opens connections.';
      case 'redis':
        return `Redis: ${answerText(found.answer)}.`;
      case 'redis-persistence':
        return `Redis persistence: ${KEEPS[found.keeps]}.`;
      case 'clock':
        return 'Clock: as Redis has it.';
      case 'audit-empty':
        return 'Audit log: empty.';
      case 'audit-log':
        return `Audit log: ${doctor.entries(found.entries)} since ${units.minute(found.since)}, none changed or removed.`;
    }
  },
  /** How it stands, and what to do. */
  problem: (found: Problem): { says: string; fix: string } => {
    switch (found.kind) {
      case 'slack-token':
        return {
          says: `Slack: auth.test: ${found.reason}.`,
          fix: 'Check SLACK_BOT_TOKEN and that this host reaches Slack.',
        };
      case 'slack-scopes':
        return {
          says: `Slack scopes: the token has no ${found.missing.join(', ')}.`,
          fix: 'Add the scopes under OAuth & Permissions of the Slack app, and install it once more.',
        };
      case 'socket-mode':
        return {
          says: `Socket Mode: apps.connections.open: ${found.reason}.`,
          fix: 'Check SLACK_APP_TOKEN: an app-level token with connections:write, of the same app, with Socket Mode switched on.',
        };
      case 'redis-silent':
        return {
          says: 'Redis: does not answer.',
          fix: found.isOwn
            ? 'The Valkey of this instance has ended, and the instance ends with it: start it again.'
            : 'Check REDIS_URL and that Redis or Valkey runs.',
        };
      case 'redis-drops':
        return {
          says: `Redis: ${answerText(found.answer)}, but its maxmemory-policy ${found.policy} may drop queued runs.`,
          fix: 'Set maxmemory-policy to noeviction.',
        };
      case 'clock':
        return {
          says: `Clock: ${Math.round(found.off_ms / 1000)} s off the clock of Redis.`,
          fix: 'Set both hosts by the same time servers (NTP).',
        };
      case 'audit-log':
        return {
          says: `Audit log: entry ${found.entry} was changed or removed.`,
          fix: 'Compare it with the lines `audit` in the logs of bot and worker, and find out who can write to Redis.',
        };
      case 'instance-ends':
        return { says: `This instance: it is ending: ${found.why}.`, fix: 'Start it again.' };
      case 'not-started':
        return {
          says: `Start: ${found.why}.`,
          fix: found.code === null ? 'Put this right first.' : ERROR_CODES[found.code].advice,
        };
    }
  },
  /** Entries of the audit log. */
  entries: (n: number) => (n === 1 ? '1 entry' : `${n.toLocaleString('en-US')} entries`),
};

function answerText({ version, took_ms }: RedisAnswer): string {
  return `${version ?? 'of an unknown version'}, answers in ${took_ms} ms`;
}

const KEPT = 'queued runs, the history, schedules and the audit log';

const KEEPS: Readonly<Record<Keeps, string>> = {
  'for-good': 'append-only file',
  'until-restart': `none: ${KEPT} are gone when it restarts; turn on its append-only file to keep them`,
  'until-end': `none: ${KEPT} end with this instance's own Valkey, as soon as it is started again; set REDIS_URL to a Redis with persistence to keep them`,
};

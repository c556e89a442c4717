import { describe, expect, it } from 'vitest';
import { clockFinding, type Finding } from '../../../src/domain/finding.ts';
import type { SampleSource, TargetPlace } from '../../../src/domain/target-place.ts';
import { doctorText } from '../../../src/domain/text/doctor-text.ts';
import { targetText } from '../../../src/domain/text/targets-text.ts';
import { wordsIn } from '../../../src/domain/text/words.ts';
import { fullWidthIn, lostNumbers } from './bilingual.ts';

const answer = { version: '8.1.1', took_ms: 1 };
const AUDIT: Finding = { ok: true, kind: 'audit-log', entries: 1200, since: '2026-11-26T06:54:00.000Z' };
const KEPT = 'Redis persistence: none: queued runs, the history, schedules and the audit log';

/** Every finding, with the line that English has for it. */
const FOUND: [Finding, string][] = [
  [{ ok: true, kind: 'slack-token', user: 'nlb', team: 'Acme' }, "• Slack: the token is nlb's in Acme."],
  [
    { ok: false, kind: 'slack-token', reason: 'invalid_auth' },
    '• *Slack: auth.test: invalid_auth.* Check SLACK_BOT_TOKEN and that this host reaches Slack.',
  ],
  [{ ok: true, kind: 'slack-scopes' }, '• Slack scopes: the token has all that are needed.'],
  [
    { ok: false, kind: 'slack-scopes', missing: ['users:read', 'im:write'] },
    '• *Slack scopes: the token has no users:read, im:write.* Add the scopes under OAuth &amp; Permissions of the Slack app, and install it once more.',
  ],
  [{ ok: true, kind: 'socket-mode' }, '• Socket Mode: the app-level token opens connections.'],
  [
    { ok: false, kind: 'socket-mode', reason: 'not_allowed_token_type' },
    '• *Socket Mode: apps.connections.open: not_allowed_token_type.* Check SLACK_APP_TOKEN: an app-level token with connections:write, of the same app, with Socket Mode switched on.',
  ],
  [{ ok: true, kind: 'redis', answer }, '• Redis: 8.1.1, answers in 1 ms.'],
  [
    { ok: true, kind: 'redis', answer: { ...answer, version: null } },
    '• Redis: of an unknown version, answers in 1 ms.',
  ],
  [
    { ok: false, kind: 'redis-drops', answer, policy: 'allkeys-lru' },
    '• *Redis: 8.1.1, answers in 1 ms, but its maxmemory-policy allkeys-lru may drop queued runs.* Set maxmemory-policy to noeviction.',
  ],
  [
    { ok: false, kind: 'redis-silent', isOwn: false },
    '• *Redis: does not answer.* Check REDIS_URL and that Redis or Valkey runs.',
  ],
  [
    { ok: false, kind: 'redis-silent', isOwn: true },
    '• *Redis: does not answer.* The Valkey of this instance has ended, and the instance ends with it: start it again.',
  ],
  [{ ok: true, kind: 'redis-persistence', keeps: 'for-good' }, '• Redis persistence: append-only file.'],
  [
    { ok: true, kind: 'redis-persistence', keeps: 'until-restart' },
    `• ${KEPT} are gone when it restarts; turn on its append-only file to keep them.`,
  ],
  [
    { ok: true, kind: 'redis-persistence', keeps: 'until-end' },
    `• ${KEPT} end with this instance's own Valkey, as soon as it is started again; set REDIS_URL to a Redis with persistence to keep them.`,
  ],
  [clockFinding(5000), '• Clock: as Redis has it.'],
  [clockFinding(9400), '• *Clock: 9 s off the clock of Redis.* Set both hosts by the same time servers (NTP).'],
  [{ ok: true, kind: 'audit-empty' }, '• Audit log: empty.'],
  [AUDIT, '• Audit log: 1,200 entries since 26 Nov 2026 06:54 UTC, none changed or removed.'],
  [
    { ok: false, kind: 'audit-log', entry: 3 },
    '• *Audit log: entry 3 was changed or removed.* Compare it with the lines `audit` in the logs of bot and worker, and find out who can write to Redis.',
  ],
  [{ ok: false, kind: 'instance-ends', why: 'SIGKILL' }, '• *This instance: it is ending: SIGKILL.* Start it again.'],
  [{ ok: false, kind: 'not-started', why: 'EACCES', code: null }, '• *Start: EACCES.* Put this right first.'],
  [{ ok: false, kind: 'not-started', why: 'EACCES', code: 'already_set' }, '• *Start: EACCES.* Ask for another value.'],
];

/** Words of lower-case letters that are no names. */
const englishLeft = (text: string): string[] =>
  (text.match(/(?<![\w:./-])[a-z]{2,}(?![\w:./-])/g) ?? []).filter(
    (word) =>
      !['amp', 'nlb', 'ms', 'lab', 'audit', 'worker', 'namespace', 'context', 'class', 'observe'].includes(word),
  );

/** The lines of findings, without the head. */
const linesOf = (finding: Finding, language: 'en' | 'ja'): string =>
  doctorText([finding], true, language).split('\n').slice(1).join('\n');

describe('what the doctor finds', () => {
  it.each(FOUND)('is said in English: %o', (finding, english) => {
    expect(linesOf(finding, 'en')).toBe(english);
  });

  it.each(FOUND)('is said in Japanese: %o', (finding, english) => {
    const said = linesOf(finding, 'ja');
    const own = said
      .replace(/詳細: .*?。/, '')
      .replace('maxmemory-policy', '')
      .replace('noeviction', '');
    expect({ english: englishLeft(own), wide: fullWidthIn(said), said }).toEqual({ english: [], wide: [], said });
    expect(lostNumbers(english.replace('26 Nov', '11 26'), said)).toEqual([]);
  });

  it('is harmless where it is as Slack said it', () => {
    const finding: Finding = { ok: false, kind: 'slack-token', reason: '<!here> invalid_auth' };
    expect(linesOf(finding, 'en')).toContain('auth.test: &lt;!here&gt; invalid_auth');
    expect(linesOf(finding, 'ja')).toContain('auth.test: &lt;!here&gt; invalid_auth');
  });

  it('has the days of a Japanese reader', () => {
    expect(linesOf(AUDIT, 'ja')).toContain('監査ログ: 1,200 件 (2026 年 11 月 26 日 06:54 UTC から)');
  });
});

describe('where a target is', () => {
  const within = { namespace: 'a', deployment: 'b', service: 'c', port: 80 };
  const inCluster = 'namespace a, Deployment b, Service c port 80';
  const prometheus: SampleSource = { from: 'prometheus', url: 'http://p:9090' };
  it.each<[TargetPlace, SampleSource, string]>([
    [
      { kind: 'lab' },
      { from: 'envoys' },
      "embedded, on the host of the worker; samples from each Envoy's own statistics",
    ],
    [
      { kind: 'kubernetes', context: null, ...within },
      prometheus,
      `context (the current one), ${inCluster}; samples from Prometheus at http://p:9090`,
    ],
    [
      { kind: 'kubernetes', context: 'k', ...within },
      prometheus,
      `context k, ${inCluster}; samples from Prometheus at http://p:9090`,
    ],
    [
      { kind: 'eks', cluster: 'k', region: 'eu-1', ...within },
      { from: 'pods', port: 9901 },
      `EKS cluster k in eu-1, ${inCluster}; samples from each Pod's statistics at port 9901, through the API server`,
    ],
  ])('is said in both languages: %o', (place, samples, english) => {
    const view = { name: 'lab', isDefault: true, limits: undefined, report: null };
    const line = (language: 'en' | 'ja'): string =>
      targetText({ ...view, profile: { class: 'lab', place, samples } }, language)
        .split('\n')
        .at(-1) ?? '';
    expect(line('en')).toBe(`• Profile: ${english}`);
    const said = line('ja');
    expect({ english: englishLeft(said), said }).toEqual({ english: [], said });
    expect(lostNumbers(english, said)).toEqual([]);
  });

  it('has its clients in a Job', () => {
    const [english, japanese] = [wordsIn('en').plan, wordsIn('ja').plan];
    expect(english.onAgents(4, 'nlb', null)).toBe(' on 4 agents (a Job in namespace nlb)');
    expect(english.onAgents(4, 'nlb', 'kind-a')).toBe(' on 4 agents (a Job in namespace nlb of kind-a)');
    expect(japanese.onAgents(4, 'nlb', null)).toContain('、namespace nlb の Job');
    expect(japanese.onAgents(4, 'nlb', 'kind-a')).toContain('kind-a の namespace nlb の Job');
  });
});

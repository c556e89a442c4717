import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { chainFinding } from '../../../src/domain/text/audit-text.ts';
import { doctorText } from '../../../src/domain/text/doctor-text.ts';
import { targetText } from '../../../src/domain/text/targets-text.ts';
import { wordsIn } from '../../../src/domain/text/words.ts';
import { fullWidthIn, lostNumbers } from './bilingual.ts';

const LOST = 'none: queued runs, the history, schedules and the audit log';
const chain = (changed: Partial<Parameters<typeof chainFinding>[0]>): string =>
  chainFinding({ entries: 12, since: '2026-11-26T06:54:00.000Z', brokenAt: null, ...changed }).says;

/** What the doctor finds: what it looked at, how that stands, and what to do. */
const FOUND: [string, string, string | null][] = [
  ['Slack', "the token is nlb's in Acme", null],
  ['Slack scopes', 'the token has all that are needed', null],
  [
    'Slack scopes',
    'the token has no users:read',
    'Add the scopes under OAuth & Permissions of the Slack app, and install it once more.',
  ],
  ['Socket Mode', 'the app-level token opens connections', null],
  ['Redis', '8.1.1, answers in 1 ms', null],
  [
    'Redis',
    '8.1.1, answers in 1 ms, but its maxmemory-policy allkeys-lru may drop queued runs',
    'Set maxmemory-policy to noeviction.',
  ],
  ['Redis', 'does not answer', 'Check REDIS_URL and that Redis or Valkey runs.'],
  ['Redis persistence', 'append-only file', null],
  ['Redis persistence', `${LOST} are gone when it restarts; turn on its append-only file to keep them`, null],
  ['Redis persistence', `${LOST} end with this instance's own Valkey, as soon as it is started again`, null],
  ['Clock', 'as Redis has it', null],
  ['Clock', '9 s off the clock of Redis', 'Set both hosts by the same time servers (NTP).'],
  ['Audit log', chain({ since: null }), null],
  ['Audit log', chain({}), null],
  ['Audit log', chain({ brokenAt: 3 }), 'Compare it with the lines `audit` in the logs of bot and worker, and so on.'],
];

/** Words of lower-case letters that are no names. */
const englishLeft = (text: string): string[] =>
  (text.match(/(?<![\w:./-])[a-z]{2,}(?![\w:./-])/g) ?? []).filter(
    (word) =>
      !['amp', 'nlb', 'ms', 'lab', 'audit', 'worker', 'namespace', 'context', 'class', 'observe'].includes(word),
  );

describe('what the doctor finds', () => {
  it.each(FOUND)('is said in Japanese: %s: %s', (what, says, fix) => {
    const finding: Finding = { what, says, fix, ok: fix === null };
    const [english, japanese] = [doctorText([finding], true, 'en'), doctorText([finding], true, 'ja')];
    expect(english).toContain(`${what}: ${says}.`);
    const said = japanese.split('\n').slice(1).join('\n').replace('maxmemory-policy', '').replace('noeviction', '');
    expect({ english: englishLeft(said), wide: fullWidthIn(said), said }).toEqual({ english: [], wide: [], said });
    if (!says.includes('end with')) expect(lostNumbers(english, japanese)).toEqual([]);
  });

  it('stays as it was said where Slack said it, and is harmless', () => {
    const finding: Finding = { what: 'Slack', ok: false, says: 'auth.test: <!here> invalid_auth', fix: null };
    expect(doctorText([finding], true, 'ja')).toContain('Slack: auth.test: &lt;!here&gt; invalid_auth');
  });

  it('has the days of a Japanese reader', () => {
    const finding: Finding = { what: 'Audit log', ok: true, says: chain({}), fix: null };
    expect(doctorText([finding], true, 'ja')).toContain('監査ログ: 12 件 (2026 年 11 月 26 日 06:54 UTC から)');
  });
});

describe('where a target is', () => {
  it.each([
    ['embedded, on the host of the worker', "each Envoy's own statistics"],
    ['context (the current one), namespace a, Deployment b, Service c port 80', 'Prometheus at http://p:9090'],
    ['context k, namespace a, Deployment b, Service c port 80', 'Prometheus at http://p:9090'],
    [
      'EKS cluster k in eu-1, namespace a, Deployment b, Service c port 80',
      "each Pod's statistics at port 9901, through the API server",
    ],
  ])('is said in Japanese: %s', (place, samples) => {
    const profile = { kind: 'lab', class: 'lab', place, samples } as const;
    const text = targetText({ name: 'lab', isDefault: true, profile, limits: undefined, report: null }, 'ja');
    const said = text.split('\n').at(-1) ?? '';
    expect({ english: englishLeft(said), said }).toEqual({ english: [], said });
  });

  it('has its clients in a Job in Japanese too', () => {
    const { onAgents } = wordsIn('ja').plan;
    expect(onAgents(4, 'a Job in namespace nlb')).toContain('namespace nlb の Job');
    expect(onAgents(4, 'a Job in namespace nlb of kind-a')).toContain('kind-a の namespace nlb の Job');
  });
});

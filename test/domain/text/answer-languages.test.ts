import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/domain/command.ts';
import { AppError, ERROR_CODES, type ErrorCode } from '../../../src/domain/errors.ts';
import { explanationOf, type Found } from '../../../src/domain/explain/explanation.ts';
import { type TargetTopic, TOPICS } from '../../../src/domain/explain/topics.ts';
import type { Language } from '../../../src/domain/language.ts';
import type { TargetReport } from '../../../src/domain/target-report.ts';
import { explainWords, explanationText, topicsText } from '../../../src/domain/text/explanation.ts';
import { failedAnswer } from '../../../src/domain/text/failed-answer.ts';
import { helpText } from '../../../src/domain/text/help-text.ts';
import { historyText } from '../../../src/domain/text/history-text.ts';
import { recoveryAnswer } from '../../../src/domain/text/recovery-text.ts';
import { targetText } from '../../../src/domain/text/targets-text.ts';
import { threadHelp } from '../../../src/domain/text/thread-help.ts';
import { wordsIn } from '../../../src/domain/text/words.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import { LAB_PROFILE } from '../../builders/a-profile-view.ts';
import { ONE_SECOND, topologyOf } from '../run-record-fixture.ts';
import { brokenMarks, flawsOf, fullWidthIn } from './bilingual.ts';

const REPORT: TargetReport = {
  health: {
    ok: true,
    value: {
      deployment: { name: 'envoy', ready: 2, replicas: 3, rolled_out: false },
      address: '127.0.0.1:31400',
      envoy_version: '1.40.0',
      kubernetes_version: '1.34.4',
    },
  },
  access: { ok: true, value: { account: 'nlb-bot', missing: ['a', 'b'], roles: 'kind: Role' } },
  holding: { ok: true, value: { holder: 'r-7f3c0a12', expires_in_ms: 9000 } },
  undo: { ok: true, value: { run: 'r-7f3c0a12', foreign: ['`envoy-config`'], confirm: '3f9a12b4c5d6' } },
} as unknown as TargetReport;

const VIEW = {
  name: 'lab',
  isDefault: true,
  profile: LAB_PROFILE,
  limits: { clients: 2000, observe_ms: 600_000, scenarios: ['baseline'] },
};

/** A target that tells everything that one can. */
function labTopology(): Topology {
  const zones = [{ name: 'us-west-1b', address: '127.0.0.1' }];
  const topology = topologyOf({ service: { nlb: { zones, cross_zone: false }, proxy_mode: 'iptables' } });
  topology.deployment.shutdown = { found: 'drain', hooks: '', can: {} };
  return topology;
}

/** What an explanation finds of its target. */
const FOUND: Readonly<Record<string, Found | null>> = {
  'the lab': { topology: labTopology(), setting: ONE_SECOND },
  'a cluster': { topology: topologyOf({ kubernetes_version: '1.34.4' }), setting: null },
  Local: { topology: topologyOf({ service: { traffic_policy: 'Local' } }), setting: null },
  ip: { topology: topologyOf({ service: { target_type: 'ip' } }), setting: null },
  ClusterIP: { topology: topologyOf({ service: { type: 'ClusterIP' } }), setting: null },
  NodePort: { topology: topologyOf({ service: { type: 'NodePort' } }), setting: null },
  unreadable: { topology: topologyOf(), setting: 'unreadable' },
  nothing: null,
};

/** Answers by what they answer. */
const ANSWERS: Readonly<Record<string, (language: Language) => string>> = {
  help: (language) => helpText(null, language),
  ...Object.fromEntries(COMMANDS.map(({ name }) => [`help ${name}`, (language: Language) => helpText(name, language)])),
  explain: (language) => topicsText('lab', language),
  ...Object.fromEntries(
    (Object.keys(TOPICS) as TargetTopic[]).flatMap((topic) =>
      Object.entries(FOUND).map(([name, found]) => [
        `explain ${topic}, ${name}`,
        (language: Language) =>
          explanationText(explanationOf(topic, 'lab', found), { target: null, more: true }, language),
      ]),
    ),
  ),
  'targets, not ready': (language) => targetText({ ...VIEW, report: REPORT }, language),
  'targets, silent': (language) => targetText({ ...VIEW, report: null }, language),
  'history, empty': (language) => historyText([], { scenario: null, target: null, page: 1, limit: 10 }, language),
  'recover, nothing': (language) => recoveryAnswer('lab', { kind: 'nothing' }, language),
  'recover, nobody': (language) => recoveryAnswer('lab', { kind: 'nobody' }, language),
  'recover, busy': (language) => recoveryAnswer('lab', { kind: 'busy', holder: 'r-7f3c0a12' }, language),
  'recover, goes on': (language) => recoveryAnswer('lab', { kind: 'taken' }, language),
  'the words of a thread': (language) => threadHelp('r-7f3c0a12', 'statsu', language),
  ...Object.fromEntries(
    (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => [
      `failed, ${code}`,
      (language: Language) => failedAnswer({ kind: 'mention' }, new AppError(code, 'It is so.'), language),
    ]),
  ),
};

describe.each(Object.entries(ANSWERS))('the answer: %s', (_name, answerIn) => {
  it('has each number of the English in Japanese, and nothing that is left over or broken', () => {
    const [english, japanese] = [answerIn('en'), answerIn('ja')];
    expect(flawsOf(english, japanese), japanese).toEqual([]);
  });
});

describe('the glossary', () => {
  it('explains the same words in both languages, without a mark that Slack would show', () => {
    expect(wordsIn('ja').explain.glossary).toHaveLength(wordsIn('en').explain.glossary.length);
    expect(fullWidthIn(explainWords('ja'))).toEqual([]);
    expect(brokenMarks(explainWords('ja'))).toEqual([]);
  });

  it('explains every word of the report that is not plain', () => {
    const terms = [
      'arm',
      'max/mean',
      'p99',
      'handshake',
      'verdict',
      'gate',
      'GOAWAY',
      'pick',
      'band',
      'Holm',
      'jitter',
    ];
    const explained = explainWords('en');
    expect(terms.filter((term) => !explained.includes(term))).toEqual([]);
  });
});

describe('an answer about what starts nothing', () => {
  it.each(['targets nope', 'recover nope'])('does not say that nothing was started, of %s', (text) => {
    const deed = { kind: 'command', text } as const;
    expect(failedAnswer(deed, new AppError('target_unknown', 'It is so.'), 'en')).not.toContain('Nothing was started');
  });
});

import { describe, expect, it } from 'vitest';
import { createPlanDocuments } from '../../../src/adapters/yaml/create-plan-documents.ts';
import type { Form, FormField } from '../../../src/domain/form/form.ts';
import { type RunAnswers, readRun } from '../../../src/domain/form/run-answers.ts';
import { runForm } from '../../../src/domain/form/run-form.ts';
import type { RunPreview, TargetSight } from '../../../src/domain/form/run-preview.ts';
import type { ScenarioName } from '../../../src/domain/scenario.ts';
import { findScenario, SCENARIOS } from '../../../src/domain/scenarios.ts';
import { topologyOf } from '../run-record-fixture.ts';

const LIMITS = { clients: 500, observe_ms: 120_000, scenarios: SCENARIOS.map(({ name }) => name) };
const TARGETS = [
  { name: 'lab', level: 'lab' },
  { name: 'prod-tokyo', level: 'production' },
];
const SEEN: TargetSight = { kind: 'seen', topology: topologyOf(), changedBy: null, found: null };

interface Asked {
  texts?: Record<string, string>;
  more?: boolean;
  changed?: Partial<RunPreview>;
  refused?: string;
  language?: 'en' | 'ja';
}

function formOf(
  name: ScenarioName,
  { texts = {}, more = false, changed = {}, refused, language = 'en' }: Asked = {},
): Form {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const answers: RunAnswers = { scenario, target: 'prod-tokyo', texts: new Map(Object.entries(texts)) };
  const read = readRun(answers, LIMITS, language, createPlanDocuments().read);
  const preview: RunPreview = {
    answers,
    read,
    channel: 'C0SRE',
    level: 'production',
    need: 'none',
    sight: SEEN,
    refusal: null,
    ...changed,
  };
  const memory = { channel: 'C0SRE', more };
  return runForm({ preview, memory, targets: TARGETS, limits: LIMITS, refused: refused ?? null }, language);
}

const fields = (form: Form): FormField[] => form.parts.flatMap((part) => (part.kind === 'field' ? [part.field] : []));
const field = (form: Form, key: string): FormField | undefined => fields(form).find((one) => one.key === key);
const keys = (form: Form): string[] => fields(form).map(({ key }) => key);
const text = (form: Form): string => form.parts.flatMap((part) => ('text' in part ? [part.text] : [])).join('\n');
const summary = (form: Form) => form.parts.flatMap((part) => (part.kind === 'small' ? [part.text] : []))[0];
const more = (form: Form) => form.parts.find((part) => part.kind === 'more');

describe('the form of a run', () => {
  it('asks first for what nearly everybody chooses, within what the target allows', () => {
    const form = formOf('max-connection-duration', { texts: { clients: '100' } });
    expect(keys(form)).toEqual(['scenario', 'on', 'value', 'clients', 'interval', 'restart', 'observe']);
    expect(field(form, 'clients')).toMatchObject({
      value: '100',
      hint: '1 to 500, one connection each',
      kind: 'whole',
    });
    expect(field(form, 'observe')).toMatchObject({ hint: '5s to 2m', value: '' });
    expect(field(form, 'value')?.placeholder).toBe('default: 1s');
    expect(field(formOf('idle-timeout'), 'value')?.placeholder).toBe('default: 2s');
    expect(field(form, 'restart')).toMatchObject({
      value: 'rolling',
      options: [{ value: 'rolling' }, { value: 'burst' }],
    });
    expect(field(form, 'on')?.options?.map(({ label }) => label)).toEqual(['lab', 'prod-tokyo (production)']);
    expect(field(form, 'scenario')?.hint).toContain('sets max_connection_duration');
  });

  it('shows what few people need on demand, and remembers it meanwhile', () => {
    const closed = formOf('max-connection-duration', { texts: { repeats: '3', seed: '7' } });
    expect(more(closed)).toMatchObject({ label: 'More settings (2 set)' });
    expect(closed.memory).toEqual({ channel: 'C0SRE', more: false, kept: { repeats: '3', seed: '7' } });
    const open = formOf('max-connection-duration', { texts: { repeats: '3' }, more: true });
    expect(keys(open)).toContain('jitter');
    expect(field(open, 'repeats')?.value).toBe('3');
    expect(more(open)).toMatchObject({ label: 'Fewer settings' });
  });

  it('opens by itself what has a mistake in it', () => {
    const form = formOf('baseline', { texts: { repeats: '99' } });
    expect(keys(form)).toContain('repeats');
    expect(form.memory.more).toBe(true);
    expect(text(form)).toContain('*Repeats* - This must be a whole number, 1 to 50.');
    expect(text(form)).not.toContain('to type');
  });

  it('speaks Japanese to who does', () => {
    const form = formOf('max-connection-duration', { texts: { value: '60', alpha: 'x' }, language: 'ja' });
    expect(form.title).toBe('検証を実行');
    expect(field(form, 'value')).toMatchObject({
      label: '設定の値',
      hint: '100ms から 24h',
      placeholder: 'デフォルト: 1s',
    });
    expect(field(form, 'scenario')?.hint).toContain('比較します');
    expect(summary(form)).toContain('*設定の値* - 正しい値を入力してください: 単位つきの時間、例 60s');
    expect(text(formOf('rollout-restart', { language: 'ja' }))).not.toMatch(/\b(?:the|restarts|about)\b/);
  });

  it('keeps to what Slack takes, in both languages', () => {
    for (const language of ['en', 'ja'] as const) {
      for (const { name } of SCENARIOS) {
        const form = formOf(name, { more: true, language });
        for (const label of [form.title, form.submit, form.close]) expect(label.length).toBeLessThanOrEqual(24);
        for (const { label, options = [] } of fields(form)) {
          expect(label).not.toBe('');
          for (const option of options) expect(option.label.length).toBeLessThanOrEqual(75);
        }
        expect(JSON.stringify(form.memory).length).toBeLessThan(3000);
      }
    }
  });
});

describe('what the form shows of a run', () => {
  it('is the prediction, the blast radius and the line to type', () => {
    const shown = text(formOf('max-connection-duration', { texts: { value: '60s', clients: '100' } }));
    expect(shown).toContain('*Prediction*: ordinary rolling restart: expect');
    expect(shown).toContain('1.6 reconnects/s, and every client on a Pod that it picked anew within 1 min 3 s.');
    expect(shown).toContain('About 71 new connections are counted while the setting is observed for 45 s.');
    expect(shown).toMatch(/It takes about \d+ (?:min \d+ )?s\./);
    expect(shown).toContain('*What it does to `prod-tokyo`* (class production)');
    expect(shown).toMatch(
      /restarts Deployment `envoy` \(3 Pods\) 3 times, the last to put it back; about \d+ reconnects expected/,
    );
    expect(shown).toMatch(/Pods: `[^`]+` on [\w-]+,/);
    expect(shown).toContain('It starts at once');
    expect(shown).toContain('Its thread is in <#C0SRE>.');
    expect(shown).toContain('`/nlb run max-connection-duration value=60s clients=100 on=prod-tokyo`');
  });

  it('is in short above the fields, and there what is to be mended', () => {
    expect(summary(formOf('max-connection-duration', { texts: { value: '60s', clients: '100' } }))).toMatch(
      /^3 rollouts of `envoy` \(3 Pods\) · about 271 reconnects · about \d min \d+ s$/,
    );
    expect(summary(formOf('baseline'))).toMatch(/^Changes nothing · 20 connections · about \d+ s$/);
    expect(summary(formOf('rollout-restart', { changed: { need: 'confirm' } }))).toContain(
      ':lock: needs a confirmation',
    );
    expect(summary(formOf('rollout-restart', { changed: { refusal: 'You may not.' } }))).toContain(':x: You may not.');
    expect(summary(formOf('baseline', { changed: { sight: { kind: 'asking' } } }))).toContain('Asking `prod-tokyo`');
    expect(summary(formOf('baseline', { texts: { clients: 'x' } }))).toMatch(
      /^:warning: To be mended .*: \*Clients\* - /,
    );
  });

  it('says where too few picks are expected for a verdict', () => {
    expect(text(formOf('max-connection-duration', { texts: { value: '60s' } }))).toContain(
      'too few to decide: about 300',
    );
    expect(text(formOf('max-connection-duration'))).not.toContain('too few');
  });

  it('is that nothing is changed, of a baseline', () => {
    const shown = text(formOf('baseline'));
    expect(shown).toContain('nothing is restarted');
    expect(shown).toContain('It opens 20 connections and changes nothing.');
    expect(shown).toContain('have ended.');
    expect(shown).not.toContain('puts everything back');
    expect(text(formOf('max-connection-duration'))).toContain('have ended, and puts everything back.');
  });

  it('is that a setting closes nothing where it does', () => {
    expect(text(formOf('idle-timeout', { texts: { value: '1m' } }))).toContain(
      'No connection is closed by the setting',
    );
  });

  it.each([
    ['confirm', "waits 10 minutes for anybody's confirmation"],
    ['second-person', 'waits 10 minutes for the approval of somebody else than you'],
  ] as const)('is whose word it needs: %s', (need, sentence) => {
    const form = formOf('rollout-restart', { changed: { need } });
    expect(text(form)).toContain(sentence);
    expect(form.submit).toBe('Ask for approval');
  });

  it.each<[TargetSight, 'none' | 'confirm', string]>([
    [{ kind: 'asking' }, 'none', 'Asking `prod-tokyo` how it is now'],
    [{ kind: 'silent', after_ms: 1500 }, 'none', '*`prod-tokyo` did not answer within 1.5 s*'],
    [{ kind: 'silent', after_ms: 1500 }, 'none', 'it ends with nothing touched'],
    [{ kind: 'silent', after_ms: 1500 }, 'confirm', 'nothing would be started'],
    [{ kind: 'failed', message: 'The API server <x> is away.' }, 'none', 'The API server &lt;x&gt; is away.'],
  ])('is what it means that the target is not seen: %o', (sight, need, sentence) => {
    const shown = text(formOf('max-connection-duration', { changed: { sight, need } }));
    expect(shown).toContain(sentence);
    expect(shown).toContain('reconnects/s');
    expect(shown).toMatch(/It takes about .* on 3 Pods\./);
    expect(shown).toContain('/nlb run max-connection-duration');
  });

  it('is that the target has the value already, or does not know it', () => {
    const found = { kind: 'max-connection-duration' as const, value_ms: 60_000 };
    const already = formOf('max-connection-duration', {
      texts: { value: '60s' },
      changed: { sight: { ...SEEN, found } },
    });
    expect(text(already)).toContain('has `max_connection_duration: 60s` already');
    const topology = { ...topologyOf(), envoy_version: '1.30.0' };
    const old = formOf('max-connection-duration', {
      texts: { jitter: '25' },
      changed: { sight: { kind: 'seen', topology, changedBy: null, found: null } },
    });
    expect(text(old)).toContain('*Nothing would be touched*: ');
  });

  it('is who may not, and why it was not started', () => {
    const refusal = 'You are not among those who may change target `prod-tokyo`.';
    const form = formOf('baseline', { changed: { refusal }, refused: 'Could not do it.' });
    expect(text(form)).toContain(`:no_entry: ${refusal}`);
    expect(form.parts[0]).toEqual({ kind: 'text', text: ':x: Could not do it.' });
  });
});

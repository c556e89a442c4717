import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPlanDocuments } from '../../../src/adapters/yaml/create-plan-documents.ts';
import { EXAMPLE_PLAN } from '../../../src/domain/custom/example-plan.ts';
import { readCustomPlan } from '../../../src/domain/custom/read-custom-plan.ts';
import { problemLines } from '../../../src/domain/text/custom-text.ts';

const { read } = createPlanDocuments();

function planOf(text: string) {
  const found = readCustomPlan(text, read, null);
  if (!found.ok) throw new Error(problemLines(found.problems, 'en').join('\n'));
  return found.plan;
}

/** What is wrong with a plan, a line each as a person reads it. */
function mistakes(text: string, mostObserveMs: number | null = null): string[] {
  const found = readCustomPlan(text, read, mostObserveMs);
  return found.ok ? [] : problemLines(found.problems, 'en');
}

const ARMS = `title: Mine
arms:
  - name: control
`;
/** A plan whose one probe has these lines. */
const withProbe = (...lines: string[]) =>
  `${ARMS}probes:\n  - name: errors\n${lines.map((l) => `    ${l}\n`).join('')}`;

describe('a plan that is right', () => {
  it('is read with all that it says', () => {
    expect(planOf(EXAMPLE_PLAN)).toEqual({
      text: EXAMPLE_PLAN,
      title: 'A restart, then a limit',
      judged: 'treatment',
      arms: [
        { name: 'control', change: 'rolling', setting: null, observe_ms: 15_000 },
        {
          name: 'treatment',
          change: 'rolling',
          setting: { kind: 'max-connection-duration', value_ms: 5000 },
          observe_ms: 30_000,
        },
      ],
      probes: [
        {
          name: 'server errors',
          source: { kind: 'stats', statistic: 'http.ingress_http.downstream_rq_5xx', measure: 'delta', over: 'sum' },
          tolerance: { is: '<=', limit: 5, unit: '' },
          every_ms: 2000,
          severity: 'stop',
        },
      ],
    });
  });

  it('has a default for everything but names, title and tolerance', () => {
    const plan = planOf(withProbe('stats: server.live', 'tolerance: ">= 1"'));
    expect(plan.arms).toEqual([{ name: 'control', change: 'none', setting: null, observe_ms: null }]);
    expect(plan.probes[0]).toMatchObject({
      source: { kind: 'stats', measure: 'value', over: 'each' },
      every_ms: 5000,
      severity: 'note',
    });
  });

  it('judges the arm that says so, else the treatment, else the last', () => {
    const three = (more = '') => `title: T
arms:
  - name: control
  - name: treatment${more}
  - name: again
`;
    expect(planOf(three()).judged).toBe('treatment');
    expect(planOf(`${three()}    judged: true\n`).judged).toBe('again');
    expect(planOf(three().replace('treatment', 'other')).judged).toBe('again');
  });

  it.each([
    ['"<= 5"', { is: '<=', limit: 5, unit: '' }],
    ['< 2.5 %', { is: '<', limit: 2.5, unit: '%' }],
    ['">= 10 req/s"', { is: '>=', limit: 10, unit: 'req/s' }],
    ['"> -1ms"', { is: '>', limit: -1, unit: 'ms' }],
  ])('reads the tolerance %s', (text, tolerance) => {
    expect(planOf(withProbe('promql: up', `tolerance: ${text}`)).probes[0]?.tolerance).toEqual(tolerance);
  });

  it('leaves a setting alone where an arm after it restarts nothing', () => {
    const plan = planOf(`${ARMS}  - name: treatment
    change: burst
    setting: { max_connection_duration: 1m30s, jitter: 25%, drain-timeout: 0 }
  - name: later
    setting: { max-connection-duration: 90s, jitter: 25, drain-timeout: 0s }
`);
    const setting = { kind: 'max-connection-duration', value_ms: 90_000, jitter_percent: 25, drain_timeout_ms: 0 };
    expect(plan.arms.map((arm) => arm.setting)).toEqual([null, setting, setting]);
  });
});

it('reads the plan of the documentation', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../../docs/examples/custom-plan.yaml'), 'utf8');
  const plan = planOf(text);
  expect(plan.judged).toBe('limit');
  expect(plan.arms.map(({ change }) => change)).toEqual(['burst', 'rolling', 'rolling', 'reconnect']);
  expect(plan.probes.map(({ severity }) => severity)).toEqual(['stop', 'fail', 'note']);
  const docs = readFileSync(resolve(import.meta.dirname, '../../../docs/custom.md'), 'utf8');
  expect(docs.replaceAll(/^ {4}/gm, '')).toContain(EXAMPLE_PLAN);
});

it('counts requests in whole numbers', () => {
  const limit = (value: string) => `${ARMS}    change: rolling\n    setting: { max-requests: ${value} }\n`;
  expect(planOf(limit('20')).arms[0]?.setting).toEqual({ kind: 'max-requests', requests: 20 });
  expect(mistakes(limit('2s'))[0]).toContain('Line 5, column 30: `max-requests` is `2s`; it must be a whole number');
});

describe('a plan with mistakes', () => {
  it('is told all of them at once, from the top down, each with its place', () => {
    expect(
      mistakes(`titel: Mine
arms:
  - name: control
    observe: 3
  - name: limit-2
    change: restart
  - name: control
    setting:
      max-connection-duration: 60
probes:
  - name: errors
    stats: http.a.b
    promql: up
    tolerance: five
    severity: stopp
`),
    ).toEqual([
      'Line 1, column 1: There is no key `titel` here. Did you mean `title`? Keys: title, arms, probes.',
      'Line 1, column 1: A plan needs `title`.',
      'Line 4, column 14: `observe` is `3`; it must be a duration with its unit, `5s` to `10m`.',
      'Line 5, column 11: `name` is `limit-2`; it must be up to 40 letters, digits and dashes, without a dash and a number at its end.',
      'Line 6, column 13: `change` is `restart`; it must be `none`, `rolling`, `burst`, `reconnect`.',
      'Line 7, column 11: `control` is the name of another one already.',
      'Line 9, column 32: `max-connection-duration` is `60`; it must be a duration with its unit, `100ms` to `24h`.',
      'Line 12, column 12: `stats` does not go together with `promql`.',
      expect.stringContaining('Line 14, column 16: `tolerance` is `five`; it must be a comparison'),
      expect.stringContaining(
        'Line 15, column 15: `severity` is `stopp`; it must be `note`, `fail`, `stop`. Did you mean `stop`?',
      ),
    ]);
  });

  it.each([
    ['', 'Line 1, column 1: `plan` must be keys with values.'],
    ['title: T', 'Line 1, column 1: A plan needs `arms`.'],
    ['title: T\narms: all', 'Line 2, column 7: `arms` must be a list, each item behind a dash.'],
    ['title: T\narms: []', 'Line 2, column 7: `arms` has 0 items; 1 to 8 are allowed.'],
    ['title: T\narms:\n  - control', 'Line 3, column 5: `arms` must be keys with values.'],
    ['title: <!channel>\narms: [{name: control}]', 'Line 1, column 8: `title` is `<!channel>`; it must be one line'],
    ['title: T\narms: [{name: first}]', 'Line 2, column 15: `name` is `first`; it must be `control`'],
    ['title: T\ntitle: U\narms: [{name: control}]', 'Line 2, column 1: `title` is given twice.'],
    [`${ARMS}    setting: { jitter: 5% }`, 'Line 4, column 14: A setting needs `max-connection-duration'],
    [`${ARMS}    judged: true\n  - name: b\n    judged: true`, 'Line 5, column 5: `control` is judged already'],
    [`${ARMS}probes: [{name: p, tolerance: "< 1"}]`, 'Line 4, column 10: A probe needs `stats` / `promql`.'],
    [withProbe('promql: up', 'over: sum', 'tolerance: "< 1"'), 'Line 7, column 11: `over` does not go together'],
    [withProbe('stats: x y', 'tolerance: "< 1"'), 'Line 6, column 12: `stats` is `x y`; it must be the whole name'],
    [withProbe('promql: up', 'tolerance: "< 1"', 'every: 100ms'), 'Line 8, column 12: `every` is `100ms`'],
  ])('says of %j what is wrong and where', (text, first) => {
    expect(mistakes(text)[0]).toContain(first);
  });

  it('says where it is no YAML, and how a comparison with > is written', () => {
    expect(mistakes('title: T\narms: [')[0]).toMatch(/^Line 2, column 8: This is no YAML: /);
    expect(mistakes(withProbe('promql: up', 'tolerance: >= 5')).join()).toContain('is written in quotes');
    expect(mistakes('title: &t T\narms: *t')).toEqual([
      'Line 2, column 7: This is no YAML: an alias is not read; write its value out.',
    ]);
  });

  it('refuses a setting that comes or goes without a restart', () => {
    expect(mistakes(`${ARMS}    setting: { idle-timeout: 2s }\n`)[0]).toContain('A setting comes and goes');
    expect(
      mistakes(`${ARMS}  - name: limit
    change: rolling
    setting: { idle-timeout: 2s }
  - name: after
    change: reconnect
`),
    ).toEqual([
      'Line 7, column 5: A setting comes and goes with a restart only, and the arm before leaves `idle_timeout: 2s`: give `after` the same setting, or `change: rolling`.',
    ]);
  });

  it('holds each arm to what the target allows', () => {
    expect(mistakes(`${ARMS}    observe: 60s\n`, 30_000)).toEqual([
      'Line 4, column 14: The target allows `observe` up to `30s`.',
    ]);
  });

  it('is not read at all where it is too long, or has too many arms', () => {
    expect(mistakes(`# ${'x'.repeat(3000)}`)).toEqual([
      'Line 1, column 1: The plan has 3,002 characters; 3,000 are read.',
    ]);
    const many = Array.from({ length: 8 }, (_, n) => `  - name: a${n}\n`).join('');
    expect(mistakes(ARMS + many)).toEqual(['Line 3, column 3: `arms` has 9 items; 1 to 8 are allowed.']);
  });

  it('is told in Japanese too, with the same places', () => {
    const found = readCustomPlan('title: T\narms: [{name: control, change: rol}]', read, null);
    if (found.ok) throw new Error('it was read');
    expect(problemLines(found.problems, 'ja')).toEqual([
      '2 行 32 列: `change` が `rol` です。`none` 、 `rolling` 、 `burst` 、 `reconnect` のいずれかを指定してください。 `rolling` のことですか?',
    ]);
  });
});

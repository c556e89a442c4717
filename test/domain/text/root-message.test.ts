import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPUTED_GATES } from '../../../src/domain/analysis/gate-input.ts';
import type { RunProgress } from '../../../src/domain/progress.ts';
import { recommend } from '../../../src/domain/recommendation.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { GATES_WITH_WORDS } from '../../../src/domain/text/gate-words.ts';
import { pooledArm } from '../../../src/domain/text/pooled-arm.ts';
import { type RunView, rootMessage } from '../../../src/domain/text/root-message.ts';
import { type ArmInput, ONE_SECOND, parametersOf, recordOf, repairedRecord, requestOf } from '../run-record-fixture.ts';

function viewOf(changed: Partial<RunView> = {}): RunView {
  const request = requestOf('max-connection-duration');
  const nothing = {
    previous: null,
    place: null,
    starts_in_ms: null,
    progress: null,
    record: null,
    cancelled_by: null,
    approval: null,
  };
  return { request, state: 'queued', ...nothing, ...changed };
}

function ended(record: RunRecord, changed: Partial<RunView> = {}) {
  const request = requestOf(record.scenario, record.parameters);
  return rootMessage(viewOf({ request, state: record.state, record, ...changed }));
}

function control(counts: number[], more: Partial<ArmInput> = {}): ArmInput {
  return { name: 'control', counts, evidence: 'held', ...more };
}

function treatment(counts: number[], more: Partial<ArmInput> = {}): ArmInput {
  const closes = { max_duration: counts.reduce((sum, count) => sum + count, 0) };
  return { name: 'treatment', setting: ONE_SECOND, counts, evidence: 'picks', closes, ...more };
}

const PROGRESS: RunProgress = {
  state: 'running',
  phase: 'observe',
  arm: 'treatment',
  elapsed_ms: 34_000,
  remaining_ms: 34_000,
  steps: [
    { name: 'preflight', status: 'done' },
    { name: 'treatment', status: 'now' },
    { name: 'restore', status: 'todo' },
  ],
  pods: [
    { name: 'envoy-7575d7d9fb-j655c', recent: [0, null, 7] },
    { name: 'envoy-b', recent: [3, 2, null] },
  ],
  picks: 118,
  errors: 1,
  note: null,
};

describe('a waiting run', () => {
  it('says its place and when it starts', () => {
    const { lines, buttons, context } = rootMessage(viewOf({ place: 2, starts_in_ms: 120_000 }));
    expect(lines).toEqual([
      ':hourglass: *max-connection-duration 1s* on `lab` - 2nd in the queue, starts in about 2 min',
    ]);
    expect(buttons).toEqual(['cancel']);
    expect(context).toEqual(['run `r-7f3c0a12` · <@U0KATO>']);
  });

  it.each([
    [1, 'next in the queue'],
    [0, 'starts now'],
    [3, '3rd in the queue'],
    [12, '12th in the queue'],
  ])('at place %i says %s', (place, words) => {
    expect(rootMessage(viewOf({ place })).lines[0]).toMatch(new RegExp(`- ${words}$`));
  });

  it('of a shell user names that user without a mention', () => {
    const request = { ...requestOf('baseline'), requested_by: 'shell:<!here>' };
    expect(rootMessage(viewOf({ request })).context).toEqual(['run `r-7f3c0a12` · shell:&lt;!here&gt;']);
  });
});

describe('a running run', () => {
  it('shows phase, steps and the connections of each Pod on one scale', () => {
    expect(rootMessage(viewOf({ state: 'running', progress: PROGRESS })).lines).toEqual([
      ':large_blue_circle: *max-connection-duration 1s* on `lab` - treatment: observing · 34 s of about 1 min 8 s, 34 s left',
      '`▓▓▓▓▓▓▓▓░░░░░░░░` preflight ✓ · *treatment* · restore',
      'Connections now: `j655c 7 ▁·█` `envoy-b unread ▄▃·` · 118 picks · 1 error',
    ]);
  });

  it('has its steps one by one, for a chat that knows such lists, in the place of the line of steps', () => {
    const [preflight, arm, restore] = PROGRESS.steps;
    const steps = [
      { ...preflight, took_ms: 900, picks: 0, errors: 0 },
      { ...arm, took_ms: 20_400, picks: 118, errors: 1 },
      restore,
    ] as RunProgress['steps'];
    const { tasks } = rootMessage(viewOf({ state: 'running', progress: { ...PROGRESS, steps } }));
    expect(tasks).toEqual({
      title: '▓▓▓▓▓▓▓▓░░░░░░░░ step 2 of 3: treatment',
      tasks: [
        { id: 'preflight', title: 'preflight', status: 'complete', details: '0 s' },
        {
          id: 'treatment',
          title: 'treatment',
          status: 'in_progress',
          details: 'observing · 20 s · 118 picks · 1 error',
        },
        { id: 'restore', title: 'restore', status: 'pending', details: null },
      ],
      line: 1,
    });
    expect(rootMessage(viewOf({ place: 1 })).tasks).toBeUndefined();
  });

  it('of many steps shows those around the one that goes on', () => {
    const names = Array.from({ length: 30 }, (_, index) => `arm-${index}`);
    const steps = names.map((name, index) => ({
      name,
      status: index < 14 ? ('done' as const) : index === 14 ? ('now' as const) : ('todo' as const),
    }));
    const { lines, tasks } = rootMessage(viewOf({ state: 'running', progress: { ...PROGRESS, steps } }));
    expect(lines[1]).toContain('… 9 more · arm-9 ✓');
    expect(lines[1]).toMatch(/\*arm-14\*.*arm-18 · … 11 more$/);
    expect(tasks?.title).toContain('step 15 of 30: arm-14');
    expect(tasks?.tasks.map(({ title }) => title)).toEqual(['9 more before', ...names.slice(9, 19), '11 more to come']);
  });

  it('says more when there is something to say, and starts without progress', () => {
    const noted = rootMessage(viewOf({ state: 'running', progress: { ...PROGRESS, note: 'waits for <c>' } }));
    expect(noted.lines.at(-1)).toBe('waits for &lt;c&gt;');
    expect(rootMessage(viewOf({ state: 'running' })).lines[0]).toMatch(/- starting$/);
  });

  const goingBack = (
    changed: Partial<RunProgress>,
    restore: RunProgress['steps'][number]['status'] = 'now',
  ): RunProgress => ({
    ...PROGRESS,
    state: 'restoring',
    phase: 'restore',
    elapsed_ms: 45_000,
    steps: [
      { name: 'control', status: 'failed', took_ms: 34_000 },
      { name: 'treatment', status: 'todo' },
      { name: 'restore', status: restore, took_ms: 11_000 },
      { name: 'report', status: 'todo' },
    ],
    ...changed,
  });

  it('that is being restored says why, by whom and when, and can not be cancelled again', () => {
    const message = rootMessage(viewOf({ state: 'restoring', progress: goingBack({}), cancelled_by: 'U0SATO' }));
    expect(message.lines[0]).toContain('Cancelled by <@U0SATO> at 34 s. Putting `lab` back as it was ...');
    expect(message.lines[1]).toMatch(/control ✗ · treatment · \*restore\* · report$/);
    expect(message.tasks?.tasks.map(({ status }) => status)).toEqual(['error', 'pending', 'in_progress', 'pending']);
    expect(message.buttons).toEqual([]);
  });

  it.each<[string, Partial<RunProgress>, RunProgress['steps'][number]['status'], string]>([
    ['a failure', { note: 'Pod <x> crashed' }, 'now', 'Ended early: Pod &lt;x&gt; crashed. Putting `lab` back'],
    ['its end', {}, 'now', 'The measurement is complete. Putting `lab` back'],
    ['the restore', { phase: 'report' }, 'done', '`lab` is back as it was; writing the report ...'],
    ['a restore that failed', { phase: 'report' }, 'failed', '*`lab` is not restored.* Writing the report ...'],
    ['no change', { phase: 'report' }, 'todo', 'Nothing had to be put back; writing the report ...'],
  ])('that goes back after %s says so', (_, changed, restore, words) => {
    const { lines } = rootMessage(viewOf({ state: 'restoring', progress: goingBack(changed, restore) }));
    expect(lines[0]).toContain(words);
  });
});

describe('the answer', () => {
  it('of a repair has the spread, the p-value, the control, the price and the restore in three lines', () => {
    const record = repairedRecord();
    record.recommendation = recommend(record);
    const { lines, text, context, buttons } = ended(record);
    expect(lines).toEqual([
      ':white_check_mark: *max-connection-duration 1s repairs the skew on `lab`*: connections spread evenly over 3 Pods (35 / 33 / 32 % of 301 picks, p = 0.84). After a restart without it, 20 of 20 stayed on one Pod.',
      '*Price*: every request paid a handshake, connected 33 % of the time; 6.7 reconnects/s (peak 8), +1.9 ms p99, 0 failed requests. Your clients speak every 3 s: *60s* keeps them even within a minute for 1/21 of that price. Try `/nlb run max-connection-duration value=60s clients=150 observe=2m10s on=lab`.',
      ':leftwards_arrow_with_hook: Restored and verified in 4.1 s · run `r-7f3c0a12` · 2 min 3 s · <@U0KATO>',
    ]);
    expect(text).toMatch(/^max-connection-duration 1s repairs the skew on lab:/);
    expect(context).toEqual([]);
    expect(buttons).toEqual(['rerun', 'change', 'explain', 'raw']);
  });

  it('names the jitter, and looks for what becomes even by the oldest connection', () => {
    const changed = { jitter_percent: 50 };
    const arms = [control([20, 0, 0]), treatment([105, 99, 97], { setting: { ...ONE_SECOND, ...changed } })];
    const parameters = parametersOf('max-connection-duration', changed);
    const setting = { kind: 'max-connection-duration', value_ms: 60_000, ...changed } as const;
    const recommendation = { setting, reconnects_per_s: 0.3, cheaper: 21, command: '/nlb run' };
    const { lines } = ended(recordOf('max-connection-duration', arms, { parameters, recommendation }));
    expect(lines[0]).toContain('*max-connection-duration 1s (jitter 50%) repairs the skew on `lab`*');
    expect(lines[1]).toContain('*60s, jitter 50%* keeps them even within 1 min 30 s for');
  });

  it('of an idle timeout above the interval says that the clients speak too often for it', () => {
    const setting = { kind: 'idle-timeout', value_ms: 5000 } as const;
    const arms = [control([12, 5, 3]), treatment([10, 7, 3], { setting, evidence: 'held', closes: {} })];
    const { lines } = ended(
      recordOf('idle-timeout', arms, { parameters: parametersOf('idle-timeout', { value_ms: 5000 }) }),
    );
    expect(lines[0]).toContain(
      '*idle-timeout 5s changed nothing on `lab`*: it closed no connection, because every client speaks every 3 s, more often than the 5 s timeout.',
    );
    expect(lines[1]).toContain('Try `/nlb run idle-timeout value=2s on=lab`.');
  });

  it('of a duration longer than the observation says that no connection got so old', () => {
    const setting = { kind: 'max-connection-duration', value_ms: 60_000 } as const;
    const parameters = parametersOf('max-connection-duration', { value_ms: 60_000 });
    const arms = [control([20, 0, 0]), treatment([20, 0, 0], { setting, evidence: 'held', closes: {} })];
    const { lines } = ended(recordOf('max-connection-duration', arms, { parameters }));
    expect(lines[0]).toContain('because none reached the age of 60 s in the 57 s since the restart');
    expect(lines[1]).toContain('value=60s observe=2m on=lab');
  });

  it.each([
    [
      'WORSE',
      [7, 7, 6],
      [200, 60, 40],
      'makes the spread uneven on `lab`*: 67 / 20 / 13 % of 300 picks, p < 1e-15, `envoy-ta` has 2 times its share',
    ],
    [
      'WORSE',
      [10, 6, 4],
      [80, 60, 40],
      'Connections are uneven on `lab` with max-connection-duration 1s*: 44 / 33 / 22 % of 180 picks',
    ],
    ['NOT_SHOWN', [20, 0, 0], [200, 60, 40], 'does not repair the skew on `lab`*: 67 / 20 / 13 % of 300 picks'],
    ['NOT_SHOWN', [9, 6, 5], [105, 99, 97], 'but a repair is not shown: 35 / 33 / 32 % of 301 picks'],
    [
      'NOT_SHOWN',
      [20, 0, 0],
      [9, 6, 5],
      "Can't tell from 20 picks whether max-connection-duration 1s evens them out on `lab`*: 45 / 30 / 25 % of 20 picks, p = 0.61; 73 more would decide: `clients=100`",
    ],
  ])('of %s from %j to %j is told as it is', (effect, before, after, words) => {
    const record = recordOf('max-connection-duration', [control(before), treatment(after)]);
    expect(record.verdict?.effect).toBe(effect);
    expect(ended(record).lines[0]).toContain(words);
  });

  it.each([
    [
      [20, 0, 0],
      ':warning: *Connections are uneven on `lab` after the restart*: 20 / 0 / 0 of 20 connections on 3 Pods, p = 8.6e-10, `envoy-ca` has 3 times its share. Nothing closes a connection, so it stays so.',
    ],
    [
      [70, 66, 64],
      ':white_check_mark: *Connections are spread evenly on `lab` after the restart*: 70 / 66 / 64 of 200 connections on 3 Pods, p = 0.88.',
    ],
    [
      [9, 6, 5],
      ":grey_question: *Can't tell from 20 connections on `lab` after the restart*: 9 / 6 / 5 of 20 connections on 3 Pods, p = 0.61; 73 more would decide: `clients=100`.",
    ],
  ])('of one restart with %j is a sentence', (counts, line) => {
    expect(ended(recordOf('rollout-restart', [control(counts)])).lines[0]).toBe(line);
  });

  it('of a run whose gate failed is not counted, and has no price', () => {
    const record = recordOf('max-connection-duration', [
      control([20, 0, 0]),
      treatment([9, 6, 5], { failedGate: true }),
    ]);
    const { lines } = ended(record);
    expect(lines[0]).toBe(
      ':no_entry: *max-connection-duration 1s on `lab` is not counted*: gate foreign_connections failed: 12, limit 5 (treatment).',
    );
    expect(lines[1]).not.toContain('Price');
  });

  it('of a run whose gate failed says what was the matter, and what to do about it', () => {
    const record = recordOf('max-connection-duration', [control([20, 0, 0]), treatment([9, 6, 5])]);
    const failed = { name: 'treatment foreign connections', ok: false, value: 12, limit: 5 };
    record.gates.push(failed);
    Object.assign(record.verdict ?? {}, {
      name: 'INVALID',
      reason: 'gate treatment foreign connections failed: 12, limit 5',
    });
    const { lines } = ended(record);
    expect(lines[0]).toBe(
      ":no_entry: *max-connection-duration 1s on `lab` is not counted*: Envoy and the clients differ by 12 connections; 5 are allowed, so somebody else's reached it (treatment).",
    );
    expect(lines[1]).toBe(
      'Keep other traffic and other restarts away from it while a run goes on. Then run it again: `/nlb run max-connection-duration value=1s on=lab`.',
    );
    Object.assign(failed, { value: null });
    expect(ended(record).lines[0]).toContain('*: foreign connections was not measured (treatment).');
  });

  it('of an even spread beside a control that is not counted says why, and asks for the run again', () => {
    const record = recordOf('max-connection-duration', [control([9, 6, 5]), treatment([105, 99, 97])]);
    const name = 'control request lateness ms';
    record.gates.push({ name, ok: false, value: 161.97, limit: 125 });
    const [first] = record.arms;
    Object.assign(first?.verdict ?? {}, { name: 'INVALID', reason: `gate ${name} failed: 161.97, limit 125` });
    const { lines } = ended(record);
    expect(lines[0]).toContain(
      'After a restart without it, nothing is counted: requests left up to 162 ms late; 125 ms are allowed.',
    );
    expect(lines[1]).toContain(
      'Fewer `clients` or a longer `interval`, or clients in a Job, keep the pace. Then run it again: `/nlb run',
    );
  });

  it('has words for every gate that can fail', () => {
    const table = readFileSync('docs/gates.md', 'utf8');
    const names = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`(?:run )?([^`]+)`/g)].map(([, name]) => name ?? ''),
    );
    expect(names.length).toBeGreaterThan(15);
    // A probe is said with its own name, and the other is a remark, without a limit.
    const others = ['probe NAME', 'connections without HTTP/2'];
    expect(names.filter((name) => !GATES_WITH_WORDS.includes(name))).toEqual(others);
    expect(COMPUTED_GATES.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each<[string, string, number[], number[], string]>([
    [
      'a value that made it worse',
      'WORSE',
      [7, 7, 6],
      [200, 60, 40],
      'Do not set it on this evidence; a repeat makes sure: `/nlb run max-connection-duration value=1s repeats=3 on=lab`.',
    ],
    [
      'a skew that stays',
      'NOT_SHOWN',
      [20, 0, 0],
      [200, 60, 40],
      'Look for session affinity or traffic policy `Local`: `/nlb explain nodeport`.',
    ],
    [
      'a repair for which nothing is cheaper',
      'REPAIRED',
      [20, 0, 0],
      [105, 99, 97],
      'To keep it, set `max_connection_duration: 1s`.',
    ],
  ])('says what to do about %s', (_, effect, before, after, words) => {
    const record = recordOf('max-connection-duration', [control(before), treatment(after)]);
    expect(record.verdict?.effect).toBe(effect);
    expect(ended(record).lines[1]).toMatch(/^\*Price\*: /);
    expect(ended(record).lines[1]).toContain(words);
  });

  it('of a restart that left an even spread says that there is nothing to do', () => {
    expect(ended(recordOf('rollout-restart', [control([70, 66, 64])])).lines[1]).toContain('Nothing to do.');
  });

  it('of a run that is done comes after the alarm that its target is not restored', () => {
    const problem = { code: 'rollout_failed', message: 'No node has room.', differs: [] };
    const restore = { ...repairedRecord().restore, state: 'FAILED' as const, problem };
    const { lines, text } = ended(repairedRecord({ restore }));
    expect(text).toMatch(/^lab is not restored\./);
    expect(lines[0]).toMatch(/^:rotating_light: \*`lab` is not restored\.\* /);
    expect(lines[1]).toContain('`/nlb recover lab`');
    expect(lines[2]).toContain('repairs the skew');
    const recovery = {
      at: '2026-11-23T03:20:00.000Z',
      asked_by: null,
      keep: null,
      differs: [],
      state: 'RESTORED' as const,
    };
    expect(ended(repairedRecord({ restore: { ...restore, recovery } })).lines[0]).toContain('repairs the skew');
  });

  it('adds repeats up, with the verdict of all of them', () => {
    const arms = [1, 2, 3].map(() => control([9, 6, 5]));
    const record = recordOf('baseline', arms);
    record.arms.forEach((arm, index) => {
      arm.name = index === 0 ? 'control' : `control-${index + 1}`;
    });
    if (record.verdict !== null) Object.assign(record.verdict, { judged_arm: 'control', n: 60, p_value: 0.2 });
    expect(ended(record).lines[0]).toContain(
      "Can't tell from 60 connections on `lab`*: 27 / 18 / 15 of 60 connections on 3 Pods, p = 0.2;",
    );
  });

  it('adds the price of repeats up', () => {
    const repeat = (price: NonNullable<ArmInput['price']>, errors: number) => {
      const client = {
        ...{ rpcs: 100, errors: { UNAVAILABLE: errors } },
        failures: { no_connection: errors, cut_off: 0, timed_out: 0, answered: 0 },
      };
      return treatment([40, 30, 30], { price, client });
    };
    const times = { duty: 0.5, handshakes: 10, reconnects_per_s: { mean: 2, peak: 9 } };
    const record = recordOf('max-connection-duration', [
      control([20, 0, 0]),
      repeat(times, 0),
      repeat({ ...times, duty: 0.3, handshakes: 30, reconnects_per_s: { mean: 4, peak: 7 } }, 3),
    ]);
    record.arms.forEach((arm, index) => {
      arm.name = ['control', 'treatment', 'treatment-2'][index] ?? '';
    });
    expect(ended(record).lines[1]).toContain(
      '*Price*: 1 in 5 requests paid a handshake, connected 40 % of the time; 3 reconnects/s (peak 9), p99 not higher, 3 of 200 requests failed (UNAVAILABLE 3).',
    );
    const pooled = pooledArm(record, 'treatment');
    expect(pooled?.client.failures.no_connection).toBe(3);
    expect(pooled?.closes).toMatchObject({ total: 200, by_cause: { max_duration: 200 }, clients: { asked: 200 } });
    expect(pooled?.price.time_to_balance_ms).toBe(0);
    const [, , last] = record.arms;
    if (last !== undefined) last.price = { ...last.price, time_to_balance_ms: null, duty: null };
    expect(pooledArm(record, 'treatment')?.price).toMatchObject({ time_to_balance_ms: null, duty: null });
  });

  it('names what failed while Pods were replaced', () => {
    const changeClient = { rpcs: 80, errors: { UNAVAILABLE: 12 } };
    const record = recordOf('rollout-restart', [control([20, 0, 0], { changeClient })]);
    expect(ended(record).lines[1]).toContain('12 of 80 requests failed while Pods were replaced');
  });
});

describe('a run that did not finish', () => {
  const failure = {
    phase: 'change control',
    code: 'rollout_failed',
    message: 'Pod x: CrashLoopBackOff at 14:02:11 <!channel>',
  };

  it('says what failed where, that the target is as it was, and what to do', () => {
    const { lines, text } = ended(repairedRecord({ state: 'failed', verdict: null, failure }));
    expect(lines[0]).toBe(
      ':x: *max-connection-duration 1s* on `lab` failed in change control: Pod x: CrashLoopBackOff at 14:02:11 &lt;!channel&gt;. `lab` is as it was before.',
    );
    expect(text).toContain('at 14:02:11 &lt;!channel&gt;');
    expect(lines[1]).toMatch(
      /^Read the Pod's reason\. Then run it again: `\/nlb run max-connection-duration value=1s on=lab`\./,
    );
  });

  it('whose restore failed says so in its first line and does not ask for another run', () => {
    const restore = { ...repairedRecord().restore, state: 'FAILED' as const };
    const { lines } = ended(repairedRecord({ state: 'failed', verdict: null, failure, restore }));
    expect(lines[0]).toMatch(/^:rotating_light: \*`lab` is not restored\.\* .* failed in change control: Pod x/);
    const cancelled = ended(repairedRecord({ state: 'cancelled', verdict: null, restore }), { cancelled_by: 'U0SATO' });
    expect(cancelled.lines[0]).toMatch(
      /^:rotating_light: \*`lab` is not restored\.\* .* was cancelled by <@U0SATO>\.$/,
    );
    expect(lines[1]).not.toContain('/nlb run');
    expect(lines[1]).toContain('The undo record is kept on the target');
  });

  it('that was cancelled names who did it, when, and what had been seen', () => {
    const record = repairedRecord({ state: 'cancelled', verdict: null });
    const { lines } = ended(record, { cancelled_by: 'U0SATO' });
    expect(lines[0]).toContain('was cancelled by <@U0SATO> after 2 min 3 s. `lab` is as it was before.');
    expect(lines[1]).toContain('control 20 / 0 / 0 of 20 connections');
  });

  it('that was interrupted says by what', () => {
    const interrupted = { phase: 'recover', code: 'interrupted', message: 'The worker died while the run went on.' };
    const { lines } = ended(repairedRecord({ state: 'interrupted', verdict: null, arms: [], failure: interrupted }));
    expect(lines[0]).toBe(
      ':warning: *max-connection-duration 1s* on `lab` was interrupted: The worker died while the run went on. `lab` is as it was before.',
    );
  });

  it.each(['failed', 'interrupted', 'done'] as const)(
    'and left no record, %s, says where to look and how to go on',
    (state) => {
      const { lines } = rootMessage(viewOf({ state }));
      expect(lines[1]).toBe(
        '`/nlb targets lab` shows how the target stands. Run it again: `/nlb run max-connection-duration value=1s on=lab`.',
      );
    },
  );

  it('and never started has no raw data', () => {
    const { lines, buttons } = rootMessage(viewOf({ state: 'cancelled', cancelled_by: 'U0SATO' }));
    expect(lines[0]).toContain('was cancelled by <@U0SATO> before it started. Nothing was touched.');
    expect(buttons).toEqual(['rerun', 'change', 'explain']);
  });
});

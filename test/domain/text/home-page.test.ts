import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import { type HomePart, MOST_HOME_PARTS } from '../../../src/domain/home.ts';
import type { RunState } from '../../../src/domain/run.ts';
import type { PastRun } from '../../../src/domain/run-history.ts';
import { type HomeView, homePage, homeProblem } from '../../../src/domain/text/home-page.ts';
import { type HomeTarget, healthLine } from '../../../src/domain/text/home-targets.ts';
import type { RunView } from '../../../src/domain/text/root-message.ts';
import type { VerdictName } from '../../../src/domain/verdict.ts';
import { aProgress, aRequest } from '../../app/a-request.ts';
import { aSchedule } from '../../app/a-schedule.ts';
import { LAB_PROFILE } from '../../builders/a-profile-view.ts';
import { aTargetReport } from '../../builders/a-target-report.ts';

const aTarget = (changed: Partial<HomeTarget> = {}): HomeTarget => ({
  name: 'lab',
  isDefault: true,
  profile: LAB_PROFILE,
  report: aTargetReport(),
  usedBy: null,
  ...changed,
});
const aView = (state: RunState, id = 'r-00000001', changed: Partial<RunView> = {}): RunView => ({
  request: aRequest({ id }),
  state,
  place: null,
  starts_in_ms: null,
  progress: null,
  record: null,
  cancelled_by: null,
  approval: null,
  previous: null,
  ...changed,
});
const past = (n: number, verdict: VerdictName | null, state: RunState = 'done'): PastRun => ({
  request: aRequest({
    id: `r-${String(n).padStart(8, '0')}`,
    requested_at: `2026-11-23T${String(10 + Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00.000Z`,
  }),
  state,
  summary:
    verdict === null
      ? null
      : {
          ended_at: '2026-11-23T14:04:00.000Z',
          verdict: { name: verdict, effect: null, max_over_mean: 1 + n / 10, k: 3 },
          sweep: null,
          restored: true,
        },
  recovery: null,
});
const aHome = (changed: Partial<HomeView> = {}): HomeView => ({
  now: '2026-11-23T15:00:00.000Z',
  page: 1,
  notice: null,
  channel: null,
  running: [],
  waiting: [],
  approvals: [],
  runs: [],
  targets: [aTarget()],
  schedules: [],
  ...changed,
});
const textOf = (parts: readonly HomePart[]) => parts.map((part) => ('text' in part ? part.text : '')).join('\n');
const shown = (changed: Partial<HomeView>) => textOf(homePage(aHome(changed), 'en').parts);
const runButtons = (changed: Partial<HomeView>) =>
  homePage(aHome(changed), 'en').parts.flatMap((part) =>
    part.kind === 'run' ? [[part.run, ...part.buttons].join(' ')] : [],
  );
const pageButtons = (changed: Partial<HomeView>) =>
  homePage(aHome(changed), 'en').parts.flatMap((part) =>
    part.kind === 'pages' ? part.buttons.map(({ name, page }) => `${name} ${page}`) : [],
  );

describe('a home page', () => {
  it('of a bot that has done nothing yet says in every section what to type', () => {
    const text = shown({});
    expect(text).toContain('Start a run in a channel: `/nlb run` opens a form');
    expect(text).toContain('Nothing runs.');
    expect(text).toContain('Nothing waits.');
    expect(text).toContain('No result yet. Type in a channel: `/nlb run max-connection-duration on=lab`');
    expect(text).toContain('None is kept yet. `/nlb run baseline` touches nothing');
    expect(text).toContain('As of 23 Nov 2026 15:00 UTC.');
    expect(pageButtons({})).toEqual(['refresh 1']);
  });

  it('starts a run with a button where it is known in which channel its message belongs', () => {
    const { parts } = homePage(aHome({ channel: 'C0SRE' }), 'en');
    expect(parts[0]).toEqual({ kind: 'start', label: 'Run an experiment' });
    expect(textOf(parts)).toContain('Its message appears in <#C0SRE>, where you ran last');
    expect(shown({ channel: 'D0KATO' })).toContain('in your messages with me');
  });

  it('shows what runs with its progress, and what waits with its place and start', () => {
    const running = [aView('running', 'r-00000001', { progress: aProgress(34_000) })];
    const waiting = [aView('queued', 'r-00000002', { place: 1, starts_in_ms: 62_000 })];
    const text = shown({ running, waiting });
    expect(text).toContain('*rollout-restart* on `lab` - control: observing · 34 s of about 44 s');
    expect(text).toContain('`envoy-1 8');
    expect(text).toContain('next in the queue, starts in about 1 min 2 s');
    expect(runButtons({ running, waiting })).toEqual(['r-00000001 cancel', 'r-00000002 cancel']);
  });

  it('lets an approval be refused, but given only beside its plan', () => {
    const approvals = [aView('awaiting_approval')];
    expect(shown({ approvals })).toContain('Waiting for an approval');
    expect(shown({})).not.toContain('Waiting for an approval');
    expect(runButtons({ approvals })).toEqual(['r-00000001 cancel']);
  });

  it('shows each target’s last result, and its trend in text and symbols that need no colour', () => {
    const runs = [past(4, 'BALANCED'), past(3, 'INVALID'), past(2, 'INCONCLUSIVE'), past(1, 'IMBALANCED')];
    const text = shown({ runs });
    expect(text).toContain('Last: *rollout-restart* - BALANCED, max/mean 1.40 · 23 Nov · `r-00000004` · <@U0KATO>');
    expect(text).toMatch(/rollout-restart `✗\?–✓` `[▁-█·]{4}` 1\.10 to 1\.40, INVALID x1, then BALANCED x1/);
    expect(text).toContain('✓ BALANCED, ✗ IMBALANCED, ? INCONCLUSIVE, – INVALID');
    expect(runButtons({ runs })).toEqual(['r-00000004 explain']);
    expect(shown({ runs: [past(1, 'BALANCED')] })).not.toContain('✓');
  });

  it('takes no run that goes on for a result', () => {
    const text = shown({ runs: [past(2, null, 'running'), past(1, 'BALANCED')] });
    expect(text).toContain('· `r-00000001` ·');
    expect(text).not.toContain('r-00000002');
  });

  it('has pages of runs that can be turned both ways, and stays within them', () => {
    const runs = Array.from({ length: 23 }, (_, n) => past(23 - n, 'BALANCED'));
    expect(pageButtons({ runs })).toEqual(['older 2', 'refresh 1']);
    expect(pageButtons({ runs, page: 2 })).toEqual(['newer 1', 'older 3', 'refresh 2']);
    expect(shown({ runs, page: 2 })).toContain('11 to 20 of 23, newest first');
    expect(pageButtons({ runs, page: 3 })).toEqual(['newer 2', 'refresh 3']);
    expect(shown({ runs, page: 9 })).toContain('21 to 23 of 23');
    expect(shown({ runs: runs.slice(0, 1) })).toContain('1 of 1, newest first');
  });

  it('shows what runs by itself with its next moment, and ten of many', () => {
    const stored = { schedule: aSchedule(), paused: false, last: null, note: null, seen: null };
    const schedule = { stored, next: '2026-11-30T03:00:00.000Z', last: null };
    const text = shown({ schedules: [schedule] });
    expect(text).toContain('every Monday at 03:00 (UTC) · next 30 Nov 2026 03:00 UTC · no run yet');
    expect(shown({ schedules: Array.from({ length: 12 }, () => schedule) })).toContain('and 2 more: `/nlb schedule`');
    expect(shown({})).toContain('`/nlb schedule add rollout-restart weekly=mon@03:00`');
  });

  it('prefers for a target’s last result a run that left one', () => {
    const text = shown({ runs: [past(2, null, 'cancelled'), past(1, 'BALANCED')] });
    expect(text).toContain('Last: *rollout-restart* - BALANCED');
    expect(shown({ runs: [past(2, null, 'cancelled')] })).toContain('Last: *rollout-restart* - cancelled');
  });

  it('has the answer to a press on top', () => {
    expect(homePage(aHome({ notice: 'Run `r-1` is being cancelled.' }), 'en').parts[0]).toEqual({
      kind: 'text',
      text: 'Run `r-1` is being cancelled.',
    });
  });

  it('stays within what a view may have with as much as there can be', () => {
    const many = (state: RunState) => Array.from({ length: 40 }, (_, n) => aView(state, `r-${n}`));
    const targets = Array.from({ length: 40 }, (_, n) => aTarget({ name: `target-${n}` }));
    const runs = targets.flatMap(({ name }) =>
      [2, 1].map((n) => ({ ...past(n, 'BALANCED'), request: aRequest({ target: name, id: `r-${name}-${n}` }) })),
    );
    const view = aHome({
      notice: 'done',
      running: many('running'),
      waiting: many('queued'),
      approvals: many('awaiting_approval'),
      targets,
      runs,
      schedules: Array.from({ length: 40 }, () => ({
        stored: { schedule: aSchedule(), paused: false, last: null, note: null, seen: null },
        next: null,
        last: null,
      })),
      page: 2,
    });
    const { parts } = homePage(view, 'en');
    expect(parts.length).toBeLessThan(MOST_HOME_PARTS);
    expect(parts.at(-1)).toMatchObject({ kind: 'pages', buttons: [{ name: 'refresh' }] });
    expect(textOf(parts)).toContain('and 34 more: `/nlb status`');
    expect(textOf(parts)).toContain('and 32 more: `/nlb targets`');
    for (const part of parts) if (part.kind === 'text') expect(part.text.length).toBeLessThan(3000);
  });

  it('that can not be made says why and what to do', () => {
    const text = textOf(homeProblem(new AppError('queue_unavailable', 'Redis <did> not answer.'), 'en').parts);
    expect(text).toContain('can not be shown: Redis &lt;did&gt; not answer. Where REDIS_URL is set');
  });
});

describe('the health of a target', () => {
  const PLACE = { address: 'a', envoy_version: '1', kubernetes_version: null };
  const of = (report: HomeTarget['report']) => healthLine(aTarget({ report }), 'en');
  const problem = { ok: false, problem: 'It did not answer within 2 s.' } as const;

  it('says the worst that is known, in one line', () => {
    expect(of(aTargetReport())).toBe(
      ':white_check_mark: *`lab`* (lab, the default): ready for a run, 3 of 3 Pods Ready',
    );
    expect(of('asked')).toContain('is being asked');
    expect(of(null)).toContain(':x: *`lab`* (lab, the default): no worker answered in time');
    expect(of(aTargetReport({ health: problem }))).toContain(
      ':x: *`lab`* (lab, the default): It did not answer within 2 s.',
    );
    expect(of(aTargetReport({ access: problem }))).toContain('It did not answer within 2 s.');
  });

  it('says who holds it, what was left there, and what is missing', () => {
    const holding = { ok: true, value: { holder: 'r-7f3c', expires_in_ms: 9000 } } as const;
    expect(of(aTargetReport({ holding }))).toContain('ready for a run, 3 of 3 Pods Ready; held by `r-7f3c`');
    const value = { deployment: { name: 'envoy', ready: 4, replicas: 3, rolled_out: false }, ...PLACE };
    const rolling = aTargetReport({ holding, health: { ok: true, value } });
    expect(healthLine(aTarget({ report: rolling, usedBy: 'r-7f3c' }), 'en')).toBe(
      ':white_check_mark: *`lab`* (lab, the default): in use by run `r-7f3c`; the next one waits for it',
    );
    const undo = { ok: true, value: { run: 'r-7f3c', foreign: [], confirm: null } } as const;
    expect(of(aTargetReport({ undo: { ...undo, value: { ...undo.value, foreign: [] } } }))).toContain(
      ':rotating_light: *`lab`* (lab, the default): run `r-7f3c` left it changed. `/nlb recover lab`',
    );
    const access = { ok: true, value: { account: null, missing: ['get pods'], roles: 'x' } } as const;
    expect(of(aTargetReport({ access: { ...access, value: { ...access.value, missing: ['get pods'] } } }))).toContain(
      'the worker lacks rights. `/nlb targets lab` shows them',
    );
    const away = { deployment: { name: 'envoy', ready: 2, replicas: 3, rolled_out: false }, ...PLACE };
    expect(of(aTargetReport({ health: { ok: true, value: away } }))).toBe(
      ':warning: *`lab`* (lab, the default): 2 of 3 Pods Ready, rollout not complete',
    );
  });
});

import type { RunProgress } from '../../src/domain/progress.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { Recovery, Restore } from '../../src/domain/record-restore.ts';
import type { Approval, RunState } from '../../src/domain/run.ts';
import type { Phase } from '../../src/domain/scenario.ts';
import type { RunView } from '../../src/domain/text/root-message.ts';
import { requestOf } from '../domain/run-record-fixture.ts';
import { EVERY_RECORD } from './every-record.ts';

const ASKED = requestOf('max-connection-duration');
const BARE: RunView = {
  request: ASKED,
  state: 'queued',
  place: null,
  starts_in_ms: null,
  progress: null,
  record: null,
  cancelled_by: null,
  approval: null,
  previous: null,
};
const APPROVAL: Approval = {
  need: 'second-person',
  plan: '3f9a12b4c5d6',
  effect: {
    deployment: 'envoy',
    pods: [
      { name: 'envoy-aa', node: 'node-1' },
      { name: 'envoy-ab', node: 'node-2' },
    ],
    rollouts: 3,
    reconnects: 540,
  },
  expires_at: '2026-11-23T14:32:00.000Z',
  given_by: null,
  lapsed: null,
};

function going(phase: Phase, more: Partial<RunProgress> = {}): RunProgress {
  const back = phase === 'restore' || phase === 'report';
  return {
    state: back ? 'restoring' : 'running',
    phase,
    arm: phase === 'change' || phase === 'observe' ? 'treatment' : null,
    elapsed_ms: 61_000,
    remaining_ms: 35_000,
    steps: [
      { name: 'preflight', status: 'done', took_ms: 2000, picks: 0, errors: 0 },
      { name: 'control', status: 'done', took_ms: 29_000, picks: 20, errors: 0 },
      { name: 'treatment', status: back ? 'done' : 'now', took_ms: 30_000, picks: 118, errors: 2 },
      { name: 'restore', status: phase === 'report' ? 'done' : back ? 'now' : 'todo', took_ms: 4000 },
      { name: 'report', status: phase === 'report' ? 'now' : 'todo' },
    ],
    pods: ['envoy-aa', 'envoy-ab', 'envoy-ac'].map((name, index) => ({ name, recent: [1, 2, index === 2 ? null : 3] })),
    picks: 138,
    errors: 2,
    note: null,
    ...more,
  };
}

/** The record with another end of its restore. */
function withRestore(restore: Partial<Restore>, of = 'repaired'): RunRecord {
  const record = EVERY_RECORD[of];
  if (record === undefined) throw new Error(`there is no record ${of}`);
  return { ...record, restore: { ...record.restore, ...restore } };
}

const PROBLEM = { code: 'foreign_change', message: 'Somebody else changed it.', differs: ['`envoy-config`'] };
const RECOVERY: Recovery = {
  state: 'RESTORED',
  at: '2026-11-23T14:09:12.000Z',
  asked_by: 'U0KATO',
  keep: null,
  differs: [],
};

function ended(state: RunState, record: RunRecord | null, more: Partial<RunView> = {}): RunView {
  return { ...BARE, state, record, ...more };
}

const PHASES: readonly Phase[] = ['preflight', 'warm-up', 'change', 'observe', 'restore', 'report'];

/** A root message for each state of a run, by what it is. */
export const EVERY_VIEW: Readonly<Record<string, RunView>> = {
  'first in the queue': { ...BARE, place: 1, starts_in_ms: 125_000 },
  'third in the queue': { ...BARE, place: 3, starts_in_ms: 500_000 },
  'starts now': { ...BARE, place: 0 },
  'waits nowhere': BARE,
  'waits for a second person': { ...BARE, state: 'awaiting_approval', approval: APPROVAL },
  'waits for a confirmation': { ...BARE, state: 'awaiting_approval', approval: { ...APPROVAL, need: 'confirm' } },
  'was approved': { ...BARE, place: 1, approval: { ...APPROVAL, given_by: 'U0ANNA' } },
  'is starting': { ...BARE, state: 'running' },
  ...Object.fromEntries(
    PHASES.map((phase) => {
      const progress = going(phase);
      return [`is in ${phase}`, { ...BARE, state: progress.state, progress }];
    }),
  ),
  'goes back, cancelled': { ...BARE, state: 'restoring', progress: going('restore'), cancelled_by: 'U0ANNA' },
  'approved by nobody': ended('cancelled', null, { approval: { ...APPROVAL, lapsed: 'expired' } }),
  'target changed since': ended('failed', null, { approval: { ...APPROVAL, lapsed: 'changed' } }),
  'cancelled before it started': ended('cancelled', null, { cancelled_by: 'U0ANNA' }),
  'failed without a record': ended('failed', null),
  'interrupted without a record': ended('interrupted', null),
  'done without a record': ended('done', null),
  ...Object.fromEntries(
    Object.entries(EVERY_RECORD).map(([name, record]) => [
      name,
      ended(record.state, record, { cancelled_by: 'U0ANNA' }),
    ]),
  ),
  'of a schedule': ended('done', withRestore({}), {
    request: { ...ASKED, schedule: { id: 's-1a2b3c4d' } as NonNullable<typeof ASKED.schedule> },
    since: {
      schedule: 's-1a2b3c4d',
      now: { verdict: 'BALANCED', effect: 'REPAIRED' },
      before: { at: '2026-11-16T03:00:00.000Z', found: { verdict: 'IMBALANCED', effect: null } },
    } as NonNullable<RunView['since']>,
  }),
  'not restored': ended('done', withRestore({ state: 'FAILED', problem: PROBLEM })),
  'failed and not restored': ended('failed', withRestore({ state: 'FAILED', problem: PROBLEM }, 'failed')),
  'nothing to restore': ended('done', withRestore({ state: 'NOT_NEEDED' })),
  'recovered later': ended('done', withRestore({ state: 'FAILED', problem: PROBLEM, recovery: RECOVERY })),
  'overwritten later': ended(
    'failed',
    withRestore(
      {
        state: 'FAILED',
        problem: PROBLEM,
        recovery: { ...RECOVERY, keep: 'ours', differs: PROBLEM.differs, stays: PROBLEM.differs },
      },
      'failed',
    ),
  ),
  'kept as it is': ended(
    'done',
    withRestore({
      state: 'FAILED',
      problem: PROBLEM,
      recovery: { ...RECOVERY, state: 'KEPT', keep: 'theirs', differs: PROBLEM.differs },
    }),
  ),
};

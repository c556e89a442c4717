import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Target } from '../../src/ports/target.ts';
import { type RealLab, startRealLab } from '../adapters/lab/real-lab.ts';
import { armOf, failedGates, runOnLab, validRunOnLab } from './run-on-lab.ts';

let lab: RealLab;
beforeEach(async () => {
  lab = await startRealLab();
});
afterEach(() => lab.stop());

it('a setting that is not written has NO_EFFECT: the run does not claim that it helped', {
  timeout: 90_000,
}, async () => {
  const { record } = await validRunOnLab({
    lab,
    scenario: 'max-connection-duration',
    parameters: { observe_ms: 1500 },
    mutate: ({ config }) => ({ config: { ...config, write: (document) => document } }),
  });
  expect(record.state).toBe('done');
  expect(failedGates(record)).toEqual([]);
  const treatment = armOf(record, 'treatment');
  expect(treatment.evidence).toBe('held');
  expect(treatment.closes.by_cause.max_duration).toBe(0);
  expect(record.verdict?.effect).toBe('NO_EFFECT');
  expect(record.timeline.filter(({ kind }) => kind === 'config_applied')).toEqual([]);
  expect(record.recommendation).toBeNull();
});

it('a setting that the target does not take has NO_EFFECT too', { timeout: 90_000 }, async () => {
  const forgetful = (target: Target): Target => ({
    ...target,
    rollout: (fence, { document: _forgotten, ...rollout }, signal) => target.rollout(fence, rollout, signal),
  });
  const { record } = await runOnLab({
    lab,
    scenario: 'max-connection-duration',
    parameters: { observe_ms: 500 },
    mutate: ({ target }) => ({ target: forgetful(target) }),
  });
  expect(record.state).toBe('done');
  expect(record.verdict?.effect).toBe('NO_EFFECT');
  expect(armOf(record, 'treatment').closes.by_cause.max_duration).toBe(0);
});

it('a restore that is skipped is told as FAILED and keeps its undo record on the target', {
  timeout: 90_000,
}, async () => {
  const before = await lab.target.describe();
  const lazy = (target: Target): Target => ({
    ...target,
    async rollout(fence, rollout, signal) {
      const isRestore = rollout.document === before.config.document && rollout.pace_ms === 0;
      if (!isRestore) await target.rollout(fence, rollout, signal);
    },
  });
  const { record } = await runOnLab({
    lab,
    scenario: 'max-connection-duration',
    parameters: { observe_ms: 500 },
    mutate: ({ target }) => ({ target: lazy(target) }),
  });
  const after = await lab.target.describe();
  expect(after.config.image).not.toBe(before.config.image);
  expect(record.restore).toMatchObject({
    state: 'FAILED',
    pre_image: before.config.image,
    post_image: after.config.image,
  });
  expect(record).toMatchObject({
    state: 'failed',
    failure: { phase: 'restore', code: 'restore_failed' },
    verdict: null,
  });
  const undo = await lab.guard.readUndo();
  expect(undo).toMatchObject({ document: before.config.document, replicas: 3, image: before.config.image });
  expect(undo?.request.id).toBe(record.id);
  expect(await lab.guard.holding()).toBeNull();
});

import { describe, expect, it } from 'vitest';
import { canMove, hasEnded, type RunState } from '../../src/domain/run.ts';

const ended: RunState[] = ['done', 'failed', 'cancelled', 'interrupted'];
const open: RunState[] = ['queued', 'awaiting_approval', 'running', 'restoring'];

describe('the states of a run', () => {
  it('go from queued over running and restoring to an end', () => {
    expect(canMove('queued', 'running')).toBe(true);
    expect(canMove('running', 'restoring')).toBe(true);
    for (const end of ended) expect(canMove('restoring', end)).toBe(true);
  });

  it('never leave an end, and never go back', () => {
    for (const end of ended) {
      expect(hasEnded(end)).toBe(true);
      for (const state of [...open, ...ended]) expect(canMove(end, state)).toBe(false);
    }
    for (const state of open) expect(hasEnded(state)).toBe(false);
    expect(canMove('restoring', 'running')).toBe(false);
    expect(canMove('running', 'queued')).toBe(false);
  });

  it('let a person cancel a run that waits, and never call one done that did not run', () => {
    for (const state of ['queued', 'awaiting_approval'] as const) {
      expect(canMove(state, 'cancelled')).toBe(true);
      expect(canMove(state, 'done')).toBe(false);
    }
    expect(canMove('awaiting_approval', 'running')).toBe(false);
  });
});

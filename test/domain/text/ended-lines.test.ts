import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { Recovery } from '../../../src/domain/record-restore.ts';
import { failureLines } from '../../../src/domain/text/ended-lines.ts';
import { aRecord } from '../../builders/a-record.ts';

const cancelledAfter = (phases: string[]): string => {
  const record = aRecord({
    state: 'cancelled',
    failure: { phase: phases.at(-1) ?? '', code: 'cancelled', message: 'cancelled by U1' },
    timeline: phases.map((ref, index) => ({ at_ms: index * 1000, kind: 'phase' as const, ref })),
    restore: { state: 'NOT_NEEDED', pre_image: 'a', post_image: 'a', took_ms: 0 },
    arms: [],
    verdict: null,
  });
  const request = {
    id: record.id,
    scenario: record.scenario,
    target: record.target.name,
    parameters: record.parameters,
    requested_by: 'U1',
    requested_at: record.started_at,
    thread: { channel: 'C1', ts: '1.0' },
  };
  return failureLines({ request, state: 'cancelled', record, cancelled_by: 'U1', approval: null }).join('\n');
};

describe('a run that ended early without anything to restore', () => {
  it('was no touch before its first change', () => {
    expect(cancelledAfter(['preflight', 'warm-up'])).toContain('was not touched');
  });

  it('is not called untouched once its restart had begun', () => {
    const text = cancelledAfter(['preflight', 'warm-up', 'change control']);
    expect(text).not.toContain('was not touched');
    expect(text).toContain('The configuration of `lab` is as it was before');
  });
});

describe('a run whose target is not restored', () => {
  const SCALED = 'Deployment envoy: spec.replicas: 3, now 5 (by kubectl scale)';
  const why = 'Somebody else changed the target while the run had it, and the bot overwrites nobody.';
  const failed = (restore: Partial<RunRecord['restore']>): string[] => {
    const record = aRecord({
      state: 'failed',
      failure: { phase: 'restore', code: 'restore_failed', message: why },
      restore: { state: 'FAILED', pre_image: 'a', post_image: 'b', took_ms: 0, ...restore },
      verdict: null,
    });
    const { id, scenario, parameters } = record;
    const thread = { channel: 'C1', ts: '1.0' };
    const asked = { requested_by: 'U0KATO', requested_at: record.started_at, thread };
    const request = { id, scenario, target: record.target.name, parameters, ...asked };
    return failureLines({ request, state: 'failed', record, cancelled_by: null, approval: null });
  };
  const problem = { code: 'foreign_change', message: why, differs: [SCALED] };
  const recovery = { at: '2026-11-23T03:20:00.000Z', asked_by: 'U0ANNA', keep: null, differs: [] };

  it('says so first, then what is in the way and every way to go on', () => {
    const [first, ...rest] = failed({ problem });
    expect(first).toContain('*`lab` is not restored.*');
    expect(rest).toEqual([
      `${why} Start no other run on it. What is in the way:`,
      `• ${SCALED}`,
      'To go on, one of:',
      '• take that back: the bot restores the rest within 15 s;',
      "• `/nlb recover lab keep=theirs`: all stays as it is now, and the bot forgets the run's change;",
      '• `/nlb recover lab keep=ours`: what was there before the run is written over it.',
      expect.stringContaining('run `'),
    ]);
  });

  it('has the word for exactly these changes in the command that overwrites, on a guarded target', () => {
    const text = failed({ problem: { ...problem, confirm: '3f9a12b4c5d6' } }).join('\n');
    expect(text).toContain('`/nlb recover lab keep=ours confirm=3f9a12b4c5d6`: what was there before');
    const again: Recovery = { ...recovery, state: 'FAILED', differs: [SCALED], confirm: '0f9a12b4c5d6' };
    expect(failed({ problem, recovery: again }).join('\n')).toContain('keep=ours confirm=0f9a12b4c5d6`');
  });

  it.each<[string, Partial<Recovery>, boolean]>([
    ['is not offered where it was just forbidden', { keep: 'ours', code: 'target_forbidden' }, false],
    ['is offered where a plain recovery was forbidden', { keep: null, code: 'target_forbidden' }, true],
    ['is offered where it failed for another reason', { keep: 'ours', code: 'rollout_failed' }, true],
  ])('keep=ours %s', (_, changed, isOffered) => {
    const message = 'The API server forbids it (422): The worker changes no container.';
    const again: Recovery = { ...recovery, state: 'FAILED', differs: [SCALED], message, ...changed };
    const text = failed({ problem, recovery: again }).join('\n');
    expect(text).toContain('The worker changes no container.');
    expect(text).toContain('`/nlb recover lab keep=theirs`');
    expect(text.includes('`/nlb recover lab keep=ours`')).toBe(isOffered);
  });

  it('says that the bot tries again where nobody else is in the way', () => {
    const text = failed({ problem: { code: 'rollout_failed', message: 'No node has room.', differs: [] } }).join('\n');
    expect(text).toContain('No node has room. The undo record is kept on the target; the bot tries again by itself');
    expect(text).toContain('at once with `/nlb recover lab`');
  });

  it('is told as restored once a later recovery has done it', () => {
    const text = failed({ problem, recovery: { ...recovery, state: 'RESTORED' } }).join('\n');
    expect(text).not.toContain('not restored');
    expect(text).toContain('`lab` is restored and verified (at 03:20:00 UTC, asked for by <@U0ANNA>)');
  });

  it('is not called verified where something stays that only its owner writes', () => {
    const stays = ['ConfigMap envoy-config was edited'];
    const partly: Recovery = { ...recovery, state: 'RESTORED', keep: 'ours', differs: [SCALED], stays };
    const text = failed({ problem, recovery: partly }).join('\n');
    expect(text).not.toContain('verified');
    expect(text).toContain(
      `What somebody else had changed:\n• ${SCALED}\nStill as somebody else left it, because only its owner writes it:\n• ${stays[0]}`,
    );
    expect(text).toContain('`lab` is as it was before but for what only its owner writes, since a later recovery.');
  });

  it('names what was overwritten, and what was left', () => {
    const overwritten: Recovery = { ...recovery, state: 'RESTORED', keep: 'ours', differs: [SCALED] };
    expect(failed({ problem, recovery: overwritten }).join('\n')).toContain(
      `(\`keep=ours\`, at 03:20:00 UTC, asked for by <@U0ANNA>). What somebody else had changed:\n• ${SCALED}`,
    );
    const kept: Recovery = { ...recovery, state: 'KEPT', keep: 'theirs', differs: [SCALED] };
    const text = failed({ problem, recovery: kept }).join('\n');
    expect(text).toContain('`lab` stays as it is now (`keep=theirs`');
    expect(text).toContain(`Not as it was before the run, and left so:\n• ${SCALED}`);
  });
});

import { describe, expect, it } from 'vitest';
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

import type { Schedule } from '../../src/domain/schedule/schedule.ts';
import { aRequest } from './a-request.ts';

/** A rollout-restart on the lab every Monday at 03:00 UTC, posted when it changes, with something of it changed. */
export function aSchedule(changed: Partial<Schedule> = {}): Schedule {
  const { scenario, parameters } = aRequest();
  return {
    id: 's-00000a',
    scenario,
    target: 'lab',
    parameters,
    when: { kind: 'weekly', day: 'mon', hour: 3, minute: 0, tz: 'UTC' },
    post: 'changes',
    owner: 'U0KATO',
    channel: 'C0SRE',
    created_at: '2026-11-23T14:00:00.000Z',
    ...changed,
  };
}

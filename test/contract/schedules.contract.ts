import { describe, expect, it } from 'vitest';
import type { Schedules } from '../../src/ports/schedules.ts';
import { aSchedule } from '../app/a-schedule.ts';

/** What every {@link Schedules} does. The one given is used by all tests, and empty at first. */
export function schedulesContract(name: string, of: () => Schedules): void {
  const first = aSchedule({ id: 's-000002', created_at: '2026-11-23T14:00:00.000Z' });
  const second = aSchedule({
    id: 's-000001',
    created_at: '2026-11-23T14:00:01.000Z',
    when: { kind: 'rollout' },
    post: 'always',
  });

  describe(`${name} as the schedules`, () => {
    it('keeps each as it was made, the oldest first, and no more than the most', async () => {
      const schedules = of();
      expect(await schedules.list()).toEqual([]);
      await schedules.add(second, 2);
      await schedules.add(first, 2);
      const fresh = { paused: false, last: null, note: null, seen: null };
      expect(await schedules.list()).toEqual([
        { schedule: first, ...fresh },
        { schedule: second, ...fresh },
      ]);
      expect(await schedules.get(second.id)).toEqual({ schedule: second, ...fresh });
      await expect(schedules.add(aSchedule({ id: 's-000003' }), 2)).rejects.toMatchObject({ code: 'over_limit' });
      expect(await schedules.get('s-000003')).toBeNull();
      await schedules.add({ ...first, target: 'other' }, 2);
      expect(await schedules.get(first.id)).toMatchObject({ schedule: { target: 'lab' } });
    });

    it('changes what is given and nothing else', async () => {
      const schedules = of();
      const last = { run: 'r-00000001', tick: '2026-11-30T03:00:00.000Z', at: '2026-11-30T03:00:00.100Z' };
      const note = { at: last.at, tick: last.tick, code: 'target_busy', message: 'r-00000002 runs on it' };
      await schedules.update(first.id, { last, paused: true });
      await schedules.update(first.id, { note });
      await schedules.update(first.id, { seen: { revision: 'abc', at: last.at } });
      await schedules.update(first.id, {});
      const changed = { schedule: first, paused: true, last, note, seen: { revision: 'abc', at: last.at } };
      expect(await schedules.get(first.id)).toEqual(changed);
      await schedules.update(first.id, { note: null, paused: false, seen: null });
      expect(await schedules.get(first.id)).toEqual({ ...changed, note: null, paused: false, seen: null });
      expect(await schedules.get(second.id)).toMatchObject({ paused: false, last: null });
    });

    it('forgets one that is removed, and a change that comes later does not bring it back', async () => {
      const schedules = of();
      expect(await schedules.remove(first.id)).toBe(true);
      expect(await schedules.remove(first.id)).toBe(false);
      await schedules.update(first.id, { paused: true });
      expect(await schedules.get(first.id)).toBeNull();
      expect((await schedules.list()).map(({ schedule }) => schedule.id)).toEqual([second.id]);
      await schedules.add(aSchedule({ id: 's-000003' }), 2);
      expect(await schedules.list()).toHaveLength(2);
    });
  });
}

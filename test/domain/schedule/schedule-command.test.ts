import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/command.ts';
import { whenPairs } from '../../../src/domain/schedule/when.ts';

function understood(text: string): object {
  const parsed = parseCommand(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { command } = parsed;
  if (command.name !== 'schedule' || command.action !== 'add') return command;
  return { ...command, scenario: command.scenario.name, given: Object.fromEntries(command.given) };
}

function refused(text: string): { message: string; example: string } {
  const parsed = parseCommand(text);
  if (parsed.ok) throw new Error(`understood: ${text}`);
  return parsed.error;
}

describe('the schedule command', () => {
  it('reads when, what is posted and the parameters of the run apart from each other, in any order and case', () => {
    expect(
      understood(
        'schedule add Max_Connection_Duration POST=Always value=60s weekly=Monday@3:05 on=lab TZ=europe/paris clients=100',
      ),
    ).toEqual({
      name: 'schedule',
      action: 'add',
      scenario: 'max-connection-duration',
      given: { value: 60_000, clients: 100 },
      target: 'lab',
      when: { kind: 'weekly', day: 'mon', hour: 3, minute: 5, tz: 'Europe/Paris' },
      post: 'always',
      dry: false,
    });
  });

  it.each([
    ['daily=23:30', { kind: 'daily', hour: 23, minute: 30, tz: 'UTC' }, 'changes'],
    ['every=24h', { kind: 'every', ms: 86_400_000 }, 'changes'],
    ['every=1h30m post=changes', { kind: 'every', ms: 5_400_000 }, 'changes'],
    ['after=rollout', { kind: 'rollout' }, 'changes'],
    ['weekly=sun@00:00 tz=UTC', { kind: 'weekly', day: 'sun', hour: 0, minute: 0, tz: 'UTC' }, 'changes'],
    ['daily=3:00 tz=asia/kolkata', { kind: 'daily', hour: 3, minute: 0, tz: 'Asia/Kolkata' }, 'changes'],
  ])('reads %j; UTC and changes unless it says otherwise', (pairs, when, post) => {
    expect(understood(`schedule add baseline ${pairs} dry=true`)).toMatchObject({ when, post, dry: true });
  });

  it('says when in pairs that it reads back', () => {
    for (const pairs of ['weekly=fri@17:30 tz=Asia/Tokyo', 'daily=03:00', 'every=36h', 'after=rollout']) {
      const parsed = parseCommand(`schedule add baseline ${pairs}`);
      if (!parsed.ok || parsed.command.name !== 'schedule' || parsed.command.action !== 'add') throw new Error(pairs);
      expect(whenPairs(parsed.command.when).join(' ')).toBe(pairs);
    }
  });

  it.each([
    ['schedule', { name: 'schedule', action: 'list' }],
    ['schedule S_1F3C9A', { name: 'schedule', action: 'show', id: 's-1f3c9a' }],
    ['schedule Pause s-1f3c9a', { name: 'schedule', action: 'pause', id: 's-1f3c9a' }],
    ['schedule run s-1f3c9a', { name: 'schedule', action: 'run', id: 's-1f3c9a' }],
  ])('reads %j', (text, command) => {
    expect(understood(text)).toEqual(command);
  });

  it.each([
    ['schedule add', '/nlb schedule add rollout-restart weekly=mon@03:00', 'needs a scenario'],
    ['schedule add baseline', '/nlb schedule add baseline weekly=mon@03:00', 'needs to know when'],
    ['schedule add baseline weekly=mon', '/nlb schedule add baseline weekly=mon@03:00', 'a day and a time'],
    ['schedule add baseline weekly=tus@9:15', '/nlb schedule add baseline weekly=tue@09:15', 'a day and a time'],
    ['schedule add baseline daily=24:00', '/nlb schedule add baseline daily=03:00', 'a time of day'],
    ['schedule add baseline every=5m', '/nlb schedule add baseline every=1h', '1h to 720h'],
    ['schedule add baseline every=721h', '/nlb schedule add baseline every=24h', '1h to 720h'],
    ['schedule add baseline after=deploy', '/nlb schedule add baseline after=rollout', 'must be `rollout`'],
    ['schedule add baseline weakly=mon@03:00', '/nlb schedule add baseline weekly=mon@03:00', 'Did you mean `weekly`'],
    ['schedule add baseline weekly', '/nlb schedule add baseline weekly=mon@03:00', 'not `key=value`'],
    [
      'schedule add baseline daily=3:00 tz=paris',
      '/nlb schedule add baseline daily=3:00 tz=Europe/Paris',
      'Did you mean `Europe/Paris`',
    ],
    ['schedule add baseline daily=3:00 tz=+01:00', '/nlb schedule add baseline daily=3:00', 'a time zone'],
    ['schedule add baseline after=rollout tz=UTC', '/nlb schedule add baseline after=rollout', 'whose clocks'],
    ['schedule add baseline daily=3:00 post=alway', '/nlb schedule add baseline daily=3:00 post=always', '`always`'],
    ['schedule add baseline daily=3:00 every=24h', '/nlb schedule add baseline daily=3:00', 'one of'],
    ['schedule add baseline daily=3:00 daily=4:00', '/nlb schedule add baseline daily=3:00', 'given twice'],
    ['schedule add baseline daily = 3:00', '/nlb schedule add baseline daily=3:00', 'without spaces'],
    ['schedule add baseline daily=3:00 confirm=0123456789ab', '/nlb schedule add baseline daily=3:00', 'no `confirm`'],
    [
      'schedule add rolout-restart daily=3:00 clients=20',
      '/nlb schedule add rollout-restart clients=20 daily=3:00',
      'Did you mean `rollout-restart`',
    ],
    ['schedule add nothing daily=3:00', '/nlb schedule add rollout-restart weekly=mon@03:00', 'There is no scenario'],
    ['schedule baseline daily=3:00', '/nlb schedule add baseline daily=3:00', 'made with `add`'],
    ['schedule daily=3:00', '/nlb schedule add rollout-restart daily=3:00', 'made with `add`'],
    ['schedule puase s-1f3c9a', '/nlb schedule pause s-1f3c9a', 'Did you mean `pause`'],
    ['schedule pause', '/nlb schedule', 'the id of a schedule'],
    ['schedule pause r-1f3c9a', '/nlb schedule', 'the id of a schedule'],
    ['schedule everything', '/nlb schedule', 'to list all'],
    ['shedule', '/nlb schedule', 'Did you mean `schedule`'],
  ])('refuses %j and shows %j', (text, example, why) => {
    const error = refused(text);
    expect(error.message).toContain(why);
    expect(error.example).toBe(example);
    expect(parseCommand(error.example.replace('/nlb ', '')).ok).toBe(true);
  });
});

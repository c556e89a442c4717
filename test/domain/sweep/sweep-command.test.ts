import { describe, expect, it } from 'vitest';
import { type Command, parseCommand } from '../../../src/domain/command.ts';
import { completeParameters } from '../../../src/domain/parameters.ts';
import { commandText } from '../../../src/domain/text/command-text.ts';

function parsed(text: string): Extract<Command, { name: 'run' }> {
  const result = parseCommand(text);
  if (!result.ok || result.command.name !== 'run') throw new Error(`not a run: ${JSON.stringify(result)}`);
  return result.command;
}

describe('the sweep command', () => {
  it('is a run of many values', () => {
    expect(parsed('sweep max_connection_duration values=15s,1s,5s clients=200 interval=500ms on=lab')).toMatchObject({
      scenario: { name: 'max-connection-duration' },
      target: 'lab',
      sweep: {
        values_ms: [1000, 5000, 15_000],
        jitters_percent: [],
        budget_ms: 900_000,
        within_ms: null,
        errors_percent: 0.1,
      },
    });
  });

  it('takes its own keys, and a space after a comma', () => {
    const { sweep, given } = parsed(
      'sweep max-connection-duration values=1s, 60s jitter=0, 25% budget=20m within=90s errors=1% clients=50',
    );
    expect(sweep).toEqual({
      values_ms: [1000, 60_000],
      jitters_percent: [0, 25],
      budget_ms: 1_200_000,
      within_ms: 90_000,
      errors_percent: 1,
    });
    expect([...given]).toEqual([['clients', 50]]);
  });

  it.each([
    ['sweep', '`sweep` needs a setting: `max-connection-duration` or `idle-timeout`.'],
    ['sweep values=1s', '`sweep` needs a setting'],
    ['sweep baseline values=1s', '`baseline` is no setting to sweep'],
    ['sweep max-requests values=1,5', '`sweep` tries times, and `max-requests` counts requests'],
    ['sweep max-conection-duration values=1s', 'is no setting to sweep'],
    ['sweep max-connection-duration', '`sweep` needs the values to try.'],
    ['sweep max-connection-duration values=', '`values` is empty'],
    ['sweep max-connection-duration values', '`values` is not `key=value`.'],
    [
      'sweep max-connection-duration values=1s,5',
      '`values` is `1s,5`; it must be durations with their unit, 100ms to 24h each, such as',
    ],
    ['sweep max-connection-duration values=1s,1000ms', 'each once'],
    ['sweep max-connection-duration values=1ms', 'durations with their unit, 100ms to 24h each, such as'],
    ['sweep max-connection-duration values=1s values=2s', '`values` is given twice.'],
    ['sweep max-connection-duration value=1s', 'A sweep takes `values`'],
    ['sweep max-connection-duration values=1s repeats=3', 'A sweep takes no `repeats`'],
    ['sweep max-connection-duration values=1s jitter=101', '`jitter` is `101`; it must be percentages'],
    ['sweep idle-timeout values=1s jitter=10', '`idle-timeout` takes no `jitter`'],
    ['sweep max-connection-duration values=1s budget=10s', '`budget` is `10s`; it must be a duration from 1m to 6h'],
    ['sweep max-connection-duration values=1s errors=6%', '`errors` is `6%`'],
    ['sweep max-connection-duration values=1s within=never', '`within` is `never`'],
    ['sweep max-connection-duration values=1s,2s,3s,4s,5s jitter=0,10,25', '15 settings; a sweep tries 12 at most.'],
    ['sweep max-connection-duration values=1s cleints=3', 'Did you mean `clients`?'],
  ])('%s is answered with what is wrong and a line that is right', (text, message) => {
    const result = parseCommand(text);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error.message).toContain(message);
    expect(parseCommand(result.error.example.replace('/nlb ', '')).ok).toBe(true);
  });

  it('is written as it would be typed again', () => {
    const line =
      '/nlb sweep max-connection-duration values=1s,1m jitter=0,25 within=1m30s errors=1% budget=20m clients=50 on=lab';
    const { scenario, given, sweep } = parsed(line.replace('/nlb ', ''));
    expect(commandText(scenario.name, 'lab', completeParameters(scenario, given, 1, sweep))).toBe(line);
  });
});

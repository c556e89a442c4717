import { describe, expect, it } from 'vitest';
import { COMMANDS, parseCommand } from '../../../src/domain/command.ts';
import { PARAMETERS } from '../../../src/domain/parameter-rules.ts';
import { SCENARIOS } from '../../../src/domain/scenarios.ts';
import { helpText, usageText } from '../../../src/domain/text/help-text.ts';
import { statusText } from '../../../src/domain/text/status-text.ts';
import { requestOf } from '../run-record-fixture.ts';

describe('the help', () => {
  it('names every command, and every command has a help of its own with a working example', () => {
    for (const { name, usage, example } of COMMANDS) {
      expect(helpText(null)).toContain(`\`${usage}\``);
      expect(helpText(name)).toContain(`Try: \`${example}\``);
      expect(parseCommand(example.replace('/nlb ', '')).ok).toBe(true);
    }
  });

  it('of run names every scenario and every key', () => {
    for (const { name } of SCENARIOS) expect(helpText('run')).toContain(`\`${name}\``);
    for (const { key } of PARAMETERS) expect(helpText('run')).toContain(`• \`${key}\``);
  });

  it('for a mistake says what is wrong and a line to try', () => {
    const parsed = parseCommand('run max-connection-duration value=60');
    if (parsed.ok) throw new Error('understood');
    expect(usageText(parsed.error)).toMatch(/^`value` is `60`; it must be a duration.*\nTry: `\/nlb run .*`$/);
  });
});

describe('the status', () => {
  it('of an empty target says how to start', () => {
    expect(statusText('lab', [])).toBe(
      'Nothing runs and nothing waits on `lab`. Start with `/nlb run max-connection-duration`.',
    );
  });

  it('lists what runs and what waits, with the line that cancels it', () => {
    const request = requestOf('baseline');
    const text = statusText('lab', [
      { request, place: 0, state: 'running', progress: null },
      { request: { ...request, id: 'r-2' }, place: 2, state: 'queued', progress: null },
    ]);
    expect(text.split('\n')).toEqual([
      '*1 running, 1 waiting on `lab`*',
      '• `r-7f3c0a12` *baseline* - starting · <@U0KATO> · `/nlb cancel r-7f3c0a12`',
      '• `r-2` *baseline* - 2nd in the queue · <@U0KATO> · `/nlb cancel r-2`',
    ]);
  });
});

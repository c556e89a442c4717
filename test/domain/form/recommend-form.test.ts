import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/command.ts';
import { adviceAnswersIn, readAdvice, recommendForm } from '../../../src/domain/form/recommend-form.ts';

const read = (texts: Record<string, string>) =>
  readAdvice({ target: 'lab', texts: new Map(Object.entries(texts)) }, 'en');

describe('the answers to what recommend asks', () => {
  it('come to the line that asks the same', () => {
    const { line } = read({ clients: '500', rps: '200', within: '2m', stream: 'endless' });
    expect(line).toBe('/nlb recommend clients=500 rps=200 stream=endless within=2m on=lab');
    expect(parseCommand(line?.replace('/nlb ', '') ?? '')).toMatchObject({
      ok: true,
      command: { name: 'recommend', said: true, target: 'lab', asked: { clients: 500, within_ms: 120_000 } },
    });
    expect(read({}).line).toBe('/nlb recommend on=lab');
  });

  it('are wrong at their fields', () => {
    const { errors, line } = read({ clients: '0', within: '2', errors: '1% on=x', heaviest: '40%' });
    expect(line).toBeNull();
    expect(Object.fromEntries(errors)).toEqual({
      clients: 'This must be 1 to 1,000,000, such as 500.',
      within: 'This must be 1s to 720h, such as 60s.',
      errors: 'This must be 0% to 100%, such as 0.1%.',
    });
    expect([...read({ rps: '200', interval: '1s' }).errors.keys()]).toEqual(['rps']);
  });

  it('are asked for with a target, and the form shows the line', () => {
    const memory = { channel: 'C0SRE', more: false, kept: {} };
    const values = new Map([
      ['clients', '500'],
      ['on', 'edge'],
    ]);
    const answers = adviceAnswersIn({ name: 'recommend', memory, values }, 'lab');
    const targets = [{ name: 'edge', level: 'staging' }];
    const form = recommendForm({ answers, memory, targets, refused: null }, 'en');
    const keys = form.parts.flatMap((part) => (part.kind === 'field' ? [part.field.key] : []));
    expect(keys).toEqual(['clients', 'interval', 'rps', 'stream', 'within', 'errors', 'heaviest', 'on']);
    expect(form.parts.at(-1)).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('`/nlb recommend clients=500 on=edge`'),
    });
  });
});

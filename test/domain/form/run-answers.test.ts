import { describe, expect, it } from 'vitest';
import { createPlanDocuments } from '../../../src/adapters/yaml/create-plan-documents.ts';
import { parseCommand } from '../../../src/domain/command.ts';
import { answersIn, answersOf, noAnswers, readRun, rulesOf } from '../../../src/domain/form/run-answers.ts';
import { PARAMETERS } from '../../../src/domain/parameter-rules.ts';
import { completeParameters } from '../../../src/domain/parameters.ts';
import type { ScenarioName } from '../../../src/domain/scenario.ts';
import { findScenario, SCENARIOS } from '../../../src/domain/scenarios.ts';

const readTree = createPlanDocuments().read;

const LIMITS = { clients: 50, observe_ms: 30_000, scenarios: SCENARIOS.map(({ name }) => name) };

const scenario = (name: string) => {
  const found = findScenario(name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};

const read = (name: ScenarioName, texts: Record<string, string>, limits: typeof LIMITS | null = LIMITS) =>
  readRun({ scenario: scenario(name), target: 'lab', texts: new Map(Object.entries(texts)) }, limits, 'en', readTree);

describe('the answers to a run’s form', () => {
  it('are asked for by every key of the grammar, save what is about the form itself', () => {
    const asked = SCENARIOS.flatMap((one) => [...rulesOf(one).first, ...rulesOf(one).further].map(({ key }) => key));
    const keys = PARAMETERS.map(({ key }) => key).filter((key) => !['on', 'dry', 'confirm'].includes(key));
    expect([...new Set(asked)].toSorted()).toEqual(keys.toSorted());
  });

  it('ask for a value where there is a setting, and for a restart where there is one', () => {
    const first = (name: string) => rulesOf(scenario(name)).first.map(({ key }) => key);
    expect(first('baseline')).toEqual(['clients', 'interval', 'observe']);
    expect(first('rollout-restart')).toEqual(['clients', 'interval', 'restart', 'observe']);
    expect(first('idle-timeout')).toContain('value');
    expect(rulesOf(scenario('idle-timeout')).further.map(({ key }) => key)).not.toContain('jitter');
  });

  it('come to the line that starts the same, without what is the default anyway', () => {
    const { run } = read('max-connection-duration', {
      value: '60s',
      clients: '20',
      interval: '3s',
      restart: 'rolling',
      observe: '30s',
      jitter: '25',
    });
    expect(run?.line).toBe('/nlb run max-connection-duration value=60s observe=30s jitter=25 on=lab');
    const typed = parseCommand(run?.line.replace('/nlb ', '') ?? '');
    if (!typed.ok || typed.command.name !== 'run') throw new Error('the line is no run');
    expect(run?.parameters).toEqual(completeParameters(typed.command.scenario, typed.command.given, 0));
  });

  it('keep a warm-up that is the default of another interval', () => {
    expect(read('baseline', { interval: '1s', warmup: '6s' }).run?.line).toContain('interval=1s warmup=6s');
    expect(read('baseline', { interval: '3s', warmup: '6s' }).run?.line).toBe('/nlb run baseline on=lab');
  });

  it.each<[ScenarioName, Record<string, string>, Record<string, string>]>([
    [
      'baseline',
      { clients: '0', interval: '3', observe: '1s', alpha: 'x' },
      {
        clients: 'This must be a whole number, 1 to 2,000.',
        interval: 'This must be a duration with its unit, such as 3s (50ms to 5m).',
        observe: 'This must be a duration from 5s to 10m.',
        alpha: 'This must be a number, 0.0001 to 0.5.',
      },
    ],
    ['baseline', { clients: '51' }, { clients: 'Target lab allows 50 clients; 51 were asked for.' }],
    ['baseline', { observe: '31s' }, { observe: 'Target lab allows observe up to 30s.' }],
    ['baseline', { stream: '5s' }, { stream: expect.stringContaining('needs clients with streams') }],
    ['max-connection-duration', { value: '60s on=prod' }, { value: expect.stringContaining('duration') }],
    ['max-connection-duration', { value: '<!channel>' }, { value: expect.stringContaining('duration') }],
  ])('%s with %o are wrong at their fields', (name, texts, errors) => {
    const found = read(name, texts);
    expect(found.run).toBeNull();
    expect(Object.fromEntries(found.errors)).toEqual(errors);
  });

  it('say at the scenario that the target does not allow it', () => {
    const found = read('idle-timeout', {}, { ...LIMITS, scenarios: ['baseline'] });
    expect([...found.errors.keys()]).toEqual(['scenario']);
  });

  it.each<[ScenarioName, string]>([
    ['baseline', ''],
    ['rollout-restart', 'clients=50 restart=burst repeats=3 alpha=0.01'],
    ['idle-timeout', 'value=500ms interval=1s warmup=0s drain-timeout=0s'],
    [
      'max-connection-duration',
      'value=5m jitter=12.5 rpc=bidi-stream stream=90s max-stream-duration=2m effect=2 tolerance=3',
    ],
  ])('of %s %s are those of the run again, without its seed', (name, pairs) => {
    const typed = parseCommand(`run ${name} ${pairs} seed=9`);
    if (!typed.ok || typed.command.name !== 'run') throw new Error('no run');
    const parameters = completeParameters(typed.command.scenario, typed.command.given, 9);
    const answers = answersOf({ scenario: name, target: 'edge', parameters });
    const again = readRun(answers, null, 'en', readTree);
    expect(again.run?.parameters).toEqual({ ...parameters, seed: 0 });
    expect(again.run?.line).toMatch(/ on=edge$/);
    expect(answers.texts.get('clients')).toBe(String(parameters.clients));
  });

  it('are those that are shown, over those that are not', () => {
    const memory = { channel: 'C0SRE', more: false, kept: { clients: '9', seed: '7', value: '5s' } };
    const values = new Map([
      ['scenario', 'idle-timeout'],
      ['on', ''],
      ['clients', ' 30 '],
      ['value', ''],
    ]);
    expect(answersIn({ name: 'run', memory, values }, 'lab')).toEqual({
      scenario: scenario('idle-timeout'),
      target: 'lab',
      texts: new Map([
        ['clients', '30'],
        ['seed', '7'],
      ]),
    });
    expect(noAnswers('edge')).toMatchObject({ scenario: { name: 'max-connection-duration' }, target: 'edge' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS, type Command, parseCommand } from '../../src/domain/command.ts';
import type { UsageError } from '../../src/domain/parsed.ts';
import { SCENARIOS } from '../../src/domain/scenarios.ts';
import { usageText } from '../../src/domain/text/help-text.ts';

function understood(text: string): Command {
  const parsed = parseCommand(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.command;
}

function refused(text: string): UsageError {
  const parsed = parseCommand(text);
  if (parsed.ok) throw new Error(`understood: ${text}`);
  return parsed.error;
}

function asked(text: string): unknown {
  const command = understood(text);
  return command.name === 'run'
    ? {
        scenario: command.scenario.name,
        given: Object.fromEntries(command.given),
        target: command.target,
        dry: command.dry,
      }
    : command;
}

describe('a command that is right', () => {
  it('reads a run with its pairs, the target and the dry flag apart from the parameters', () => {
    expect(asked('run max-connection-duration value=60s clients=100 on=lab dry=true')).toEqual({
      scenario: 'max-connection-duration',
      given: { value: 60_000, clients: 100 },
      target: 'lab',
      dry: true,
    });
    expect(asked('run baseline')).toEqual({ scenario: 'baseline', given: {}, target: null, dry: false });
    expect(asked('run baseline dry=false')).toMatchObject({ dry: false });
  });

  it.each([
    [
      'RUN Max_Connection_Duration VALUE=1M Restart=Burst ON=LAB',
      'run max-connection-duration value=1m restart=burst on=lab',
    ],
    ['  status\t R_7F3C ', 'status r-7f3c'],
    ['Cancel R-7f3C', 'cancel r-7f3c'],
    ['EXPLAIN NLB', 'explain nlb'],
    ['explain Target_Type ON=Lab', 'explain target-type on=lab'],
    ['explain node-port', 'explain nodeport'],
    ['explain health_checks', 'explain nlb'],
    ['explain round robin', 'explain nodeport'],
    ['explain externalTrafficPolicy', 'explain traffic-policy'],
    ['explain rollout_restart', 'explain skew'],
    ['explain health-check-noise', 'explain nlb'],
    ['explain traffic policy more=TRUE', 'explain more=true traffic-policy'],
    ['explain run R_7F3C', 'explain run r-7f3c'],
    ['Help RUN', 'help run'],
    ['', 'help'],
  ])('takes %j as %j: case, `_` and spaces make no difference', (text, plain) => {
    expect(asked(text)).toEqual(asked(plain));
  });

  it('reads the value of a scale-out as the setting has it that is chosen, wherever that stands', () => {
    const given = (text: string): unknown => (asked(`run scale-out ${text}`) as { given: unknown }).given;
    expect(given('value=5s')).toEqual({ value: 5000 });
    expect(given('value=20 from=3 to=6 setting=MAX_REQUESTS')).toMatchObject({ value: 20, from: 3, to: 6 });
    expect(refused('run scale-out value=5s setting=max-requests').message).toContain('a whole number');
    expect(refused('run scale-out setting=none value=5s').message).toContain('takes no `value`');
    expect(refused('run rollout-restart from=2').message).toContain('it adds no Pods');
    expect(refused('run scale-out add=1').message).toContain('takes no `add`: no Pods come while');
    expect(refused('run client-round-robin from=3').message).toContain('takes no `from`');
    expect(refused('run client-round-robin add=11').message).toContain('a whole number, 0 to 10');
    expect(refused('run idle-timeout setting=none').message).toContain('takes no `setting`');
    expect(refused('run scale-out from=3 to=3')).toEqual({
      message: '`from` is 3 and `to` is 3: a scale-out ends with more Pods than it begins with.',
      example: '/nlb run scale-out from=3',
    });
    expect((asked('run pod-kill setting=idle_timeout value=2s') as { given: unknown }).given).toMatchObject({
      value: 2000,
    });
    expect(refused('run pod-kill to=3').message).toContain('it adds no Pods');
    expect(refused('sweep scale-out values=1s').message).toContain('start it with `run`');
  });

  it.each([
    ['status', { name: 'status', run: null }],
    ['status r-7f3c0a12', { name: 'status', run: 'r-7f3c0a12' }],
    ['cancel r-7f3c', { name: 'cancel', run: 'r-7f3c' }],
    ['explain', { name: 'explain', topic: null, target: null, more: false, check: null }],
    ['explain nodeport', { name: 'explain', topic: 'nodeport', target: null, more: false, check: null }],
    [
      'explain max_connection_duration',
      { name: 'explain', topic: 'max-connection-duration', target: null, more: false, check: null },
    ],
    ['explain drain more=true on=edge', { name: 'explain', topic: 'drain', target: 'edge', more: true, check: null }],
    ['explain nlb check=false', { name: 'explain', topic: 'nlb', target: null, more: false, check: false }],
    ['explain run r-7f3c', { name: 'explain', run: 'r-7f3c' }],
    ['show R_7F3C', { name: 'show', run: 'r-7f3c' }],
    ['compare r-7f3c R-81A2', { name: 'compare', a: 'r-7f3c', b: 'r-81a2' }],
    ['history', { name: 'history', scenario: null, target: null, page: 1, limit: 10 }],
    ['history audit=false', { name: 'history', scenario: null, target: null, page: 1, limit: 10 }],
    [
      'history Audit=TRUE run=R-7F3C on=lab page=2',
      { name: 'history', scenario: null, target: 'lab', page: 2, limit: 10, audit: { run: 'r-7f3c' } },
    ],
    ['history audit=true', { name: 'history', scenario: null, target: null, page: 1, limit: 10, audit: { run: null } }],
    [
      'history Scenario=Rollout_Restart ON=lab page=2 limit=5',
      { name: 'history', scenario: 'rollout-restart', target: 'lab', page: 2, limit: 5 },
    ],
    ['help', { name: 'help', command: null }],
    ['help cancel', { name: 'help', command: 'cancel' }],
    ['help baseline', { name: 'help', command: 'run' }],
    ['help drain_timeout', { name: 'help', command: 'run' }],
    ['help budget', { name: 'help', command: 'sweep' }],
    ['help heaviest', { name: 'help', command: 'recommend' }],
    ['help weekly', { name: 'help', command: 'schedule' }],
  ])('reads %j', (text, command) => {
    expect(asked(text)).toEqual(command);
  });

  it('is every example of the help', () => {
    for (const { example } of [...COMMANDS, ...SCENARIOS])
      expect(parseCommand(example.replace('/nlb ', '')).ok).toBe(true);
  });
});

describe('a command that is not right', () => {
  it.each([
    ['why r-7f3c', "`why` is asked in a run's thread; elsewhere it is `explain run RUN`.", '/nlb explain run r-7f3c'],
    ['stauts', 'There is no command `stauts`. Did you mean `status`?', '/nlb status'],
    ['cancle r-7f3c', 'There is no command `cancle`. Did you mean `cancel`?', '/nlb cancel r-7f3c'],
    ['rum baseline clients=5', 'There is no command `rum`. Did you mean `run`?', '/nlb run baseline clients=5'],
    [
      'deploy',
      'There is no command `deploy`. Commands: run, sweep, recommend, status, cancel, approve, history, show, compare, schedule, targets, recover, doctor, explain, help.',
      '/nlb help',
    ],
    [
      'idle-timeout value=2s',
      '`idle-timeout` is a scenario; it is started with `run`.',
      '/nlb run idle-timeout value=2s',
    ],
    ['run', '`run` needs a scenario: `baseline`,', '/nlb run max-connection-duration'],
    ['run value=5s', '`run` needs a scenario', '/nlb run max-connection-duration value=5s'],
    [
      'run max_conection_duration clients=9',
      'There is no scenario `max_conection_duration`. Did you mean `max-connection-duration`?',
      '/nlb run max-connection-duration clients=9',
    ],
    [
      'run chaos',
      `There is no scenario \`chaos\`. Scenarios: ${SCENARIOS.map(({ name }) => `\`${name}\``).join(', ')}.`,
      '/nlb run max-connection-duration',
    ],
    ['run baseline client=50', 'There is no key `client`. Did you mean `clients`?', '/nlb run baseline clients=50'],
    ['run baseline client=0', 'There is no key `client`. Did you mean `clients`?', '/nlb run baseline clients=50'],
    ['run baseline xy=1 clients=5', 'There is no key `xy`. Keys: clients, interval,', '/nlb run baseline clients=5'],
    ['run baseline valu=1s', 'There is no key `valu`. Keys:', '/nlb run baseline'],
    ['run baseline value=1s', 'Scenario `baseline` takes no `value`: it changes no setting.', '/nlb run baseline'],
    [
      'run idle-timeout jitter=50',
      'Scenario `idle-timeout` takes no `jitter`: it spreads the ages of `max-connection-duration` alone.',
      '/nlb run idle-timeout',
    ],
    [
      'run rollout-restart max_stream_duration=5s clients=9',
      'Scenario `rollout-restart` takes no `max-stream-duration`: it changes no setting.',
      '/nlb run rollout-restart clients=9',
    ],
    [
      'run baseline drain_timeout=500ms',
      'Scenario `baseline` takes no `drain-timeout`: it changes no setting.',
      '/nlb run baseline',
    ],
    [
      'run max-connection-duration stream=60s clients=9',
      '`stream` is how long a stream lasts; it needs `rpc=server-stream` or `rpc=bidi-stream`.',
      '/nlb run max-connection-duration stream=60s clients=9 rpc=server-stream',
    ],
    [
      'run baseline rpc=unary stream=60s',
      '`stream` is how long a stream lasts;',
      '/nlb run baseline stream=60s rpc=server-stream',
    ],
    [
      'run baseline rpc=stream',
      '`rpc` is `stream`; it must be `unary` or `server-stream` or `bidi-stream`.',
      '/nlb run baseline rpc=server-stream',
    ],
    [
      'run max-connection-duration drain_timeout=11m',
      '`drain-timeout` is `11m`; it must be a duration from 0s to 10m.',
      '/nlb run max-connection-duration drain-timeout=500ms',
    ],
    [
      'run max-connection-duration jitter=120',
      '`jitter` is `120`; it must be a percentage, 0% to 100%.',
      '/nlb run max-connection-duration jitter=50%',
    ],
    [
      'run pod-kill restart=burst',
      'Scenario `pod-kill` takes no `restart`: the restart before its change is a rolling one.',
      '/nlb run pod-kill',
    ],
    ['run baseline restart=burst', 'Scenario `baseline` takes no `restart`: it restarts nothing.', '/nlb run baseline'],
    [
      'run idle-timeout value=60',
      '`value` is `60`; it must be a duration with its unit, such as `60s` (100ms to 24h).',
      '/nlb run idle-timeout value=60s',
    ],
    ['run idle-timeout value=500', 'such as `500s` or `500ms` (100ms to 24h).', '/nlb run idle-timeout value=500s'],
    ['run idle-timeout interval=1000', 'such as `1000ms` (50ms to 5m).', '/nlb run idle-timeout interval=1000ms'],
    [
      'run idle-timeout value=-1s',
      '`value` is `-1s`; it must be a duration such as `500ms`, `3s` or `5m` (100ms to 24h).',
      '/nlb run idle-timeout value=60s',
    ],
    [
      'run baseline clients=0',
      '`clients` is `0`; it must be a whole number, 1 to 2,000.',
      '/nlb run baseline clients=50',
    ],
    [
      'run baseline clients=1e9',
      '`clients` is `1e9`; it must be a whole number, 1 to 2,000.',
      '/nlb run baseline clients=50',
    ],
    [
      'run baseline clients=',
      '`clients` is empty; it must be a whole number, 1 to 2,000.',
      '/nlb run baseline clients=50',
    ],
    [
      'run baseline clients=5 alpha=0.1 Clients=6',
      '`clients` is given twice.',
      '/nlb run baseline clients=5 alpha=0.1',
    ],
    ['run baseline on=lab on=lab', '`on` is given twice.', '/nlb run baseline on=lab'],
    ['run baseline clients = 50', '`key=value` is written without spaces.', '/nlb run baseline clients=50'],
    ['run baseline clients 50', '`clients` is not `key=value`.', '/nlb run baseline clients=50'],
    ['run baseline =5', '`=5` is not `key=value`.', '/nlb run baseline'],
    [
      'run baseline on=169.254.169.254',
      '`on` is `169.254.169.254`; it must be the name of a configured target.',
      '/nlb run baseline on=lab',
    ],
    ['run baseline on=../../etc', 'it must be the name of a configured target.', '/nlb run baseline on=lab'],
    [
      'run rollout-restart restart=brust',
      '`restart` is `brust`; it must be `rolling` or `burst`.',
      '/nlb run rollout-restart restart=burst',
    ],
    [
      'status r-7f3c r-7f3d',
      '`status` takes one run id such as `r-7f3c`, or nothing; got `r-7f3c r-7f3d`.',
      '/nlb status',
    ],
    ['status 7f3c', '`status` takes one run id', '/nlb status'],
    ['cancel', '`cancel` needs the id of a run; `/nlb status` lists them.', '/nlb cancel r-7f3c'],
    ['cancel everything', '`cancel` takes one run id such as `r-7f3c`; got `everything`.', '/nlb status'],
    ['show', '`show` needs the id of a run; `/nlb history` lists them.', '/nlb history'],
    ['show r-7f3c r-81a2', '`show` takes one run id', '/nlb history'],
    ['compare', '`compare` takes the ids of two runs, which `/nlb history` lists.', '/nlb history'],
    ['compare r-7f3c', 'which `/nlb history` lists; got `r-7f3c`.', '/nlb history'],
    ['compare r-7f3c out/demo', '`out/demo` is not a run id such as `r-7f3c`.', '/nlb history'],
    ['compare r-7f3c R_7F3C', 'A run is compared with another one; got `r-7f3c` twice.', '/nlb show r-7f3c'],
    ['comapre r-7f3c r-81a2', 'Did you mean `compare`?', '/nlb compare r-7f3c r-81a2'],
    ['history page=0', '`page` is `0`; it must be a whole number, 1 to 1,000.', '/nlb history'],
    ['history on=lab page=1001', '`page` is `1001`; it must be a whole number', '/nlb history on=lab'],
    ['history limit=100', '`limit` is `100`; it must be a whole number, 1 to 25.', '/nlb history'],
    ['history limit=', '`limit` is empty;', '/nlb history'],
    ['history page=2 page=3', '`page` is given twice.', '/nlb history page=2'],
    ['history on=../etc', '`on` is `../etc`; it must be the name of a configured target.', '/nlb history'],
    ['history scenario=rollout', 'Did you mean `rollout-restart`?', '/nlb history scenario=rollout-restart'],
    ['history scenario=chaos', 'There is no scenario `chaos`. Scenarios: baseline, ', '/nlb history'],
    ['history pag=2', 'There is no key `pag`. Did you mean `page`?', '/nlb history page=2'],
    ['history pag=0', 'There is no key `pag`. Did you mean `page`?', '/nlb history'],
    [
      'history rollout-restart',
      '`history` takes `scenario=`, `on=`, `page=` and `limit=`, or `audit=true` with `run=`; got',
      '/nlb history',
    ],
    ['history audit=yes', '`audit` is `yes`; it must be true or false.', '/nlb history audit=true'],
    ['history run=r-7f3c', '`run` picks entries of the audit log', '/nlb history audit=true run=r-7f3c'],
    ['history audit=false run=r-7f3c', '`run` picks entries of the audit log', '/nlb history audit=true run=r-7f3c'],
    ['history audit=true run=7f3c', '`run` is `7f3c`; it must be a run id', '/nlb history audit=true'],
    ['history audit=true scenario=baseline', 'The audit log has no `scenario=`', '/nlb history audit=true'],
    ['targets a b', "`targets` takes one target's name, or nothing; got `a b`.", '/nlb targets'],
    ['target', 'There is no command `target`. Did you mean `targets`?', '/nlb targets'],
    ['recovr edge', 'There is no command `recovr`. Did you mean `recover`?', '/nlb recover edge'],
    ['recover on=edge', "`recover` takes one target's name and `keep=ours`", '/nlb recover edge'],
    ['recover edge other', 'got `other`.', '/nlb recover edge'],
    ['recover edge keep=thiers', '`keep` is `theirs` (all stays as it is now) or', '/nlb recover edge keep=theirs'],
    ['recover edge keep=', '`keep` is `theirs` (all stays as it is now) or', '/nlb recover edge'],
    ['recover keep=ours keep=theirs', 'got `keep=theirs`.', '/nlb recover keep=ours'],
    [
      'recover edge keep=ours confirm=yes',
      'it is the 12 digits that are shown with it, got `yes`.',
      '/nlb targets edge',
    ],
    ['recover keep=theirs confirm=3f9a12b4c5d6', '`confirm` says which changes `keep=ours` may', '/nlb targets'],
    ['recover edge confirm=3f9a12b4c5d6', 'it stands with nothing else.', '/nlb targets edge'],
    [
      'recover edge keep=ours confirm=3f9a12b4c5d6 confirm=3f9a12b4c5d6',
      'got `confirm=3f9a12b4c5d6`.',
      '/nlb recover edge keep=ours',
    ],
    ['explain nodepart', 'There is no topic `nodepart`. Did you mean `nodeport`?', '/nlb explain nodeport'],
    ['explain targettype2 on=lab', 'Did you mean `target-type`?', '/nlb explain target-type on=lab'],
    ['explain coffee', 'There is no topic `coffee`. Topics: nodeport, nlb, alb,', '/nlb explain'],
    ['explain nlb om=lab', '`explain` has no key `om`. Did you mean `on`?', '/nlb explain'],
    ['explain nlb on=', '`on` is empty; it must be the name of a configured target.', '/nlb explain'],
    ['explain more=yes', '`more` is `yes`; it must be true or false.', '/nlb explain more=true'],
    ['explain nlb check=60', '`check` is `60`; it must be true or false.', '/nlb explain check=true'],
    ['explain on=lab nlb on=lab', '`on` is given twice.', '/nlb explain on=lab'],
    ['explain r-7f3c', '`r-7f3c` is a run; it is explained with `run`.', '/nlb explain run r-7f3c'],
    ['explain run', '`explain run` takes one run id such as `r-7f3c`', '/nlb explain run r-7f3c'],
    ['explain run nlb', 'got `nlb`', '/nlb history'],
    [
      'run rollout-restart confirm=abc',
      'on a target that wants a confirmation; no other needs it.',
      '/nlb run rollout-restart confirm=3f9a12b4c5d6',
    ],
    ['a&b', 'There is no command `a&b`. Commands: run,', '/nlb help'],
    [
      'schedule add baseline weekly=mon@25:00',
      '`weekly` is `mon@25:00`;',
      '/nlb schedule add baseline weekly=mon@03:00',
    ],
    ['help rn', 'There is no command `rn`. Commands: run,', '/nlb help run'],
    ['help run now', 'There is no command `run now`.', '/nlb help'],
  ])('%j is answered with what is wrong and a line that is right', (text, message, example) => {
    const error = refused(text);
    expect(error.message).toContain(message);
    expect(error.example).toBe(example);
  });

  it.each([
    ['run idle-timeout value=“2s”', 'curly quotation marks', '/nlb run idle-timeout value=2s'],
    ['run idle-timeout value="2s"', 'quotation marks', '/nlb run idle-timeout value=2s'],
    ['run\u00a0baseline', 'a non-breaking or wide space', '/nlb run baseline'],
    ['run max–connection—duration', 'a long dash', '/nlb run max-connection-duration'],
    [
      'ｒｕｎ　baseline clients＝50',
      'full-width characters and a non-breaking or wide space',
      '/nlb run baseline clients=50',
    ],
    ['run base\u200bline', 'an invisible character', '/nlb run baseline'],
    ['run baseline\nclients=50', 'a line break', '/nlb run baseline clients=50'],
    ['run\u2028baseline', 'a line break', '/nlb run baseline'],
    ['run \u202ebaseline', 'an invisible character', '/nlb run baseline'],
    ['run baseline clients=‘0’', 'curly quotation marks', '/nlb run baseline clients=50'],
  ])('%j is told of %s, and nothing is guessed from it', (text, called, example) => {
    expect(refused(text)).toEqual({
      message: `Your text has ${called}, which keyboards put in by themselves; commands use plain characters. Nothing was started.`,
      example,
    });
  });

  it('reads 1,000 characters and says so of more, without repeating them', () => {
    expect(refused('x'.repeat(1000)).message).toContain(`\`${'x'.repeat(40)}...\``);
    expect(refused('x'.repeat(1001)).message).toBe('The command is 1001 characters long; 1000 are read.');
  });

  it('keeps the right pairs in the example, and mends all wrong ones', () => {
    const text = 'run max-conection-duration value=5 clients=0 interval=2s interval=3s foo=1 restrt=burst';
    expect(refused(text).example).toBe(
      '/nlb run max-connection-duration value=5s clients=50 interval=2s restart=burst',
    );
  });
});

/** Words that attack: mark-up, injections, look-alikes, prototype names, half of a surrogate pair. */
const nasty = fc.constantFrom(
  ...['<!channel>', '<@U1>', '@here', '`', '```', '&amp;', '*b*', '__proto__', 'constructor', '__proto__=1', '=', '=='],
  ...[
    '$(reboot)',
    ';rm -rf /',
    '\n',
    '\r\n',
    '\u202e',
    '\u00a0',
    '“',
    '＜！channel＞',
    '\ud83d',
    '😀',
    'ﬁ',
    'İ',
    '\0',
    'e\u0301',
  ],
);
const grammar = fc.constantFrom(
  ...['run', 'status', 'cancel', 'explain', 'help', 'baseline', 'idle-timeout', 'max-connection-duration', 'r-7f3c'],
  ...[
    'clients=5',
    'clients=',
    'clients',
    'value=5',
    'value=1s',
    'valu=1s',
    'on=lab',
    'on=<!here>',
    'dry=true',
    'alpha=0.1',
    'xy=1',
  ],
);
const typed = fc
  .array(
    fc.oneof(
      grammar,
      nasty,
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.tuple(grammar, nasty).map((two) => two.join('')),
    ),
    {
      maxLength: 12,
    },
  )
  .chain((words) => fc.constantFrom(' ', '  ', '\t', '').map((space) => words.join(space)));

describe('whatever is typed', () => {
  it('is understood, or answered with an example that is', () => {
    fc.assert(
      fc.property(fc.oneof(typed, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const parsed = parseCommand(text);
        if (parsed.ok) return;
        expect(parsed.error.example).toMatch(/^\/nlb( |$)/);
        expect(parseCommand(parsed.error.example.slice('/nlb'.length)).ok).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('can not act in Slack through the answer: no mention, no mark-up, no control character', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseCommand(text);
        if (parsed.ok) return;
        const { message, example } = parsed.error;
        expect(`${message}${example}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        // Mark-up is shown as it was typed, escaped once.
        expect(usageText(parsed.error)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        // Every span of code is closed, so that none runs on into the next text.
        expect(message.split('`').length % 2).toBe(1);
        expect(example).not.toContain('`');
        expect(message.length).toBeLessThan(400);
      }),
      { numRuns: 1500 },
    );
  });

  it('is answered in no time, also when it is long', () => {
    for (const text of [
      'a '.repeat(500),
      'xq=1 '.repeat(200),
      '='.repeat(1000),
      `run baseline ${'alpha=x '.repeat(120)}`,
      'é'.repeat(10_000),
    ]) {
      const start = performance.now();
      parseCommand(text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

describe('commands about targets', () => {
  it.each([
    ['targets', { name: 'targets', target: null }],
    ['targets add', { name: 'targets', target: null, add: true }],
    ['targets Add --from-outputs outputs.json', { name: 'targets', target: null, add: true }],
    ['targets EDGE_1', { name: 'targets', target: 'edge-1' }],
    ['recover', { name: 'recover', target: null, keep: null, confirm: null }],
    ['recover edge', { name: 'recover', target: 'edge', keep: null, confirm: null }],
    ['recover edge keep=theirs', { name: 'recover', target: 'edge', keep: 'theirs', confirm: null }],
    ['recover KEEP=Ours edge', { name: 'recover', target: 'edge', keep: 'ours', confirm: null }],
    [
      'recover edge confirm=3F9A12B4C5D6 keep=ours',
      { name: 'recover', target: 'edge', keep: 'ours', confirm: '3f9a12b4c5d6' },
    ],
  ])('%j is understood', (text, command) => {
    expect(parseCommand(text)).toEqual({ ok: true, command });
  });
});

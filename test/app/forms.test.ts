import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { Topology } from '../../src/domain/topology.ts';
import type { Target } from '../../src/ports/target.ts';
import { createFormWorld, type FormWorld, fieldsOf, textOf } from './form-world.ts';

const open = (world: FormWorld, text = 'run', changed = {}) =>
  world.clock.during(world.forms.forCommand(world.asker(changed), world.trigger(), text));
const shown = (world: FormWorld): string => textOf(world.dialogs.last().form);
const versions = (world: FormWorld): string[] => world.dialogs.last().versions.map(textOf);
const field = (world: FormWorld, key: string) => fieldsOf(world.dialogs.last().form).find((one) => one.key === key);

/** A target that answers when it is told to. */
function slowTarget() {
  const { promise, resolve, reject } = Promise.withResolvers<Topology>();
  promise.catch(() => undefined);
  let asked = 0;
  const describe = () => {
    asked += 1;
    return promise;
  };
  return { target: () => ({ describe }) as unknown as Target, answer: resolve, fail: reject, asked: () => asked };
}

describe('a command without anything else', () => {
  it('opens the form of a run, filled already where the target answers soon', async () => {
    const world = createFormWorld();
    expect(await open(world)).toBe(true);
    expect(world.dialogs.last()).toMatchObject({ form: { name: 'run', title: 'Run an experiment' } });
    expect(versions(world)).toHaveLength(1);
    expect(shown(world)).toContain('restarts Deployment `envoy` (3 Pods) 3 times');
    expect(field(world, 'on')?.value).toBe('lab');
  });

  it('opens the form of recommend', async () => {
    const world = createFormWorld();
    expect(await open(world, ' Recommend ')).toBe(true);
    expect(world.dialogs.last().form.name).toBe('recommend');
  });

  it.each(['run baseline', 'recommend clients=5', 'run on=lab', 'status', ''])('opens none for %j', async (text) => {
    const world = createFormWorld();
    expect(await open(world, text)).toBe(false);
    expect(world.dialogs.forms).toEqual([]);
  });

  it('opens none at a shell', async () => {
    const world = createFormWorld({ isShell: true });
    expect(await open(world)).toBe(false);
    expect(await answerCommand(world.deps, world.asker(), 'run')).toContain('needs a scenario');
  });

  it('asks for the default target of the channel', async () => {
    const world = createFormWorld({ channelTargets: new Map([['C0EDGE', 'staging']]) });
    await open(world, 'run', { channel: 'C0EDGE' });
    expect(field(world, 'on')?.value).toBe('staging');
    expect(field(world, 'clients')?.hint).toBe('1 to 50, one connection each');
    expect(world.dialogs.last().form.memory.channel).toBe('C0EDGE');
  });

  it('tells why no form could be opened', async () => {
    const world = createFormWorld();
    const used = world.trigger();
    await world.clock.during(world.forms.forCommand(world.asker(), used, 'run'));
    const again = world.clock.during(world.forms.forCommand(world.asker(), used, 'run'));
    await expect(again).rejects.toMatchObject({ code: 'chat_failed' });
  });
});

describe('a form whose target takes its time', () => {
  it('is open at once, says that the target does not answer, and takes a late answer', async () => {
    const slow = slowTarget();
    const world = createFormWorld({ target: slow.target });
    const opening = world.forms.forCommand(world.asker(), world.trigger(), 'run');
    await world.clock.advance(300);
    expect(await opening).toBe(true);
    expect(shown(world)).toContain('Asking `lab` how it is now');
    await world.clock.advance(2000);
    expect(shown(world)).toContain('*`lab` did not answer within 1.5 s*');
    slow.answer(await world.lab.target.describe());
    await world.clock.advance(1000);
    expect(shown(world)).toContain('restarts Deployment `envoy`');
    expect(slow.asked()).toBe(1);
  });

  it('says why the target can not be read', async () => {
    const slow = slowTarget();
    const world = createFormWorld({ target: slow.target });
    slow.fail(new AppError('target_unreachable', 'The lab is away.'));
    await open(world);
    expect(shown(world)).toContain('*`lab` can not be read now*: The lab is away.');
    expect(shown(world)).toContain('it ends with nothing touched');
  });

  it('shows at once what is entered meanwhile', async () => {
    const slow = slowTarget();
    const world = createFormWorld({ target: slow.target });
    await open(world);
    world.change({ value: '60s' });
    await world.clock.advance(300);
    await world.clock.advance(1000);
    expect(shown(world)).toContain('value=60s');
    slow.answer(await world.lab.target.describe());
    await world.clock.advance(1000);
    expect(shown(world)).toContain('restarts Deployment');
    expect(shown(world)).toContain('value=60s');
  });
});

describe('what is entered into a form', () => {
  it('changes its fields, its prediction and its line', async () => {
    const world = createFormWorld();
    await open(world);
    world.change({ scenario: 'baseline', clients: '50' });
    await world.clock.advance(1000);
    expect(fieldsOf(world.dialogs.last().form).map(({ key }) => key)).toEqual([
      'scenario',
      'on',
      'clients',
      'interval',
      'observe',
    ]);
    expect(shown(world)).toContain('`/nlb run baseline clients=50 on=lab`');
    expect(shown(world)).toContain('changes nothing');
  });

  it('counts as it was last, with a pause between two versions', async () => {
    const world = createFormWorld();
    await open(world);
    for (const value of ['1s', '10s', '100s', '1000s']) {
      world.change({ value });
      await world.clock.advance(50);
    }
    await world.clock.advance(2000);
    expect(shown(world)).toContain('value=1000s');
    expect(versions(world)).toHaveLength(3);
  });

  it('is forgotten where it was overtaken on its way', async () => {
    const world = createFormWorld();
    await open(world);
    const first = world.dialogs.last().open;
    world.forms.changed(world.asker(), first, { filled: world.filled({ value: '9s' }), at: '2', more: false });
    world.forms.changed(world.asker(), first, { filled: world.filled({ value: '5s' }), at: '1', more: false });
    await world.clock.advance(2000);
    expect(shown(world)).toContain('value=9s');
  });

  it('is shown in the version that its person sees, where somebody else replaced ours', async () => {
    const world = createFormWorld();
    await open(world);
    const seen = world.dialogs.replace();
    world.change({ value: '9s' }, { open: seen });
    await world.clock.advance(2000);
    expect(shown(world)).toContain('value=9s');
  });

  it('changes nothing in a form that was closed, and one refusal of Slack spoils no later version', async () => {
    const world = createFormWorld();
    await open(world);
    world.dialogs.failNext();
    world.change({ value: '9s' });
    await world.clock.advance(2000);
    expect(world.log.warnings()).toEqual(['form_not_updated']);
    world.change({ value: '8s' });
    await world.clock.advance(2000);
    expect(shown(world)).toContain('value=8s');
    const before = versions(world).length;
    world.dialogs.close();
    world.change({ value: '7s' });
    await world.clock.advance(2000);
    expect(versions(world)).toHaveLength(before);
  });

  it('stays when settings that few people need are shown and hidden', async () => {
    const world = createFormWorld();
    await open(world);
    world.change({}, { more: true });
    await world.clock.advance(1000);
    expect(field(world, 'repeats')).toBeDefined();
    world.change({ repeats: '3' });
    await world.clock.advance(1000);
    world.change({ repeats: '3' }, { more: true });
    await world.clock.advance(1000);
    expect(field(world, 'repeats')).toBeUndefined();
    expect(shown(world)).toContain('repeats=3');
    world.change({ value: '5s' });
    await world.clock.advance(1000);
    expect(shown(world)).toContain('value=5s repeats=3');
  });

  it('is said to be wrong, and who may not is told', async () => {
    const world = createFormWorld();
    world.allowed.set('lab', { users: ['U0ANNA'], groups: [], channels: [] });
    await open(world);
    expect(shown(world)).toContain(':no_entry: You are not among those who may change target `lab`.');
    world.change({ value: '60' });
    await world.clock.advance(1000);
    expect(shown(world)).toContain('*Value of the setting* - This must be a duration with its unit, such as 60s');
  });
});

describe('a form that is sent', () => {
  const send = (world: FormWorld, entered: Record<string, string> = {}, asker = world.asker()) =>
    world.clock.during(world.forms.sent(asker, world.dialogs.last().open, world.filled(entered)));
  const later = async (answer: Awaited<ReturnType<typeof send>>): Promise<string | null> => {
    if (answer.kind !== 'done') throw new Error(`the form stays open: ${answer.kind}`);
    return answer.later;
  };

  it('starts what the line that it shows starts when it is typed', async () => {
    const world = createFormWorld();
    await open(world);
    world.change({ value: '60s', clients: '100' });
    await world.clock.advance(1000);
    const [, line = ''] = /`\/nlb (run [^`]+)`/.exec(shown(world)) ?? [];
    expect(await later(await send(world, { value: '60s', clients: '100' }))).toBeNull();
    await answerCommand(world.deps, world.asker(), line);
    const [sent, typed] = (await world.queue.list('lab')).map(({ request }) => request);
    const run = { scenario: 'max-connection-duration', target: 'lab', requested_by: 'U0KATO' };
    expect(sent).toMatchObject({ ...run, thread: { channel: 'C0SRE' } });
    expect(sent?.parameters).toEqual(typed?.parameters);
    expect(typed).toMatchObject(run);
  });

  it('starts one run, however often it is delivered', async () => {
    const world = createFormWorld();
    await open(world);
    const asker = world.asker();
    for (let copy = 0; copy < 3; copy++) await later(await send(world, { scenario: 'baseline' }, asker));
    expect(await world.queue.list('lab')).toHaveLength(1);
    expect(world.chat.threads).toHaveLength(1);
  });

  it('starts one run where it is sent three times at once, or once more later', async () => {
    const world = createFormWorld();
    await open(world);
    const told = await Promise.all([1, 2, 3].map(async () => later(await send(world, { scenario: 'baseline' }))));
    expect(told).toEqual([null, null, null]);
    expect(await later(await send(world, { scenario: 'baseline' }))).toBeNull();
    expect(await world.queue.list('lab')).toHaveLength(1);
    await open(world);
    await later(await send(world, { scenario: 'baseline' }));
    expect(await world.queue.list('lab')).toHaveLength(2);
  });

  it('is posted in the channel where it was opened, whatever the event says', async () => {
    const world = createFormWorld();
    await open(world);
    await later(await send(world, {}, world.asker({ channel: '' })));
    expect(world.chat.thread('r-00000001').channel).toBe('C0SRE');
  });

  it('is refused at its fields, by the grammar and by the limits of the target', async () => {
    const world = createFormWorld();
    await open(world);
    const wrong = await send(world, { value: '60', clients: 'many' });
    expect(wrong).toMatchObject({ kind: 'errors' });
    if (wrong.kind === 'errors') expect([...wrong.errors.keys()].toSorted()).toEqual(['clients', 'value']);
    const over = await send(world, { on: 'staging', scenario: 'baseline', clients: '51' });
    expect(over).toEqual({
      kind: 'errors',
      errors: new Map([['clients', 'Target staging allows 50 clients; 51 were asked for.']]),
    });
    const foreign = await send(world, { on: 'staging' });
    expect(foreign).toMatchObject({
      kind: 'errors',
      errors: new Map([['scenario', expect.stringContaining('does not allow')]]),
    });
    expect(world.chat.threads).toEqual([]);
  });

  it('says at the target what is wrong in a field that is not shown', async () => {
    const world = createFormWorld();
    await open(world);
    const filled = world.filled();
    const memory = { ...filled.memory, kept: { repeats: '99' } };
    const answer = await world.clock.during(
      world.forms.sent(world.asker(), world.dialogs.last().open, { ...filled, memory }),
    );
    expect(answer).toEqual({
      kind: 'errors',
      errors: new Map([['on', 'Repeats: This must be a whole number, 1 to 50.']]),
    });
  });

  it('by somebody who may not is refused at the target, and audited', async () => {
    const world = createFormWorld();
    await open(world);
    world.allowed.set('lab', { users: ['U0ANNA'], groups: [], channels: [] });
    const answer = await send(world);
    expect(answer).toEqual({
      kind: 'errors',
      errors: new Map([['on', 'You are not among those who may change target lab.']]),
    });
    expect(await world.queue.list('lab')).toEqual([]);
  });

  it('from a channel that may not stays open and names the channel that may, as Slack shows it', async () => {
    const world = createFormWorld();
    world.allowed.set('lab', { users: [], groups: [], channels: ['C0000000002'] });
    await open(world);
    expect(shown(world)).toContain(':no_entry: Target `lab` is changed from <#C0000000002> alone');
    const answer = await send(world);
    if (answer.kind !== 'again') throw new Error(`it is ${answer.kind}`);
    expect(textOf(answer.form)).toContain('Target `lab` is changed from <#C0000000002> alone');
    expect(textOf(answer.form)).not.toContain('&lt;');
  });

  it('on a guarded target waits for a person’s word with its plan', async () => {
    const world = createFormWorld();
    world.needs.set('lab', 'second-person');
    await open(world);
    expect(world.dialogs.last().form.submit).toBe('Ask for approval');
    expect(await later(await send(world))).toBeNull();
    expect(world.chat.thread('r-00000001').versions[0]?.message).toMatchObject({ state: 'awaiting_approval' });
  });

  it('stays open and says why nothing was started', async () => {
    const world = createFormWorld();
    await open(world);
    world.chat.fail('postRoot', 1);
    const answer = await send(world, { value: '9s' });
    if (answer.kind !== 'again') throw new Error(`it is ${answer.kind}`);
    expect(textOf(answer.form)).toContain(
      ':x: Could not do `/nlb run max-connection-duration value=9s on=lab`: Slack did not take',
    );
    expect(fieldsOf(answer.form).find(({ key }) => key === 'value')?.value).toBe('9s');
    expect(await later(await send(world, { value: '9s' }))).toBeNull();
  });

  it('closes in time where the start takes long, and tells its person later', async () => {
    const gate = Promise.withResolvers<void>();
    const world = createFormWorld();
    await open(world);
    const create = world.store.create;
    world.store.create = async (...args) => {
      await gate.promise;
      return create(...args);
    };
    const start = world.clock.monotonicMs();
    const answer = await send(world);
    expect(world.clock.monotonicMs() - start).toBeLessThanOrEqual(2000);
    expect(answer).toMatchObject({
      meanwhile: expect.stringContaining('`/nlb run max-connection-duration on=lab` is being prepared'),
    });
    world.chat.fail('postRoot', 1);
    gate.resolve();
    expect(await world.clock.during(later(answer))).toContain('Could not do `/nlb run max-connection-duration on=lab`');
  });

  it('with questions for a recommendation is answered as the typed command', async () => {
    const world = createFormWorld();
    await open(world, 'recommend');
    world.change({ clients: '500', within: '2m' });
    await world.clock.advance(1000);
    expect(shown(world)).toContain('`/nlb recommend clients=500 within=2m on=lab`');
    const told = await later(await send(world, { clients: '500', within: '2m' }));
    expect(told).toBe(await answerCommand(world.deps, world.asker(), 'recommend clients=500 within=2m on=lab'));
    expect(told).toContain('max_connection_duration');
  });
});

describe('Change and run', () => {
  const run = async (world: FormWorld, text: string): Promise<void> => {
    expect(await answerCommand(world.deps, world.asker(), text)).toBeNull();
  };
  const change = (world: FormWorld, id = 'r-00000001') =>
    world.clock.during(world.forms.forRun(world.asker({ user: 'U0ANNA' }), world.trigger(), id));

  it('opens the form with what the run had', async () => {
    const world = createFormWorld();
    await run(world, 'run idle-timeout value=7s clients=9 repeats=3 on=lab');
    expect(await change(world)).toBe(true);
    expect(field(world, 'scenario')?.value).toBe('idle-timeout');
    expect(field(world, 'value')?.value).toBe('7s');
    expect(field(world, 'clients')?.value).toBe('9');
    expect(field(world, 'interval')?.value).toBe('3s');
    expect(shown(world)).toContain('`/nlb run idle-timeout value=7s clients=9 repeats=3 on=lab`');
    const answer = await world.clock.during(
      world.forms.sent(world.asker({ user: 'U0ANNA' }), world.dialogs.last().open, world.filled({ value: '8s' })),
    );
    expect(answer.kind).toBe('done');
    const [, changed] = (await world.queue.list('lab')).map(({ request }) => request);
    expect(changed).toMatchObject({ requested_by: 'U0ANNA', parameters: { value_ms: 8000, clients: 9, repeats: 3 } });
  });

  it('opens none for a sweep, nor for a run whose data are gone', async () => {
    const world = createFormWorld();
    await run(world, 'sweep max-connection-duration values=1s,5s on=lab');
    expect(await change(world)).toBe(false);
    expect(await change(world, 'r-0badc0de')).toBe(false);
    expect(world.dialogs.forms).toEqual([]);
  });

  it('offers the default target where the run’s has left the configuration', async () => {
    const world = createFormWorld({
      targets: new Map([['staging', { clients: 50, observe_ms: 30_000, scenarios: ['baseline'] }]]),
      defaultTarget: 'staging',
    });
    await run(world, 'run baseline on=lab');
    expect(await change(world)).toBe(true);
    expect(field(world, 'on')?.value).toBe('staging');
  });
});

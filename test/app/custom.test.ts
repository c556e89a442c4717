import { describe, expect, it } from 'vitest';
import { createPlanDocuments } from '../../src/adapters/yaml/create-plan-documents.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import { runAgain } from '../../src/app/run-again.ts';
import { EXAMPLE_PLAN } from '../../src/domain/custom/example-plan.ts';
import { readCustomPlan } from '../../src/domain/custom/read-custom-plan.ts';
import { fieldValue } from '../../src/domain/setting.ts';
import { probeTable } from '../../src/domain/text/custom-text.ts';
import { rootMessage } from '../../src/domain/text/root-message.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import { createFakePlanDocuments } from '../fakes/fake-plan-documents.ts';
import { schemaProblems } from '../record-schema.ts';
import { aRequest } from './a-request.ts';
import { createBotWorld } from './bot-world.ts';
import { createFormWorld, fieldsOf, textOf } from './form-world.ts';
import { createWorld, onEntering, type World } from './world.ts';

const ERRORS = 'http.ingress_http.downstream_rq_5xx';

function customRequest(text: string) {
  const read = readCustomPlan(text, createPlanDocuments().read, null);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return aRequest({ scenario: 'custom', parameters: { custom: read.plan } });
}

const plan = (severity: string, more = '') => `title: Two restarts
arms:
  - name: control
    change: rolling
    observe: 10s
  - name: treatment
    change: rolling
    setting: { max-connection-duration: 5s }
    observe: 20s
  - name: later
    setting: { max-connection-duration: 5s }
    observe: 10s
probes:
  - name: errors
    stats: ${ERRORS}
    measure: delta
    over: sum
    tolerance: "<= 5 errors"
    every: 2s
    severity: ${severity}
${more}`;

/** From the phase on, all errors are that of the first Pod. */
function errorsFrom(world: World, phase: string, errors: number): void {
  let count = 0;
  world.probes.set(ERRORS, (pod) => (pod.uid === world.lab.pods()[0]?.uid ? count : 0));
  onEntering(world, phase, () => {
    count = errors;
  });
}

const viewOf = (record: Awaited<ReturnType<World['run']>>, request = customRequest(plan('stop'))) => ({
  ...{ request, state: record.state, approval: null, place: null, starts_in_ms: null, progress: null },
  ...{ record, cancelled_by: null, previous: null },
});

describe('a run of a written plan', () => {
  it('carries out its arms in order, judges its own, and puts everything back', async () => {
    const world = createWorld();
    const before = await world.image();
    world.probes.set(ERRORS, () => 0);
    const record = await world.run(customRequest(plan('stop')));
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED' } });
    expect(
      record.arms.map(({ name, moved_by, setting }) => [name, moved_by, setting === null ? null : fieldValue(setting)]),
    ).toEqual([
      ['control', 'restart', null],
      ['treatment', 'restart', '5s'],
      ['later', 'none', '5s'],
    ]);
    const observed = record.arms.map(({ windows: { observe } }) => Math.round((observe[1] - observe[0]) / 1000));
    expect(observed).toEqual([10, 20, 10]);
    expect(record.verdict?.judged_arm).toBe('treatment');
    expect(record.probes?.[0]).toMatchObject({ name: 'errors', worst: 0, violated_at_ms: null, blind_at_ms: null });
    expect(record.gates).toContainEqual({ name: 'later probe errors', ok: true, value: 0, limit: '<= 5 errors' });
    expect(await world.image()).toBe(before);
    expect(schemaProblems(record)).toEqual([]);
  });

  it('is stopped at once by a probe, and put back before its plan has ended', async () => {
    const world = createWorld();
    const before = await world.image();
    errorsFrom(world, 'observe treatment', 7);
    const record = await world.run(customRequest(plan('stop')));
    expect(record).toMatchObject({
      state: 'failed',
      failure: {
        phase: 'observe treatment',
        code: 'probe_stopped',
        message: 'Probe errors was 7, and must be <= 5 errors.',
      },
      verdict: null,
      restore: { state: 'RESTORED' },
    });
    expect(record.arms.map(({ name }) => name)).toEqual(['control']);
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.readUndo()).toBeNull();
    const entered = record.timeline.find(({ ref }) => ref === 'observe treatment')?.at_ms ?? 0;
    expect((record.probes?.[0]?.violated_at_ms ?? 0) - entered).toBeLessThan(2100);
    expect(rootMessage(viewOf(record)).lines[0]).toMatch(
      /^:octagonal_sign: \*custom: Two restarts\* on `lab` stopped at \d+ s: \*errors\* was 7 errors, and must be `&lt;= 5 errors`\. `lab` is as it was before\.$/,
    );
    expect(rootMessage(viewOf(record)).lines[1]).toMatch(/^Look at what the probe measures .* Until then: control /);
    expect(rootMessage(viewOf(record), 'ja').lines[0]).toContain('*errors* が 7 errors となり');
    expect(schemaProblems(record)).toEqual([]);
  });

  it('does not count an arm in which a probe of severity fail was outside, and goes on', async () => {
    const world = createWorld();
    errorsFrom(world, 'observe treatment', 7);
    const record = await world.run(customRequest(plan('fail')));
    expect(record.state).toBe('done');
    expect(record.arms.map(({ name, verdict }) => [name, verdict?.name === 'INVALID'])).toEqual([
      ['control', false],
      ['treatment', true],
      ['later', false],
    ]);
    expect(record.verdict).toMatchObject({ name: 'INVALID', judged_arm: 'treatment' });
    expect(rootMessage(viewOf(record)).lines[0]).toContain('probe errors was 7, and must be `&lt;= 5 errors`');
    expect(probeTable(record)?.rows[0]?.slice(0, 3)).toEqual(['errors', '<= 5 errors', 'fail']);
  });

  it('only notes what is outside of the tolerance of a note', async () => {
    const world = createWorld();
    errorsFrom(world, 'observe treatment', 7);
    const record = await world.run(customRequest(plan('note')));
    expect(record.state).toBe('done');
    expect(record.verdict?.name).not.toBe('INVALID');
    expect(record.probes?.[0]?.violated_at_ms).toBeGreaterThan(0);
  });

  it('takes no counter for one that began anew where a Pod answers late', async () => {
    const world = createWorld();
    const asked = new Set<string>();
    let errors = 1000;
    world.probes.set(ERRORS, async ({ uid }) => {
      if (uid !== 'uid-1') return 0;
      // A Pod that is asked twice at once answers the second question first.
      const isFree = !asked.has(uid);
      asked.add(uid);
      errors += 0.001;
      const seen = errors;
      if (isFree) await world.clock.sleep(1500);
      if (isFree) asked.delete(uid);
      return seen;
    });
    const record = await world.run(
      customRequest(
        plan('stop')
          .replaceAll('change: rolling', 'change: reconnect')
          .replaceAll('    setting: { max-connection-duration: 5s }\n', ''),
      ),
    );
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(record.probes?.[0]?.worst).toBeLessThan(1);
  });

  it('is stopped by a probe that nobody can read', async () => {
    const world = createWorld();
    world.probes.fail();
    const record = await world.run(customRequest(plan('stop')));
    expect(record.failure).toMatchObject({ code: 'probe_stopped', message: expect.stringContaining('three times') });
    expect(record.restore.state).not.toBe('FAILED');
  });

  it('asks a Prometheus, or touches nothing where there is none', async () => {
    const more = '  - name: load\n    promql: sum(up)\n    tolerance: ">= 1"\n    severity: fail\n';
    const without = createWorld();
    without.probes.set(ERRORS, () => 0);
    const refused = await without.run(customRequest(plan('stop', more)));
    expect(refused).toMatchObject({ failure: { code: 'target_unfit' }, restore: { state: 'NOT_NEEDED' } });
    const world = createWorld();
    world.probes.set(ERRORS, () => 0);
    world.probes.answer('sum(up)', [3, 0.5]);
    const record = await world.run(customRequest(plan('stop', more)));
    expect(record.probes?.[1]).toMatchObject({ name: 'load', worst: 0.5 });
    expect(record.arms.map(({ verdict }) => verdict?.name)).toEqual(['INVALID', 'INVALID', 'INVALID']);
  });

  it('is none without its plan, so that nothing else is done in its place', async () => {
    const world = createWorld();
    await expect(world.run(aRequest({ scenario: 'custom' }))).rejects.toMatchObject({ code: 'internal' });
    expect(world.spy.names('target.rollout')).toEqual([]);
  });

  it('is computed the same from its raw files', async () => {
    const world = createWorld();
    world.probes.set(ERRORS, () => 0);
    const record = await world.run(customRequest(plan('fail')));
    const raw = (await world.store.outcome(record.id))?.raw ?? {};
    const linesOf = (file: string) =>
      String(raw[file] ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    expect(verifyRecord(record, linesOf('envoy.ndjson'), linesOf('clients.ndjson'))).toEqual([]);
  });
});

describe('giving a plan', () => {
  it('opens the form for it, with an example to begin with, and starts what is in its field', async () => {
    const world = createFormWorld();
    expect(await world.forms.forCommand(world.asker(), world.trigger(), 'run custom')).toBe(true);
    const field = fieldsOf(world.dialogs.last().form).find(({ key }) => key === 'plan');
    expect(field).toMatchObject({ kind: 'lines', value: EXAMPLE_PLAN, isNeeded: true });
    expect(textOf(world.dialogs.last().form)).toContain('`nlb run custom plan=FILE on=lab`');
    const sent = await world.forms.sent(world.asker(), world.dialogs.last().open, world.filled());
    expect(sent.kind).toBe('done');
    const [queued] = await world.queue.list('lab');
    expect(queued?.request).toMatchObject({ scenario: 'custom', parameters: { custom: { text: EXAMPLE_PLAN } } });
  });

  it('keeps a plan with mistakes in its field, with their lines beside it', async () => {
    const world = createFormWorld();
    await world.forms.forCommand(world.asker(), world.trigger(), 'run custom');
    const text = EXAMPLE_PLAN.replace('change: rolling', 'change: rollin');
    const sent = await world.forms.sent(world.asker(), world.dialogs.last().open, world.filled({ plan: text }));
    if (sent.kind !== 'errors') throw new Error('it was taken');
    expect(sent.errors.get('plan')).toContain('Line 4, column 13: change is rollin');
    world.change({ plan: text });
    await world.clock.advance(2000);
    const { form } = world.dialogs.last();
    expect(fieldsOf(form).find(({ key }) => key === 'plan')?.value).toBe(text);
    expect(textOf(form)).toContain('Line 4, column 13');
    expect(await world.queue.list('lab')).toEqual([]);
  });

  it('keeps the plan where another scenario is chosen and the first one again', async () => {
    const world = createFormWorld();
    await world.forms.forCommand(world.asker(), world.trigger(), 'run custom');
    const mine = EXAMPLE_PLAN.replace('A restart', 'My restart');
    world.change({ plan: mine, scenario: 'baseline' });
    await world.clock.advance(2000);
    const { form } = world.dialogs.last();
    expect(fieldsOf(form).find(({ key }) => key === 'plan')?.value).toBe(mine);
    expect(JSON.stringify(form.memory).length).toBeLessThan(500);
    world.change({ scenario: 'custom' });
    await world.clock.advance(2000);
    expect(fieldsOf(world.dialogs.last().form).find(({ key }) => key === 'plan')?.value).toBe(mine);
  });

  it('has the plan of a run that has ended, to be run again or changed', async () => {
    const world = createFormWorld();
    const asked = customRequest(plan('stop'));
    await world.store.create(asked, asked.id);
    expect(await world.forms.forRun(world.asker(), world.trigger(), asked.id)).toBe(true);
    const field = fieldsOf(world.dialogs.last().form).find(({ key }) => key === 'plan');
    expect(field?.value).toBe(plan('stop'));
    await runAgain(world.deps, world.asker(), asked.id);
    expect((await world.queue.list('lab'))[0]?.request.parameters.custom).toEqual(asked.parameters.custom);
  });

  it.each(['run custom clients=5', 'run custom plan=mine.yaml'])('says to %s where a plan is given', async (text) => {
    const world = createBotWorld();
    expect(await answerCommand(world.deps, world.asker(), text)).toContain('open the form with `/nlb run custom`');
    expect(await world.queue.list('lab')).toEqual([]);
  });

  it('takes a file at a shell, and says every mistake in it', async () => {
    const world = createBotWorld();
    const files = { 'mine.yaml': EXAMPLE_PLAN, 'bad.yaml': 'title: T\narms:\n  - name: one\n    observe: 5\n' };
    const shell = { ...world.deps, isShell: true, documents: createFakePlanDocuments(files) };
    const ask = (text: string) => answerCommand(shell, world.asker(), text);
    expect(await ask('run custom')).toContain('plan=FILE');
    const told = await ask('run custom plan=bad.yaml');
    expect(told).toContain('Line 3, column 11:');
    expect(told).toContain('Line 4, column 14:');
    await expect(ask('run custom plan=none.yaml')).rejects.toMatchObject({ code: 'plan_unreadable' });
    expect(await world.queue.list('lab')).toEqual([]);
    expect(await ask('run custom plan=mine.yaml dry=true')).toContain('*server errors*');
    expect(await ask('run custom plan=mine.yaml')).toBeNull();
    expect((await world.queue.list('lab'))[0]?.request.parameters.custom?.judged).toBe('treatment');
  });
});

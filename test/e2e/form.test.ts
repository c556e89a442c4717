import { describe, expect, it } from 'vitest';
import type { Message, OpenModal } from './control.ts';
import type { Instance } from './instance.ts';
import { oneInstance } from './one-instance.ts';
import { recordOf } from './read-thread.ts';
import { until } from './until.ts';

const SHOWN_MS = 5000;
const RUN_MS = 60_000;

describe('a run from a form', () => {
  let instance: Instance;
  oneInstance((started) => {
    instance = started;
  });

  /** What the form says in its sections and its small print. */
  const textOf = ({ view }: OpenModal): string =>
    view.blocks.flatMap(({ text, elements = [] }) => [text?.text, ...elements.map((one) => one.text)]).join('\n');

  /** Waits until the open form says something. */
  const formThatSays = (sentence: string): Promise<OpenModal> =>
    until(
      `a form that says ${sentence}`,
      async () => {
        const modal = await instance.control.modal();
        return modal !== null && textOf(modal).includes(sentence) ? modal : null;
      },
      SHOWN_MS,
    );

  /** Sends the open form and gives the message of the run that it starts. */
  async function sendFor(modal: OpenModal): Promise<Message> {
    const before = new Set((await instance.control.roots()).map(({ ts }) => ts));
    expect(await instance.control.send(modal)).toEqual({});
    const posted = async () => (await instance.control.roots()).find(({ ts }) => !before.has(ts));
    return await until('the message of the run', posted, SHOWN_MS);
  }

  it('opens, shows what the run would do, refuses what is wrong, and runs', { timeout: 120_000 }, async () => {
    const { control, story } = instance;
    const { response, ack_ms } = await control.type('/nlb run');
    expect(response).toBeNull();
    expect(ack_ms).toBeLessThan(1500);
    const opened = await formThatSays('restarts Deployment `envoy` (3 Pods) 3 times');
    expect(opened.callback_id).toBe('nlb_run');

    await control.enter(opened, 'scenario', 'baseline');
    const baseline = await formThatSays('changes nothing');
    expect(baseline.view.blocks.map(({ block_id }) => block_id)).not.toContain('value');
    await control.enter(baseline, 'clients', '6');
    await control.enter(baseline, 'interval', '250ms');
    await control.enter(baseline, 'observe', '1s');
    const wrong = await formThatSays('To be mended');
    expect(await control.send(wrong)).toMatchObject({
      response_action: 'errors',
      errors: { observe: 'This must be a duration from 5s to 10m.' },
    });
    await control.enter(wrong, 'observe', '5s');
    const line = '/nlb run baseline clients=6 interval=250ms observe=5s on=lab';
    const root = await sendFor(await formThatSays(`\`${line}\``));
    expect(await control.modal()).toBeNull();

    const done = await story.untilState(root, 'done', RUN_MS);
    const record = await recordOf(control, root);
    expect(record).toMatchObject({
      scenario: 'baseline',
      target: { name: 'lab' },
      parameters: { clients: 6, interval_ms: 250, observe_ms: 5000 },
    });

    await control.press(done, 'nlb_change');
    const again = await formThatSays(`\`${line}\``);
    await control.enter(again, 'clients', '7');
    const changed = await sendFor(await formThatSays('clients=7'));
    await story.untilState(changed, 'done', RUN_MS);
    expect((await recordOf(control, changed)).parameters).toMatchObject({ clients: 7, observe_ms: 5000 });
  });

  it('takes a written plan, with the lines of its mistakes, and stops by its probe', { timeout: 120_000 }, async () => {
    const { control, story } = instance;
    await control.type('/nlb run custom');
    const opened = await formThatSays('restarts Deployment `envoy` (3 Pods) 3 times');
    const mine = (tolerance: string) => `title: Too many
arms:
  - name: control
    observe: 30s
probes:
  - name: requests
    stats: http.ingress_http.downstream_rq_total
    measure: delta
    over: sum
    tolerance: ${tolerance}
    every: 1s
    severity: stop
`;
    await control.enter(opened, 'plan', mine('few'));
    const wrong = await formThatSays('Line 10, column 16');
    expect(await control.send(wrong)).toMatchObject({ response_action: 'errors' });
    await control.enter(wrong, 'plan', mine('"<= 20 requests"'));
    await control.enter(await formThatSays('plan=FILE'), 'interval', '250ms');
    const root = await sendFor(await formThatSays('interval=250ms'));
    const failed = await story.untilState(root, 'failed', RUN_MS);
    expect(failed.text).toMatch(/custom: Too many on lab stopped at .*: requests was \d+ requests/);
    const record = await recordOf(control, root);
    expect(record).toMatchObject({ failure: { code: 'probe_stopped' }, probes: [{ name: 'requests' }] });
    expect(record.parameters.custom?.text).toBe(mine('"<= 20 requests"'));
  });
});

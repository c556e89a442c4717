import { createReporter, type ReportDeps } from '../../src/app/report-runs.ts';
import { submitRun } from '../../src/app/submit-run.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ThreadPart } from '../../src/domain/text/message.ts';
import { aRecord } from '../builders/a-record.ts';
import { aRequest } from './a-request.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

/** The run that every test of the reporter follows. */
export const ID = 'r-00000001';
const text = (words: string): ThreadPart => ({ kind: 'text', text: words });
const file = (name: string): ThreadPart => ({
  kind: 'file',
  name,
  title: `Title of ${name}`,
  alt: `Numbers of ${name}`,
  bytes: Buffer.from(name),
  comment: null,
});

/** A bot whose reporter runs, with one run in the queue. */
export async function setUpReporter(changed: Partial<ReportDeps> = {}) {
  const world = createBotWorld();
  await submitRun(world.deps, aRequest({ id: ID, thread: { channel: 'C0SRE', ts: null } }), ID);
  const start = async () => {
    const reporter = createReporter({
      ...world,
      targets: ['lab', 'staging'],
      planParts: async () => [text('the plan')],
      resultParts: async () => [file('chart.png'), text('the report'), text('why')],
      ...changed,
    });
    await reporter.start();
    return reporter;
  };
  const thread = () => world.chat.thread(ID);
  const shown = () => thread().versions.map(({ message }) => message.state);
  const parts = () =>
    thread().parts.map((part) => (part.kind === 'text' ? part.text : part.kind === 'file' ? part.name : part.kind));
  return { world, start, thread, shown, parts, reporter: await start() };
}

/** A worker takes the run. */
export async function begin({ store, queue, clock }: BotWorld): Promise<void> {
  queue.take('lab');
  await store.update(ID, { state: 'running', enter: 'preflight' });
  await clock.advance(4000);
}

/** The worker keeps the run's outcome and ends its job. */
export async function end({ store, queue }: BotWorld, record: Partial<RunRecord> = {}): Promise<void> {
  await store.saveOutcome({ record: aRecord({ id: ID, ...record }), raw: {} });
  queue.finish('lab');
}

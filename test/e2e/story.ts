import { setTimeout as sleep } from 'node:timers/promises';
import type { Control, Message } from './control.ts';
import { until } from './until.ts';

/** Every version of every message of an instance, as its people saw them one after the other. */
export interface Story {
  /** The versions of a run's root message, oldest first. */
  versions(ts: string): Message[];
  /** The states that a run's root message told, each once. */
  states(ts: string): string[];
  /** Resolves with the version of a run's root message that says so. */
  untilState(root: Message, state: string, withinMs: number): Promise<Message>;
  /** Resolves with the version of a run's root message that says how it ended. */
  untilEnd(root: Message, withinMs: number): Promise<Message>;
  /** Types a command that starts a run and resolves with the run's first root message. */
  run(text: string, more?: { user?: string; deliver?: { times: number } }): Promise<Message>;
  close(): void;
}

const AGAIN_MS = 200;
const POSTED_MS = 5000;
const END_STATES = ['done', 'failed', 'cancelled', 'interrupted'];

/** Follows `GET /control/events` until closed, over restarts of the bot too. */
export async function followStory(base: string, control: Control): Promise<Story> {
  const over = new AbortController();
  const seen = new Map<string, Message[]>();
  const note = (message: Message): void => {
    const known = seen.get(message.ts) ?? [];
    seen.set(message.ts, known);
    if (
      JSON.stringify(known.at(-1)?.metadata) !== JSON.stringify(message.metadata) ||
      known.at(-1)?.text !== message.text
    )
      known.push(message);
  };
  const listening = Promise.withResolvers<void>();
  const follow = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        const response = await fetch(`${base}/control/events`, { signal: over.signal });
        listening.resolve();
        for (const message of await control.roots()) note(message);
        for await (const event of eventsOf(response)) if (event.message !== undefined) note(event.message);
      } catch {
        // The bot is away, or the story is over.
      }
      await sleep(AGAIN_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  void follow();
  await listening.promise;

  const stateOf = (message: Message | undefined): string => message?.metadata?.event_payload.state ?? 'none';
  const story: Story = {
    versions: (ts) => [...(seen.get(ts) ?? [])],
    states: (ts) =>
      story
        .versions(ts)
        .map(stateOf)
        .filter((state, index, all) => state !== all[index - 1]),
    async untilState(root, state, withinMs) {
      const found = await until(
        `${state} of run ${root.metadata?.event_payload.run}`,
        () =>
          story
            .versions(root.ts)
            .findLast((message) => stateOf(message) === state || END_STATES.includes(stateOf(message))),
        withinMs,
      );
      if (stateOf(found) !== state) throw new Error(`the run ended as ${stateOf(found)}, not ${state}: ${found.text}`);
      return found;
    },
    untilEnd: (root, withinMs) =>
      until(
        `the end of run ${root.metadata?.event_payload.run}`,
        () => story.versions(root.ts).findLast((message) => END_STATES.includes(stateOf(message))),
        withinMs,
      ),
    async run(text, more) {
      const before = new Set(seen.keys());
      const answered = control.type(text, more);
      const posted = until(
        `the message of ${text}`,
        () =>
          [...seen.values()].find(([first]) => first?.metadata?.event_type === 'nlb_run' && !before.has(first.ts))?.[0],
        POSTED_MS,
      );
      const refused = answered.then(({ response }) => {
        if (response !== null) throw new Error(`${text} was answered: ${response.text}`);
        return posted;
      });
      return await Promise.race([posted, refused]);
    },
    close: () => over.abort(),
  };
  return story;
}

async function* eventsOf(response: Response): AsyncGenerator<{ kind: string; message?: Message }> {
  let rest = '';
  if (response.body === null) return;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + chunk).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice(6)) as { kind: string; message?: Message };
    }
  }
}

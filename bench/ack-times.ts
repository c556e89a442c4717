import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../src/main/config.ts';
import { startStack } from '../src/main/stack.ts';

/**
 * `node bench/ack-times.ts [BURSTS]`: how soon 50 commands that come at once are acknowledged while a run holds 2,000
 * clients, beside a bare Bolt app in the same minutes, burst by burst in turn. Prints a table in Markdown. A time is from
 * the workspace's envelope to its acknowledgement.
 */
const TOGETHER = 50;
const RUN = '/nlb run max-connection-duration clients=2000 interval=3s value=30s observe=90s on=lab';
const COMMANDS = ['help', 'status', 'history', 'explain nodeport', 'run rollout-restart dry=true on=lab'];
const PAUSE_MS = 250;

interface Row {
  command: string;
  bot: number[];
  echo: number[];
}

const bursts = Number(process.argv[2] ?? '20');
const echo = fork(join(import.meta.dirname, 'echo-bot.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
const [{ url: echoUrl }] = (await once(echo, 'message')) as [{ url: string }];
const stack = await startStack({
  config: readConfig({ NLB_CACHE: process.env.NLB_CACHE }),
  env: process.env,
  ports: { workspace: 0, labNodePort: 0 },
  say: () => undefined,
  onLog: () => undefined,
});
const botUrl = stack.url ?? '';
try {
  print('no run', await measure());
  await type(botUrl, RUN);
  await until('running', /: observing/);
  print('2,000 clients', await measure());
  print('2,000 clients', [await submitRuns()]);
  if ((await rootText()) === null) throw new Error('the run ended before the last burst: give it a longer observe');
} finally {
  await stack.stop();
  echo.disconnect();
}

async function measure(): Promise<Row[]> {
  const rows: Row[] = COMMANDS.map((command) => ({ command, bot: [], echo: [] }));
  for (let burst = 0; burst < bursts; burst += 1) {
    for (const row of rows) {
      row.bot.push(...(await burstOf(botUrl, row.command)));
      await sleep(PAUSE_MS);
      row.echo.push(...(await burstOf(echoUrl, row.command)));
      await sleep(PAUSE_MS);
    }
  }
  return rows;
}

/** Fifty runs at once, each of which posts a message into the channel and waits behind the one that runs. */
async function submitRuns(): Promise<Row> {
  const command = 'run baseline on=lab';
  return { command, bot: await burstOf(botUrl, command), echo: await burstOf(echoUrl, command) };
}

/** Milliseconds until each of the commands was acknowledged. */
async function burstOf(url: string, command: string): Promise<number[]> {
  return Promise.all(Array.from({ length: TOGETHER }, () => type(url, `/nlb ${command}`)));
}

async function type(url: string, text: string): Promise<number> {
  const response = await fetch(`${url}/control/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'alice', channel: 'nlb', text }),
  });
  const { ack_ms } = (await response.json()) as { ack_ms: number };
  return ack_ms;
}

/** Waits until the run's root message is in this state and says this. */
async function until(state: string, pattern: RegExp): Promise<void> {
  for (;;) {
    const text = await rootText(state);
    if (text !== null && pattern.test(text)) return;
    await sleep(500);
  }
}

/** The text of the first run that is in this state; null where there is none. */
async function rootText(state = 'running'): Promise<string | null> {
  const response = await fetch(`${botUrl}/control/messages?channel=nlb`);
  const messages = (await response.json()) as {
    blocks: unknown;
    metadata: { event_payload: { state: string } } | null;
  }[];
  const found = messages.find(({ metadata }) => metadata?.event_payload.state === state);
  return found === undefined ? null : JSON.stringify(found.blocks);
}

function print(load: string, rows: readonly Row[]): void {
  for (const { command, bot, echo: bare } of rows) {
    const cells = [
      load,
      `\`${command}\``,
      String(bot.length),
      `${at(bot, 0.5)} / ${at(bot, 0.99)} / ${at(bot, 1)} ms`,
      `${at(bare, 0.5)} / ${at(bare, 0.99)} / ${at(bare, 1)} ms`,
      (quantile(bot, 0.99) / quantile(bare, 0.99)).toFixed(1),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function at(times: readonly number[], share: number): string {
  return quantile(times, share).toFixed(0);
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

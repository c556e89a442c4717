import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser, openPage, WIDE } from './browser.ts';
import { buttonRow, section, startBot } from './start-bot.ts';

const TEXTS = resolve(import.meta.dirname, '../../../src/domain/text');

/** Every emoji in the bot's texts, as `:name:`. */
function emojiOfTheBot(): string[] {
  const files = readdirSync(TEXTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = files.flatMap(
    (name) => readFileSync(join(TEXTS, name), 'utf8').match(/:[a-z]+(?:_[a-z]+)*:(?= )/g) ?? [],
  );
  return [...new Set(found)];
}

const CHANNEL = 'C0000000002';
const SMALL = { width: 360, height: 740 };

// The first page of a browser that has just been installed takes its time.
describe.skipIf(!hasBrowser)('the page in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const open = (url: string, viewport = WIDE) => openPage(browser, url, { viewport });

  test('a deep link opens the thread, and what the bot changes shows without reloading', async () => {
    const { client, workspace } = await startBot();
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: ':hourglass: *queued* on `lab`' });
    const { page, problems } = await open(`${workspace.url}/#nlb/${ts}`);
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.locator('strong', { hasText: 'queued' }).waitFor();
    await client.chat.update({ channel: CHANNEL, ts, text: 'done' });
    await thread.getByText('done').waitFor();
    await client.chat.postMessage({ channel: CHANNEL, thread_ts: ts, text: 'the plan' });
    await thread.getByText('the plan').waitFor();
    await page.getByRole('link', { name: /1 reply/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('a command, a button and a modal work from the page', async () => {
    const pressed: unknown[] = [];
    const { client, workspace } = await startBot((app) => {
      app.command('/nlb', async ({ ack, command, client: web }) => {
        await ack(command.text === 'help' ? '*help* for you' : undefined);
        if (command.text !== 'run') return;
        const label = { type: 'plain_text' as const, text: 'Clients' };
        const element = { type: 'plain_text_input' as const, action_id: 'v' };
        const blocks = [{ type: 'input' as const, block_id: 'clients', label, element }];
        const title = { type: 'plain_text' as const, text: 'Run' };
        const view = { type: 'modal' as const, callback_id: 'run', title, submit: title, blocks };
        await web.views.open({ trigger_id: command.trigger_id, view });
      });
      app.view('run', async ({ ack, view }) => {
        await ack();
        pressed.push(view.state.values.clients?.v?.value);
      });
      app.action('nlb_cancel', async ({ ack, body }) => {
        await ack();
        pressed.push(body.user.id);
      });
    });
    await client.chat.postMessage({ channel: CHANNEL, text: 'x', blocks: [buttonRow('nlb_cancel', 'r-1')] });
    const { page, problems } = await open(workspace.url);
    await page.getByRole('button', { name: 'nlb_cancel' }).click();
    await expect.poll(() => pressed).toEqual(['U0000000001']);
    const field = page.getByRole('textbox', { name: /^Message/ });
    await field.fill('/nlb help');
    await field.press('Enter');
    await page.getByText('Only visible to you').waitFor();
    await field.fill('/nlb run');
    await field.press('Enter');
    await page.getByLabel('Clients').fill('50');
    await page.getByRole('dialog').getByRole('button', { name: 'Run' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(pressed).toEqual(['U0000000001', '50']);
    expect(problems).toEqual([]);
  });

  test('every emoji that the bot says is a drawing, so that no font has to have it', async () => {
    const { client, workspace } = await startBot();
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: emojiOfTheBot().join(' ') });
    const { page } = await open(`${workspace.url}/#nlb`);
    const row = page.locator(`[data-ts="${ts}"]`);
    await row.locator('.emoji').first().waitFor();
    expect(emojiOfTheBot().length).toBeGreaterThan(10);
    expect(await row.locator('.emoji:has(svg)').count()).toBe(emojiOfTheBot().length);
  });

  test('an app that is not connected is said to be so on its home tab', async () => {
    const { app, workspace } = await startBot();
    await app.stop();
    const { page } = await open(`${workspace.url}/#home`);
    await page.getByText('nlb is not connected.').waitFor();
  });

  test('nothing in a message becomes HTML or a script', async () => {
    const { client, workspace } = await startBot();
    const evil = '<img src=x onerror=alert(1)> <javascript:alert(1)|click> *<b>bold</b>* `<i>`';
    const blocks = [section(evil), { type: 'markdown', text: '[a](javascript:alert(1)) <u>x</u>' }];
    await client.apiCall('chat.postMessage', { channel: CHANNEL, text: evil, blocks });
    await client.chat.postMessage({ channel: CHANNEL, text: evil });
    const { page, problems } = await open(workspace.url);
    await page.locator('article').nth(1).waitFor();
    expect(await page.locator('article :is(img:not(.avatar), b, i, u, script, a[href^="javascript"])').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('an address is a link, as Slack makes it, without the mark behind it', async () => {
    const { client, workspace } = await startBot();
    const blocks = [
      section('[1] Kubernetes: https://kubernetes.io/docs/a_b/?x=1&amp;y=2#c_d. Not `https://a.example`'),
    ];
    await client.chat.postMessage({ channel: CHANNEL, text: 'sources', blocks });
    const { page } = await open(workspace.url);
    const links = page.locator('article a[target="_blank"]');
    await links.first().waitFor();
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
      'https://kubernetes.io/docs/a_b/?x=1&y=2#c_d',
    ]);
  });

  test('a phone shows one pane at a time and never scrolls sideways', async () => {
    const { client, workspace } = await startBot();
    const rows = [1, 2].map((row) =>
      Array.from({ length: 12 }, (_, cell) => ({ type: 'raw_text', text: `cell ${row} ${cell}` })),
    );
    const blocks = [section(`\`${'x'.repeat(300)}\` \`\`\`${'y'.repeat(300)}\`\`\``), { type: 'table', rows }];
    const posted = await client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'wide', blocks });
    const { ts } = posted as { ts?: string };
    const { page } = await open(`${workspace.url}/#nlb/${ts}`, SMALL);
    await page.getByRole('columnheader', { name: 'cell 1 0' }).waitFor();
    const panes = () => page.locator('nav:visible, main:visible, aside:visible').count();
    expect(await panes()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(SMALL.width);
    await page.getByRole('link', { name: 'Back to the channel' }).click();
    await page.getByRole('main', { name: 'Channel' }).waitFor();
    expect(await panes()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(SMALL.width);
  });

  test('a picture of a whole thread needs no scrolling', async () => {
    const { client, workspace } = await startBot();
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
    for (let reply = 1; reply <= 12; reply += 1) {
      await client.chat.postMessage({ channel: CHANNEL, thread_ts: ts, text: `reply ${reply}\n\n\nmore` });
    }
    const { page } = await open(`${workspace.url}/?full#nlb/${ts}`, SMALL);
    await page.getByText('reply 12').waitFor();
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeGreaterThan(1000);
    expect(await page.getByRole('textbox').count()).toBe(0);
  });
});

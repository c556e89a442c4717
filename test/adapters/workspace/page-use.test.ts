import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, focused, hasBrowser, launchBrowser, openPage, PHONE, WIDE } from './browser.ts';
import { CHANNEL, podTable, runBlocks, startRichChannel } from './rich-channel.ts';

const thread = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message/ });

// The first page of a browser that has just been installed takes its time.
describe.skipIf(!hasBrowser)('the page in use', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function openForm() {
    const bot = await startRichChannel();
    const { page, problems } = await openPage(browser, bot.workspace.url, { viewport: { width: 1280, height: 560 } });
    await composer(page).fill('/nlb run');
    await composer(page).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Run an experiment' });
    await dialog.waitFor();
    return { ...bot, page, problems, dialog };
  }

  test('a choice in a modal updates it, and what was typed, the focus and the scrolled place stay', async () => {
    const { page, dialog, problems } = await openForm();
    await dialog.getByLabel('Value').fill('3s');
    await dialog.getByLabel('burst').check();
    const scrolled = () => page.evaluate("document.querySelector('.dialog-body').scrollTop");
    await page.evaluate("document.querySelector('.dialog-body').scrollTop = 60");
    await dialog.getByLabel('Scenario').selectOption('baseline');
    await dialog.getByText('baseline predicted').waitFor();
    expect(await dialog.getByLabel('Value').inputValue()).toBe('3s');
    expect(await dialog.getByLabel('burst').isChecked()).toBe(true);
    expect(await dialog.getByLabel('Scenario').inputValue()).toBe('baseline');
    expect(await focused(page)).toBe('input burst');
    expect(await scrolled()).toBe(60);
    expect(problems).toEqual([]);
  });

  test('a modal is filled in, corrected and sent by the keyboard alone, and gives the focus back', async () => {
    const { page, dialog, heard } = await openForm();
    expect(await focused(page)).toBe('select Scenario');
    await page.keyboard.press('b');
    await dialog.getByText('baseline predicted').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect.poll(() => dialog.getByLabel('lab').isChecked()).toBe(true);
    await expect.poll(() => heard.filter((one) => one === 'action v')).toHaveLength(2);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Tab');
    await page.keyboard.type('20');
    await page.keyboard.press('Enter');
    const value = dialog.getByLabel('Value');
    await dialog.getByRole('alert').filter({ hasText: 'Not a duration.' }).waitFor();
    expect(await focused(page)).toBe('input Value');
    expect(await value.getAttribute('aria-invalid')).toBe('true');
    await value.fill('3s');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(heard.filter((one) => one === 'submit')).toHaveLength(2);
    expect(await focused(page)).toMatch(/^textarea Message #nlb/);
  });

  test('Escape closes a modal, and Tab never leaves it', async () => {
    const { page, dialog } = await openForm();
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press('Tab');
      const outside = await page.evaluate(
        "!document.activeElement.closest('dialog') && document.activeElement !== document.body",
      );
      expect(outside).toBe(false);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toMatch(/^textarea Message/);
  });

  test('a button that asks first does nothing when the answer is no', async () => {
    const { workspace, heard } = await startRichChannel();
    const { page } = await openPage(browser, workspace.url);
    const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Cancel r-1?' });
    await dialog.waitFor();
    expect(await focused(page)).toBe('button Let it run');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('button Cancel');
    expect(heard).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => heard).toEqual(['action Cancel']);
  });

  test('a button that is gone once it was asked about is said to be so', async () => {
    const { workspace, client, root, heard } = await startRichChannel();
    const { page } = await openPage(browser, workspace.url);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel r-1?' });
    await dialog.waitFor();
    await client.apiCall('chat.update', { channel: CHANNEL, ts: root, text: 'the run has ended', blocks: [] });
    await page.getByText('the run has ended').first().waitFor();
    await dialog.getByRole('button', { name: 'Cancel and restore' }).click();
    const notice = page.getByRole('alert').filter({ hasText: '"Cancel" is no longer there' });
    await notice.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await notice.click();
    await notice.waitFor({ state: 'detached' });
    expect(heard).toEqual([]);
  });

  test('edits of a message take neither the focus nor the scrolled place, and only a new state is said', async () => {
    const { workspace, client, root } = await startRichChannel();
    const { page } = await openPage(browser, `${workspace.url}/#nlb`, { viewport: { width: 1280, height: 420 } });
    const button = page.getByRole('main').getByRole('button', { name: 'Explain', exact: true });
    await button.focus();
    await page.evaluate("document.querySelector('#main-messages').scrollTop = 40");
    const metadata = (state: string) => ({ event_type: 'nlb_run', event_payload: { run: 'r-1', state } });
    const edit = (elapsed: number, state: string) =>
      client.apiCall('chat.update', {
        channel: CHANNEL,
        ts: root,
        text: `*${state}* at ${elapsed} s`,
        blocks: runBlocks(elapsed),
        metadata: metadata(state),
      });
    const said = () => page.locator('#announcer').textContent();
    await edit(10, 'running');
    await expect.poll(said).toBe('nlb: running at 10 s');
    await edit(11, 'running');
    await page.getByText('step 2 of 3, 11 s').waitFor();
    expect(await said()).toBe('nlb: running at 10 s');
    expect(await focused(page)).toBe('button Explain');
    expect(await page.evaluate("document.querySelector('#main-messages').scrollTop")).toBe(40);
    await edit(12, 'done');
    await expect.poll(said).toBe('nlb: done at 12 s');
  });

  test('arrow keys go over the messages, Enter opens a thread, Escape closes it where it was opened', async () => {
    const { workspace, root } = await startRichChannel();
    const { page } = await openPage(browser, `${workspace.url}/#nlb`);
    await page.getByRole('article').nth(1).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('a Skip to the messages');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    const at = () => page.evaluate('document.activeElement.dataset.ts');
    await expect.poll(at).toBe(root);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await thread(page).getByText('The plan').waitFor();
    await expect.poll(() => focused(page)).toBe('div Thread messages');
    await page.keyboard.press('Escape');
    await thread(page).waitFor({ state: 'hidden' });
    await expect.poll(at).toBe(root);
  });

  test('a table sorts numbers as numbers, finds rows and turns pages, and an edit leaves it so', async () => {
    const { workspace, client, root, get } = await startRichChannel();
    const { page } = await openPage(browser, `${workspace.url}/#nlb/${root}`);
    const table = page.getByRole('table', { name: 'Picks of each Pod' });
    const pods = () => table.getByRole('rowheader').allTextContents();
    await table.waitFor();
    expect(await pods()).toEqual(['envoy-a', 'envoy-b', 'envoy-c', 'envoy-d', 'envoy-e']);
    await table.getByRole('button', { name: 'Picks' }).click();
    expect(await pods()).toEqual(['envoy-d', 'envoy-g', 'envoy-b', 'envoy-f', 'envoy-e']);
    await thread(page).getByRole('button', { name: 'Next' }).click();
    expect(await pods()).toEqual(['envoy-a', 'envoy-c']);
    const replies = (await get(`/control/messages?channel=nlb&thread_ts=${root}`)).body;
    const { ts } = replies.find(({ text }: { text: string }) => text === 'report');
    await client.apiCall('chat.update', { channel: CHANNEL, ts, text: 'edited', blocks: [podTable] });
    await expect.poll(() => focused(page)).toBe('button Next');
    expect(await pods()).toEqual(['envoy-a', 'envoy-c']);
    await thread(page).getByRole('searchbox').fill('-G');
    await expect.poll(pods).toEqual(['envoy-g']);
    await thread(page).getByText('Page 1 of 1 · 1 row').waitFor();
  });

  test('each person sees only their own ephemerals', async () => {
    const { workspace } = await startRichChannel();
    const { page } = await openPage(browser, `${workspace.url}/#nlb`);
    await composer(page).fill('/nlb help');
    await composer(page).press('Enter');
    const own = page.getByText('Only visible to you');
    await own.waitFor();
    await page.getByLabel('You are').selectOption('bob');
    await own.waitFor({ state: 'detached' });
    await page.getByLabel('You are').selectOption('alice');
    await own.waitFor();
  });

  test('light or dark is chosen on the page, and stays', async () => {
    const { workspace } = await startRichChannel();
    const { page } = await openPage(browser, workspace.url, { viewport: WIDE, colorScheme: 'light' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.getByLabel('Colours').selectOption('Dark');
    expect(await ground()).toBe('rgb(27, 29, 33)');
    await page.reload();
    expect(await ground()).toBe('rgb(27, 29, 33)');
  });

  test('what is said in Japanese is marked as Japanese', async () => {
    const { workspace, say } = await startRichChannel();
    const { ts } = await say({ text: '*lab* のコネクションは均等です' });
    const { page } = await openPage(browser, `${workspace.url}/#nlb`);
    const language = (of: string) => page.locator(`[data-ts="${of}"] .message-body > [lang]`).getAttribute('lang');
    expect(await language(ts)).toBe('ja');
    expect(await page.locator('[lang="ja"]').count()).toBe(1);
    // Without a font of its own a machine would show boxes.
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    const fonts = await page.evaluate('[...document.fonts].filter((font) => font.status === "loaded").length');
    expect(fonts).toBeGreaterThan(0);
  });

  test('a shortcut of the app is in the menu of each message', async () => {
    const { workspace, heard, root } = await startRichChannel();
    const { page } = await openPage(browser, `${workspace.url}/#nlb`);
    await page
      .locator(`[data-ts="${root}"]`)
      .getByRole('combobox', { name: 'More actions' })
      .selectOption('Explain this run');
    await expect.poll(() => heard).toEqual([`shortcut ${root}`]);
  });

  test.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', PHONE],
    ['dark', PHONE],
  ] as const)('axe finds nothing serious: %s, %o', async (colorScheme, viewport) => {
    const { workspace, root, post } = await startRichChannel();
    await post('/control/commands', { user: 'alice', channel: 'nlb', text: '/nlb help' });
    const { page, problems } = await openPage(browser, `${workspace.url}/#nlb`, { viewport, colorScheme });
    await page.getByRole('article').nth(2).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${workspace.url}/#nlb/${root}`);
    await thread(page).getByRole('article').nth(6).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${workspace.url}/#channels`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${workspace.url}/#home`);
    await page.getByRole('button', { name: 'Refresh' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await post('/control/commands', { user: 'alice', channel: 'nlb', text: '/nlb run' });
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});

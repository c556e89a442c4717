import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsIn } from '../../src/domain/text/words.ts';
import {
  accessibilityFaults,
  hasBrowser,
  launchBrowser,
  openPage,
  PHONE,
  WIDE,
} from '../adapters/workspace/browser.ts';
import type { Message } from './control.ts';
import { type Instance, SHORT, startInstance } from './instance.ts';
import { until } from './until.ts';

/** Pictures of every stop, for those who want to see them. */
const PICTURES = join(tmpdir(), 'nlb-page-pictures');
const RUN_MS = 90_000;
const STEP_MS = 20_000;

const LOOKS = [
  ['light', WIDE, 'wide'],
  ['dark', WIDE, 'wide'],
  ['light', PHONE, 'phone'],
  ['dark', PHONE, 'phone'],
] as const;

const { forms, home } = wordsIn('en');

const composer = (page: Page) => page.getByRole('textbox', { name: /^Message #nlb/ });
const thread = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
const rowOf = (page: Page, { ts }: Message) => page.getByRole('main').locator(`[data-ts="${ts}"]`);

describe.skipIf(!hasBrowser)('a person at the page', { timeout: 150_000 }, () => {
  let instance: Instance;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    [instance, browser] = await Promise.all([startInstance(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await instance?.discard();
  });

  async function open(place: string, options: BrowserContextOptions = {}) {
    const url = `http://127.0.0.1:${instance.ports.workspace}/`;
    // A form that was left open would cover the page.
    await fetch(`${url}control/modal?user=alice&all`, { method: 'DELETE' });
    const opened = await openPage(browser, url + place, options);
    opened.page.setDefaultTimeout(STEP_MS);
    return opened;
  }

  /** A stop on the way: nothing serious for axe, nothing wider than the window, and a picture. */
  async function stop(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    expect(await accessibilityFaults(page), name).toEqual([]);
    const { width = 0 } = page.viewportSize() ?? {};
    expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
  }

  async function submitForm(page: Page, settings: Record<string, string>): Promise<Locator> {
    const form = page.getByRole('dialog', { name: forms.runTitle() });
    await form.getByLabel(forms.label('scenario')).selectOption('max-connection-duration');
    for (const [key, value] of Object.entries(settings)) await form.getByLabel(forms.label(key)).fill(value);
    return form;
  }

  /** The message of the run that was started after `known` were. */
  const newRun = (known: readonly Message[]) =>
    until(
      'the message of the run',
      async () =>
        (await instance.control.roots()).find(
          ({ ts, metadata }) => metadata?.event_type === 'nlb_run' && !known.some((one) => one.ts === ts),
        ),
      STEP_MS,
    );

  it('runs from the form, watches the progress, and cancels with the button', async () => {
    const { control, story } = instance;
    const known = await control.roots();
    const { page, problems } = await open('#nlb');
    await composer(page).fill('/nlb run');
    await composer(page).press('Enter');
    const form = await submitForm(page, { value: '1s', interval: '250ms' });
    await form.getByText('/nlb run max-connection-duration interval=250ms').waitFor();
    await stop(page, 'form-light-wide');
    await form.getByRole('button', { name: 'Run', exact: true }).click();
    await form.waitFor({ state: 'detached' });

    const root = await newRun(known);
    const row = rowOf(page, root);
    const title = row.locator('summary');
    const seen = new Set<string>();
    await until('progress that moves', async () => seen.add((await title.textContent()) ?? '').size >= 3, RUN_MS);
    await stop(page, 'running-light-wide');

    await row.getByRole('button', { name: /^Cancel/ }).click();
    const question = page.getByRole('dialog', { name: /^Cancel r-/ });
    await question.waitFor();
    await stop(page, 'question-light-wide');
    await question.getByRole('button', { name: 'Cancel and restore' }).click();
    await story.untilState(root, 'cancelled', RUN_MS);
    await row.getByRole('button', { name: 'Run again' }).waitFor();
    await stop(page, 'cancelled-light-wide');
    expect(problems).toEqual([]);
  });

  it('reads the report of a run that is done', async () => {
    const root = await instance.story.run(`/nlb run max-connection-duration value=1s ${SHORT}`);
    await instance.story.untilState(root, 'done', RUN_MS);
    for (const [colorScheme, viewport, size] of LOOKS) {
      const { page, problems } = await open('#nlb', { colorScheme, viewport });
      await rowOf(page, root).waitFor();
      await stop(page, `done-${colorScheme}-${size}`);
      await rowOf(page, root)
        .getByRole('link', { name: /replies/ })
        .click();
      const chart = thread(page)
        .getByRole('button', { name: /^Open image: .*Control/ })
        .first();
      await chart.waitFor();
      const table = thread(page).getByRole('table').first();
      await table.getByRole('columnheader', { name: 'treatment' }).waitFor();
      await stop(page, `thread-${colorScheme}-${size}`);
      await table.scrollIntoViewIfNeeded();
      await stop(page, `report-${colorScheme}-${size}`);
      await chart.click();
      await page.getByRole('dialog', { name: 'Image' }).waitFor();
      await stop(page, `chart-${colorScheme}-${size}`);
      await page.keyboard.press('Escape');
      expect(problems).toEqual([]);
    }
  });

  it('opens the home tab and the form in every look', async () => {
    for (const [colorScheme, viewport, size] of LOOKS) {
      const { page, problems } = await open('#home', { colorScheme, viewport });
      await page.getByRole('region', { name: 'Home tab' }).getByRole('heading', { name: home.targets }).waitFor();
      await stop(page, `home-${colorScheme}-${size}`);
      await page.goto(page.url().replace('#home', '#nlb'));
      await composer(page).fill('/nlb run');
      await composer(page).press('Enter');
      const form = await submitForm(page, { value: 'soon' });
      await form.getByRole('button', { name: 'Run', exact: true }).click();
      await form.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor();
      await stop(page, `mistake-${colorScheme}-${size}`);
      await page.keyboard.press('Escape');
      await form.waitFor({ state: 'detached' });
      expect(problems).toEqual([]);
    }
  });

  it('does all of it with the keyboard alone', async () => {
    const { control, story } = instance;
    const known = await control.roots();
    const { page } = await open('#nlb');
    await composer(page).waitFor();
    const { keyboard } = page;
    const on = (selector: string) => page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`);
    const tabTo = (what: string, selector: string) =>
      until(what, async () => (await on(selector)) || (await keyboard.press('Tab').then(() => on(selector))), STEP_MS);

    await tabTo('the composer', '#channel textarea');
    await keyboard.type('/nlb run');
    await keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: forms.runTitle() });
    await form.waitFor();
    expect(await on('select')).toBe(true);
    await keyboard.type('max-c');
    await form.getByText('/nlb run max-connection-duration').waitFor();
    await tabTo('the interval', '[data-control^="interval "]');
    await keyboard.type('250ms');
    await form.getByText('interval=250ms').waitFor();
    await keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    const root = await newRun(known);
    await story.untilState(root, 'running', RUN_MS);

    await tabTo('the way to the messages', '#skip');
    await keyboard.press('Enter');
    await keyboard.press('End');
    await until('the run', () => on(`[data-ts="${root.ts}"]`), STEP_MS);
    await tabTo('the button', '[data-action="nlb_cancel"]');
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Cancel r-/ }).waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await story.untilState(root, 'cancelled', RUN_MS);

    await tabTo('the replies', `[data-ts="${root.ts}"] .replies`);
    await keyboard.press('Enter');
    await until('the thread', () => on('#thread .messages'), STEP_MS);
    await keyboard.press('Escape');
    await until('the way back', () => on(`#channel [data-ts="${root.ts}"]`), STEP_MS);
  });
});

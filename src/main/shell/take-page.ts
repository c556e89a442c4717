import { access, constants } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { findOnPath } from '../../adapters/system/find-envoy.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const TIMEOUT_MS = 20_000;
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How to get a picture where there is no Chromium. */
export const NO_CHROMIUM =
  'No picture of the page: install Chromium (Debian: apt-get install chromium) or set CHROMIUM_BIN, and run again.';

/** A Chromium on this machine: CHROMIUM_BIN, else one on PATH; null without one. */
export async function findChromium(env: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  if (env.CHROMIUM_BIN) return env.CHROMIUM_BIN;
  for (const name of NAMES) {
    const found = await findOnPath(name, env);
    if (found !== undefined) return found;
  }
  return null;
}

const VIEWPORT = { width: 1280, height: 900 };

/**
 * Takes a picture of a page with headless Chromium, as high as it is.
 * @param pictures how many charts must have been drawn first
 * @throws Error with Chromium's reason, or that it can not be run
 */
export async function takePage(executablePath: string, url: string, pictures: number, file: string): Promise<void> {
  // A launch that fails leaves its folders behind, so a wrong path is found out before.
  await access(executablePath, constants.X_OK).catch(() => {
    throw new Error(`${executablePath} can not be run: correct CHROMIUM_BIN, or unset it.`);
  });
  const browser = await chromium.launch({ executablePath, args: ARGS, timeout: TIMEOUT_MS });
  try {
    // The page's own policy forbids the evaluation by which Playwright waits.
    const page = await browser.newPage({ viewport: VIEWPORT, bypassCSP: true });
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForFunction(
      `[...document.images].filter((image) => image.complete && image.naturalWidth > 0).length >= ${pictures}`,
    );
    await page.screenshot({ path: file, fullPage: true });
  } finally {
    await browser.close();
  }
}

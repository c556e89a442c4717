import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { HttpRefusal } from './http/reply.ts';

const FOLDER = join(import.meta.dirname, 'page');
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
/** The shipped font with Japanese glyphs, by the name under which the page asks for it. */
const FONTS: Readonly<Record<string, string>> = {
  'japanese-400.ttf': '400Regular/IBMPlexSansJP_400Regular.ttf',
  'japanese-700.ttf': '700Bold/IBMPlexSansJP_700Bold.ttf',
};
const FONT_PACKAGE = '@expo-google-fonts/ibm-plex-sans-jp/package.json';

/** The page takes nothing from elsewhere, and nobody may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page and its parts; the name must be one plain file name, so that no path leads out of the folder. */
export async function servePageFile(response: ServerResponse, name: string): Promise<void> {
  if (Object.hasOwn(FONTS, name)) {
    await serveFont(response, FONTS[name] ?? '');
    return;
  }
  const file = name === '' ? 'index.html' : name;
  const match = /^[a-z][a-z0-9-]*\.(html|css|js|svg)$/.exec(file);
  const content = match ? await readFile(join(FOLDER, file)).catch(() => undefined) : undefined;
  if (!match || !content) throw new HttpRefusal(404, { error: 'no such page' });
  response.writeHead(200, {
    'content-type': TYPES[match[1] ?? ''] ?? 'text/plain',
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  response.end(content);
}

async function serveFont(response: ServerResponse, file: string): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve(FONT_PACKAGE));
  const content = await readFile(join(folder, file)).catch(() => undefined);
  if (!content) throw new HttpRefusal(404, { error: 'no such font' });
  response.writeHead(200, {
    'content-type': 'font/ttf',
    'content-length': content.length,
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { HttpRefusal } from './http/reply.ts';

const FOLDER = join(import.meta.dirname, 'page');
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
/** The page takes nothing from elsewhere, and nobody may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page and its parts; the name must be one plain file name, so that no path leads out of the folder. */
export async function servePageFile(response: ServerResponse, name: string): Promise<void> {
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

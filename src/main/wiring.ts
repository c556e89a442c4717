import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './config.ts';

/** How long a role that ends waits for its queue, in milliseconds. */
export const CLOSE_MS = 2000;

/** The bot's version, from package.json. */
export function botVersion(): string {
  const text = readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** @throws ConfigError that names the variable when the value is missing */
export function required(value: string | null, variable: string, why: string): string {
  if (value === null) throw new ConfigError([`${variable} is not set: ${why}`]);
  return value;
}

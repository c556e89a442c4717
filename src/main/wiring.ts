import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError, ERROR_CODES } from '../domain/errors.ts';
import { ConfigError } from './config.ts';

/** How long a role that ends waits for its queue, in milliseconds. */
export const CLOSE_MS = 2000;

/** The bot's version, from package.json. */
export function botVersion(): string {
  const text = readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What a person reads of an error that nothing can go on after: what happened, and what to do. */
export function complaint(cause: unknown): string {
  if (cause instanceof AppError) return `${cause.message} ${ERROR_CODES[cause.code].advice}`;
  return cause instanceof Error ? cause.message : String(cause);
}

/** @throws ConfigError that names the variable when the value is missing */
export function required(value: string | null, variable: string, why: string): string {
  if (value === null) throw new ConfigError([`${variable} is not set: ${why}`]);
  return value;
}

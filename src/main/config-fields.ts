import { z } from 'zod';
import { formatDuration, parseDuration } from '../domain/duration.ts';

const writeText = 'write a text';
const writePort = 'write a port from 1 to 65535';

/** Any text but the empty one. */
export const text = z.string(writeText).min(1, writeText);

export const portNumber = z.int(writePort).min(1, writePort).max(65_535, writePort);

export function wholeNumber(least: number, most: number) {
  const write = `write a whole number from ${least} to ${most}`;
  return z.int(write).min(least, write).max(most, write);
}

/** A duration between two, in milliseconds; `example` is one that is written. */
export function duration(range: { least: number; most: number }, example: string) {
  const { least, most } = range;
  const write = `write a duration from ${formatDuration(least)} to ${formatDuration(most)}, such as \`${example}\``;
  return z
    .string(write)
    .transform((written) => parseDuration(written) ?? 0)
    .refine((ms) => ms >= least && ms <= most, write);
}

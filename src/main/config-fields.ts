import { z } from 'zod';
import { formatDuration, parseDuration } from '../domain/duration.ts';

const writeText = 'write a text';
const writePort = 'write a port from 1 to 65535';

/** Any text but the empty one. */
export const text = z.string(writeText).min(1, writeText);

function matching(pattern: RegExp, write: string) {
  return z.string(write).regex(pattern, write);
}

/** A Kubernetes namespace: an RFC 1123 label. */
export const namespaceName = matching(
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  'write the name of a namespace: lower-case letters, digits and hyphens, 63 at most',
);

/** The name of an EKS cluster (EKS API reference, CreateCluster, `name`). */
export const clusterName = matching(
  /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/,
  'write the name of an EKS cluster: letters, digits, hyphens and underscores, 100 at most',
);

/** A region of AWS, of whatever partition. */
export const regionName = matching(/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/, 'write a region of AWS, such as `us-west-1`');

/** The ARN of an IAM role, which may have a path (IAM API reference, Role). */
export const roleArn = matching(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\x21-\x7e]+$/,
  'write the ARN of an IAM role, such as `arn:aws:iam::111122223333:role/nlb`',
);

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

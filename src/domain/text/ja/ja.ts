import type { Words } from '../words.ts';
import { failures } from './failures.ts';

/** Every sentence in Japanese, by topic. */
export const ja: Words = { failures };

import type { Words } from '../words.ts';
import { failures } from './failures.ts';
import { forms } from './forms.ts';

/** Every sentence in Japanese, by topic. */
export const ja: Words = { failures, forms };

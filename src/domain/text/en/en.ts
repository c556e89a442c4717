import { failures } from './failures.ts';
import { forms } from './forms.ts';

/** Every sentence in English, by topic. */
export const en = { failures, forms };

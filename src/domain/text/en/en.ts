import { failures } from './failures.ts';

/** Every sentence in English, by topic. */
export const en = { failures };

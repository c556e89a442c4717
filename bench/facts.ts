import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsDocument } from '../src/domain/facts/facts-document.ts';

/** Writes docs/facts.md from the claims. */
writeFileSync(join(import.meta.dirname, '../docs/facts.md'), factsDocument());

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsDocument } from '../src/domain/facts/facts-document.ts';
import { labDocument } from '../src/domain/facts/lab-document.ts';

/** Writes docs/facts.md from the claims, and docs/lab.md from the differences. */
writeFileSync(join(import.meta.dirname, '../docs/facts.md'), factsDocument());
writeFileSync(join(import.meta.dirname, '../docs/lab.md'), labDocument());

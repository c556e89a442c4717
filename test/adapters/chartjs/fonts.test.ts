import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fontStatus, hasGlyphs } from '../../../src/adapters/chartjs/fonts.ts';

test('the shipped font has Japanese glyphs', () => {
  expect(fontStatus()).toEqual({ family: 'ibm-plex-sans-jp', japanese: true });
});

test('a character without a glyph is told from one with', () => {
  expect(hasGlyphs(['DejaVu Sans', 'sans-serif'], ['a', 'b'])).toBe(true);
  expect(hasGlyphs(['DejaVu Sans', 'sans-serif'], ['a', '\u{F0001}', '\u{F0002}'])).toBe(false);
  expect(hasGlyphs(['DejaVu Sans', 'sans-serif'], ['a', '\u{F0001}'])).toBe(false);
});

test('a folder without fonts leaves the system fonts, and says which', () => {
  const empty = mkdtempSync(join(tmpdir(), 'no-fonts-'));
  try {
    const { family } = fontStatus(empty);
    expect(family).not.toContain('no-fonts');
    expect(family).not.toBe('');
  } finally {
    rmSync(empty, { recursive: true });
  }
});

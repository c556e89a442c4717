import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createCanvas, GlobalFonts } from 'canvas';

const FONT_PACKAGE = '@expo-google-fonts/ibm-plex-sans-jp';
const MONO_PACKAGE = '@expo-google-fonts/ibm-plex-mono';

/** Where no font is shipped: system fonts with Japanese glyphs, then ones with Latin glyphs alone. */
const SYSTEM_FAMILIES = [
  'Noto Sans CJK JP',
  'Noto Sans JP',
  'IBM Plex Sans JP',
  'IPAexGothic',
  'IPAGothic',
  'Hiragino Sans',
  'Yu Gothic',
  'Meiryo',
  'DejaVu Sans',
  'Liberation Sans',
] as const;

const SYSTEM_MONO_FAMILIES = ['IBM Plex Mono', 'DejaVu Sans Mono', 'Liberation Mono', 'Menlo', 'Consolas'] as const;

/** Kana and kanji that the charts' words use. */
const JAPANESE_SAMPLE = ['コ', 'の', '接', '続', '衡'];

/** What charts will be written in: the shipped font's folder or the first system family, and whether it has Japanese. */
export interface FontStatus {
  family: string;
  japanese: boolean;
}

/**
 * Makes the shipped font known to the canvas of this process and gives the families to write charts in, best first.
 * `fontDir` is a folder with font files, anywhere below it; the default is the font package's. Without font files
 * system fonts are used.
 */
export function loadFonts(fontDir: string | null = packagedFonts()): string {
  return families([registered(fontDir), ...SYSTEM_FAMILIES, 'sans-serif']);
}

/** The same for addresses: families whose characters are equally wide, before those of {@link loadFonts}. */
export function loadMonoFonts(others: string): string {
  return `${families([registered(packagedFonts(MONO_PACKAGE)), ...SYSTEM_MONO_FAMILIES])}, ${others}`;
}

function families(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Makes the fonts of a folder known under a name of their own. */
function registered(fontDir: string | null): string {
  const name = shippedFamily(fontDir);
  const files = fontDir === null ? [] : fontFiles(fontDir);
  if (!GlobalFonts.has(name)) for (const file of files) GlobalFonts.registerFromPath(file, name);
  return name;
}

/** Measures what text in the chart's fonts looks like; to be asked at start-up. */
export function fontStatus(fontDir: string | null = packagedFonts()): FontStatus {
  const names = loadFonts(fontDir)
    .split(', ')
    .map((family) => family.slice(1, -1));
  const found = names.find((name) => GlobalFonts.has(name)) ?? 'sans-serif';
  const family = fontDir !== null && found === shippedFamily(fontDir) ? basename(fontDir) : found;
  return { family, japanese: hasGlyphs(names, JAPANESE_SAMPLE) };
}

/** The name depends on the folder, because fonts stay registered for the process's whole life. */
function shippedFamily(fontDir: string | null): string {
  return `Chart Sans ${createHash('sha256').update(String(fontDir)).digest('hex').slice(0, 8)}`;
}

/**
 * Whether each of these characters, all different, has a glyph in one of the families. A missing glyph is drawn as a
 * box or not at all, so missing ones look like each other and real ones do not.
 */
export function hasGlyphs(families: readonly string[], characters: readonly string[]): boolean {
  const font = `32px ${families.map((family) => `"${family}"`).join(', ')}`;
  // A noncharacter has no glyph in any font: Unicode 16, section 23.7.
  const pictures = [...characters, '\u{10FFFE}', ' '].map((character) => picture(character, font));
  return new Set(pictures).size === characters.length + new Set(pictures.slice(-2)).size;
}

function picture(character: string, font: string): string {
  const context = createCanvas(48, 48).getContext('2d');
  context.font = font;
  context.fillText(character, 4, 38);
  return createHash('sha256')
    .update(context.getImageData(0, 0, 48, 48).data)
    .digest('hex');
}

function packagedFonts(name = FONT_PACKAGE): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

function fontFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ttf|otf|ttc)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

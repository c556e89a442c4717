import { createCanvas } from 'canvas';

/** How a piece of text is written; sizes in logical pixels. */
export interface TextStyle {
  size: number;
  bold?: boolean;
  /** In characters of equal width. */
  mono?: boolean;
}

/** Measures and breaks text in the chart's font. */
export interface Pen {
  /** The families for Chart.js and CSS, best first. */
  family: string;
  font(style: TextStyle): string;
  width(text: string, style: TextStyle): number;
  /** The text, or as much of its start as fits, with an ellipsis. */
  clip(text: string, style: TextStyle, maxWidth: number): string;
  /** Lines that fit, broken at spaces, or between characters where there is none (Japanese has no spaces). */
  wrap(text: string, style: TextStyle, maxWidth: number): string[];
}

/** A pen for these font families, the second with characters of equal width. */
export function createPen(family: string, monoFamily = family): Pen {
  const context = createCanvas(1, 1).getContext('2d');

  const font = ({ size, bold = false, mono = false }: TextStyle) =>
    `${bold ? 'bold ' : ''}${size}px ${mono ? monoFamily : family}`;
  const width = (text: string, style: TextStyle) => {
    context.font = font(style);
    return context.measureText(text).width;
  };
  const clip = (text: string, style: TextStyle, maxWidth: number) => {
    if (width(text, style) <= maxWidth) return text;
    const characters = [...text];
    while (characters.length > 0 && width(`${characters.join('')}…`, style) > maxWidth) characters.pop();
    return `${characters.join('').trimEnd()}…`;
  };
  const wrap = (text: string, style: TextStyle, maxWidth: number) => {
    const lines = [''];
    for (const piece of text.match(BREAKABLE) ?? []) {
      const line = `${lines.at(-1)}${piece}`;
      if (lines.at(-1) === '' || width(line.trimEnd(), style) <= maxWidth) lines[lines.length - 1] = line;
      else lines.push(piece);
    }
    return lines.map((line) => line.trimEnd());
  };
  return { family, font, width, clip, wrap };
}

/**
 * A word with the space after it, or one character of a script that is written without spaces, with what may not begin a
 * line: punctuation, the long vowel mark, small kana.
 */
const BREAKABLE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。][ー、。ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*\s*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。]+[、。]*\s*/gu;

/** What phones and word processors type in place of the plain characters that a command is made of. */
const TYPOGRAPHY: readonly { pattern: RegExp; plain: string | null; called: string }[] = [
  { pattern: /[\uff01-\uff5e]/g, plain: null, called: 'full-width characters' },
  { pattern: /(?! )\p{Zs}/gu, plain: ' ', called: 'a non-breaking or wide space' },
  {
    pattern: /[\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb]/g,
    plain: '',
    called: 'curly quotation marks',
  },
  { pattern: /["'`]/g, plain: '', called: 'quotation marks' },
  { pattern: /(?!-)[\p{Pd}\u2212]/gu, plain: '-', called: 'a long dash' },
  { pattern: /[\n-\r\u0085\u2028\u2029]+/g, plain: ' ', called: 'a line break' },
  { pattern: /(?![\t-\r\u0085])[\p{Cc}\p{Cf}\p{Cs}]/gu, plain: '', called: 'an invisible character' },
];

/**
 * What a keyboard put into a text by itself: in words, and the text as it was meant; null when all of it is plain.
 * Nothing is read from such a text as it stands, because a look-alike is not what the person saw.
 */
export function findTypography(text: string): { called: string; plain: string } | null {
  const found = TYPOGRAPHY.filter(({ pattern }) => text.search(pattern) >= 0);
  if (found.length === 0) return null;
  const plain = TYPOGRAPHY.reduce(
    (line, { pattern, plain: by }) => line.replace(pattern, (typed) => by ?? typed.normalize('NFKC')),
    text,
  );
  return { called: found.map(({ called }) => called).join(' and '), plain };
}

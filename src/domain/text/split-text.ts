const FENCE = '```';

/**
 * Cuts a text into parts of at most `limit` characters, between lines where possible; a code block that is cut is
 * closed at the end of its part and opened again in the next.
 */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let part = '';
  let fenced = false;
  const room = limit - FENCE.length - 1;
  for (const line of text.split('\n').flatMap((whole) => cutLine(whole, room - FENCE.length - 1))) {
    if (part !== '' && part.length + 1 + line.length > room) {
      parts.push(fenced ? `${part}\n${FENCE}` : part);
      part = fenced ? FENCE : '';
    }
    part = part === '' ? line : `${part}\n${line}`;
    if ((line.split(FENCE).length - 1) % 2 === 1) fenced = !fenced;
  }
  if (part !== '') parts.push(part);
  return parts.filter((candidate) => candidate.trim() !== '');
}

/** Cuts one line into pieces, never inside an entity, a mention or a surrogate pair. */
function cutLine(line: string, limit: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const [token] of line.matchAll(/<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|&(?:amp|lt|gt);|```|[\s\S]/gu)) {
    if (piece.length + token.length > limit) {
      pieces.push(piece);
      piece = '';
    }
    piece += token;
  }
  return [...pieces, piece];
}

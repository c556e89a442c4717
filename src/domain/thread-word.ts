/** What may be said to the bot in a run's thread, where it is about that run. */
export type ThreadWord = 'status' | 'why' | 'show' | 'compare' | 'again' | 'raw' | 'cancel' | 'approve' | 'help';

/** Each word, in the order of the help, with what else people say for it. */
export const THREAD_WORDS: readonly { word: ThreadWord; meaning: string; also: readonly string[] }[] = [
  { word: 'status', meaning: 'how far this run is, or how it ended', also: [] },
  {
    word: 'why',
    meaning: 'what moved which connections when, and what did not',
    also: ['explain', 'explain this run'],
  },
  { word: 'show', meaning: 'its answer and its report once more', also: ['report'] },
  { word: 'compare', meaning: 'how it differs from the run before it', also: ['compare with previous'] },
  { word: 'again', meaning: 'the same run once more', also: ['run again', 'rerun'] },
  { word: 'raw', meaning: 'its raw files', also: ['raw data'] },
  { word: 'cancel', meaning: 'ends it and puts the target back', also: ['stop', 'reject'] },
  { word: 'approve', meaning: 'lets it begin where it waits for an approval', also: [] },
  { word: 'help', meaning: 'these words', also: ['', '?'] },
];

/** The word that a text in a thread is; null for any other text. Case and what ends a sentence are nothing. */
export function readThreadWord(text: string): ThreadWord | null {
  const said = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/(?<=.) ?[?.!]+$/, '');
  return THREAD_WORDS.find(({ word, also }) => word === said || also.includes(said))?.word ?? null;
}

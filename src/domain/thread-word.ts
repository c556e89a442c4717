/** What may be said to the bot in a run's thread, where it is about that run. */
export type ThreadWord = 'status' | 'why' | 'show' | 'compare' | 'again' | 'raw' | 'cancel' | 'approve' | 'help';

/** Each word, in the order of the help, with what else people say for it. */
export const THREAD_WORDS: readonly { word: ThreadWord; meaning: string; also: readonly string[] }[] = [
  { word: 'status', meaning: 'how far this run is, or how it ended', also: ['状況', '状態'] },
  {
    word: 'why',
    meaning: 'what moved which connections when, and what did not',
    also: ['explain', 'explain this run', 'なぜ', '理由', '説明'],
  },
  { word: 'show', meaning: 'its answer and its report once more', also: ['report', 'レポート', '結果'] },
  { word: 'compare', meaning: 'how it differs from the run before it', also: ['compare with previous', '比較'] },
  { word: 'again', meaning: 'the same run once more', also: ['run again', 'rerun', '再実行', 'もう一度'] },
  { word: 'raw', meaning: 'its raw files', also: ['raw data', '生データ'] },
  { word: 'cancel', meaning: 'ends it and puts the target back', also: ['stop', 'reject', 'キャンセル', '中止'] },
  { word: 'approve', meaning: 'lets it begin where it waits for an approval', also: ['承認'] },
  { word: 'help', meaning: 'these words', also: ['', '?', 'ヘルプ'] },
];

/** The word that a text in a thread is; null for any other text. Case and what ends a sentence are nothing. */
export function readThreadWord(text: string): ThreadWord | null {
  const said = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/(?<=.) ?[?.!？。！]+$/, '');
  return THREAD_WORDS.find(({ word, also }) => word === said || also.includes(said))?.word ?? null;
}

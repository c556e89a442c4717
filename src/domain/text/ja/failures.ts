import type { Words } from '../en/en.ts';
import { ERRORS } from './errors.ts';

export const failures: Words['failures'] = {
  couldNot: '実行できませんでした',
  command: (line) => `\`${line}\``,
  button: (name, run) => `\`${run}\` の${BUTTONS[name] ?? name}`,
  mention: () => '回答',
  shortcut: () => '実行の説明',
  unexpected: () => '想定外のエラーです。',
  sentence: (deed, code, message) =>
    `実行できませんでした: ${deed}。${ERRORS[code].what}。${ERRORS[code].advice}\n詳細: ${message}`,
  nothingStarted: () => '何も開始していません。',
  advice: (code) => ERRORS[code].advice,
};

const BUTTONS: Readonly<Record<string, string>> = {
  approve: '承認',
  cancel: 'キャンセル',
  rerun: '再実行',
  change: '変更',
  compare: '比較',
  explain: '説明',
  raw: '生データの取得',
};

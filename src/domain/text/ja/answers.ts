import type { Words } from '../en/en.ts';

const NO_RUN = '実行中と待機中の一覧は `/nlb status` で確認できます。';

export const answers: Words['answers'] = {
  unknownRun: (run, near) =>
    `実行 ${run} はありません。${near === null ? '' : `もしかして: ${near} 。`}保存されている実行は \`/nlb history\` で確認できます。`,
  cancel: {
    unknown: (run) => `実行 ${run} はありません。${NO_RUN}`,
    ended: (run) => `実行 ${run} はすでに終了しており、キャンセルするものはありません。`,
    restoring: (run) => `実行 ${run} はすでにターゲットを元に戻しています。`,
    removed: (run) => `実行 ${run} をキューから取り除きました。まだ開始していませんでした。`,
    asked: (run) => `実行 ${run} をキャンセルしています。ターゲットを元に戻し、完了をスレッドでお知らせします。`,
  },
  approve: {
    unknown: (run) => `実行 ${run} はありません。${NO_RUN}`,
    ended: (run) => `実行 ${run} は終了しており、承認するものはありません。`,
    begun: (run) => `実行 ${run} は承認待ちではありません。`,
    expired: (run) => `${run} の承認期限が過ぎました。何も変更していません。もう一度依頼してください。`,
    own: (run) => `実行 ${run} には別の人の承認が必要です。依頼者本人は承認できません。`,
    changed: (run) =>
      `ターゲットが ${run} の計画と異なる状態になったため、実行は終了しました。何も変更していません。もう一度依頼すると、新しい計画を確認できます。`,
  },
  approved: () => '承認しました。経過は実行のメッセージに表示されます。',
  elsewhere: () => '回答はこのチャンネルに別のメッセージとして投稿しました。',
  askedAgain: (run) => `${run} の再実行は先ほど依頼済みです。新たに開始したものはありません。`,
  rawNotYet: (run) => `実行 ${run} はまだ終了していません。生ファイルは終了後に取得できます。`,
  rawGone: (run) => `${run} の生ファイルは保存期間を過ぎました。スレッドに record.json があります。`,
  rawThere: (run) => `${run} の生ファイルは、record.json とともにスレッドにあります。`,
  rawTitle: (file, run) => `${run} の ${file}`,
  gone: (run) => `実行 ${run} のデータは残っていません。`,
  otherVersion: (run, at) =>
    `実行 ${run} は Bot の以前のバージョンによるもので、このバージョンでは再表示できません。結果、グラフ、生データは ${at} に始まったスレッドにあります。`,
  compare: (command) => `比較するには: \`${command}\``,
  inThread: (at, charts) =>
    `${charts ? 'グラフと生データ' : '記録 (record.json) '}は ${at} に始まったスレッドにあります。`,
  leftNothing: (at) => `${at} に依頼され、データは残っていません。`,
  noThread: (at) => `${at} に依頼され、スレッドに投稿する新しい結果はありませんでした。`,
  notExplained: (run, isDone) =>
    `実行 ${run} についてこれ以上は説明できません。${isDone ? 'データの保存期間を過ぎました' : 'データが残っていません'}。`,
  noArm: () => '完了した区間がないため、これ以上の説明はありません。',
  notQueued: () =>
    ':x: この実行をキューに入れられませんでした。何も開始していません。少し待ってからもう一度試してください。',
  threadHelp: (run) => `実行 ${run} のこのスレッドでは、次の 1 語でメンションしてください:`,
  threadWord: (word, english) => THREAD_WORDS[word] ?? english,
  wholeCommands: () => '`/nlb` を省いたコマンドも使えます: `explain nlb` 、 `history`',
  noRunHere: (word) =>
    `このスレッドに対応する実行は保存されていないため、 ${word} は使えません。実行の一覧は \`/nlb history\` で確認できます。`,
  notOfARun: () =>
    'このメッセージに対応する実行は保存されていないため、説明できません。実行のメッセージまたはそのスレッドで使ってください。実行の一覧は `/nlb history` で確認できます。',
  unknownWord: (heard, near) => `${heard} はわかりません。${near === null ? '' : `もしかして: ${near}`}`,
};

const THREAD_WORDS: Readonly<Record<string, string>> = {
  status: '進み具合',
  why: '何が起き、なぜそうなったか',
  show: '結果をもう一度表示',
  cancel: '終了してターゲットを元に戻す',
  approve: '計画のとおりに開始',
  compare: '前回の同じ条件の実行と比較',
  raw: '生ファイルをスレッドに投稿',
  again: 'もう一度実行',
  help: 'この説明',
};

import type { ErrorCode } from '../../errors.ts';
import type { Words } from '../en/en.ts';
import { ERRORS } from './errors.ts';

export const ended: Words['ended'] = {
  restored: (time) => `:leftwards_arrow_with_hook: 元に戻し、 ${time}で確認しました`,
  nothingToRestore: () => ':leftwards_arrow_with_hook: 元に戻すものはありません。設定は最初のままです',
  doneBut: (alarm) => `:rotating_light: ${alarm} 実行は完了しており、結果は下にあります。`,
  leftChanged: (alarm, title, how) => `:rotating_light: ${alarm} ${title} ${how}`,
  cancelled: (title, by, after, condition) =>
    `:leftwards_arrow_with_hook: ${title} は${by === null ? '' : ` ${by} により`}${after === null ? '' : ` ${after}で`}キャンセルされました。 ${condition}`,
  interrupted: (title, message, condition) => `:warning: ${title} は中断されました${message} ${condition}`,
  failed: (title, phase, message, condition) =>
    `:x: ${title} は失敗しました${phase === null ? '' : ` (${phase})`}${message} ${condition}`,
  message: (message, code) => (message === null ? '。' : `。${whatOf(code)}詳細: ${message}`),
  hindered: (obstacle) => `。${obstacle}`,
  wasCancelled: (by) => `は${by === null ? '' : ` ${by} により`}キャンセルされました。`,
  hasEnded: () => 'は終了しました。',
  wasInterrupted: (message) => `は中断されました${message}`,
  hasFailed: (phase, message) => `は失敗しました${phase === null ? '' : ` (${phase})`}${message}`,
  askAgain: (command) => `もう一度依頼するには: \`${command}\``,
  expired: (title, again) => `:hourglass: ${title} は期限までに承認されませんでした。何も変更していません。${again}`,
  changed: (title, again) =>
    `:x: ${title} は開始しませんでした。計画を表示した後にターゲットが変わっています。何も変更していません。${again}`,
  refused: (title, message, code, again) =>
    `:no_entry: ${title} は開始しませんでした。${ERRORS[code].what}。何も開始していません。${ERRORS[code].advice}${again}\n詳細: ${message}`,
  runAgain: (command) => `再実行するには: \`${command}\``,
  cancelledUnstarted: (title, by) =>
    `:leftwards_arrow_with_hook: ${title} は開始前に${by === null ? '' : ` ${by} により`}キャンセルされました。何も変更していません。`,
  stands: (command, again) => `\`${command}\` でターゲットの状態を確認できます。${again}`,
  withoutRecord: {
    interrupted: (title) => `:warning: ${title} は記録を残す前に中断されました。`,
    failed: (title) => `:x: ${title} は記録を残す前に失敗しました。`,
    done: (title) => `:grey_question: ${title} は終了しましたが、記録を読み取れません。`,
  },
  stays: (target) => `${target} は現在の状態のままです。`,
  isBackLater: (target, but) =>
    `${target} はその後のリカバリで元の状態に戻りました${but ? ' (所有者だけが書き込むものを除く)' : ''}。`,
  isBack: (target) => `${target} は元の状態に戻っています。`,
  configIsBack: (target) => `${target} の設定は元のままです。`,
  untouched: (target) => `${target} は何も変更していません。`,
  noVerdict: (command) => `判定には至りませんでした。再実行するには: \`${command}\``,
  advice: (code) => ERRORS[code].advice,
  thenAgain: (advice, command) => `${advice}その後、再実行するには: \`${command}\``,
  noArm: () => '完了した区間がないため、判定はありません。',
  untilThen: (seen) => `それまでの結果: ${seen}。`,
  readHere: (why, command) =>
    `チャンネルに投稿できなかったため、ここでお知らせしています (詳細: ${why}) 。レポート: \`${command}\``,
};

function whatOf(code: string | null): string {
  return code !== null && code in ERRORS ? `${ERRORS[code as ErrorCode].what}。` : '';
}

export const recovery: Words['recovery'] = {
  notRestored: (target) => `*${target} は元に戻っていません。*`,
  withWhy: (why, ways) => `${ways}${why === '' ? '' : `\n詳細: ${why}`}`,
  inTheWay: (why) =>
    `${why === '' ? '' : `詳細: ${why}\n`}このターゲットで別の実行を開始しないでください。妨げているもの:`,
  goOn: () => '次のいずれかで進められます:',
  takeBack: () => '• その変更を取り消す: 残りは Bot が 15 秒以内に元に戻します',
  keepTheirs: (command) => `• \`${command}\`: 現在の状態をすべて残し、Bot は実行による変更を忘れます`,
  keepOurs: (command) => `• \`${command}\`: 実行前の状態で上書きします`,
  onceMended: (command) => `直した後も元に戻すものが残っている場合: \`${command}\``,
  grant: (command) => `その権限を付与してください。Bot は数分ごとに自動で再試行します。すぐに行うには: \`${command}\``,
  triesAgain: (command) =>
    `復元用の記録はターゲットに残っています。Bot は最初は 15 秒ごとに自動で再試行します。すぐに行うには: \`${command}\``,
  byItself: () => 'Bot による自動実行',
  askedBy: (person) => `依頼者 ${person}`,
  when: (at, by) => `${at} UTC、${by}`,
  stopped: (alarm, when) => `:rotating_light: ${alarm} リカバリ (${when}) は停止しました。`,
  kept: (target, when) =>
    `:warning: ${target} は現在の状態のままです (\`keep=theirs\`, ${when})。復元用の記録を消し、実行が残した未使用のものを削除しました。`,
  leftSo: () => '実行前と異なるまま残したもの:',
  restored: (target, whole, ours, when) =>
    `:leftwards_arrow_with_hook: ${target} を元に戻し、確認しました${whole ? '' : '。ただし所有者だけが書き込むものを除きます'} (${ours ? '`keep=ours`, ' : ''}${when})`,
  overwritten: (head) => `${head}。他の人が変更していたもの:`,
  stillTheirs: () => '所有者だけが書き込むため、他の人が残した状態のままのもの:',
  nothing: (target) => `${target} にリカバリするものはありません。復元用の記録を残した実行はありません。`,
  busy: (target, run, command) =>
    `${target} は実行 ${run} が使用中で、終了時に自分で元に戻します。すぐに終了するには: \`${command}\``,
  toldThere: (run) => `この変更を残したのは実行 ${run} です。そのスレッドにも投稿します。`,
  refused: (target, why) => `:x: ${target} をリカバリできませんでした。詳細: ${why}`,
  nobody: (target) =>
    `:x: ${target} の worker が応答しないため、何もしていません。worker が動いているか確認してから、もう一度依頼してください。`,
  goesOn: (target, command) =>
    `${target} をリカバリしています。結果は、変更を残した実行のスレッドに投稿します。現在の状態: \`${command}\``,
};

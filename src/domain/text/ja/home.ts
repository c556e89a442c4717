import type { Words } from '../en/en.ts';

export const home: Words['home'] = {
  startLabel: '検証を実行',
  startsIn: (channel) =>
    `メッセージは、前回実行した${channel === null ? '私とのダイレクトメッセージ' : ` ${channel} `}に表示します。ほかのチャンネルでは \`/nlb run\` と入力してください。`,
  startByTyping: () =>
    'チャンネルで実行を開始できます: `/nlb run` でフォームを開きます。 `/nlb run baseline` は何も変更せず、1 分以内に終わります。',
  running: '実行中',
  nothingRuns: () => '実行中のものはありません。',
  queue: '待機中',
  nothingWaits: () => '待機中のものはありません。ターゲットの使用中に開始した実行はここで順番を待ちます。',
  approvals: '承認待ち',
  more: (n, line) => `ほか ${n} 件: \`${line}\``,
  targets: 'ターゲットと最新の結果',
  symbols: () =>
    '判定 (古い順): ✓ BALANCED、✗ IMBALANCED、? INCONCLUSIVE、– INVALID。棒は最大/平均で、最も低いものが均等です。',
  target: (name, kind, isDefault) => `*${name}* (${kind}${isDefault ? '、デフォルト' : ''})`,
  asked: (target) => `:hourglass_flowing_sand: ${target}: worker に問い合わせています`,
  noWorker: (target) => `:x: ${target}: worker が時間内に応答しません。worker が動作しているか確認してください`,
  usable: (target, pods, holder) => `:white_check_mark: ${target}: 実行できます。${pods}${holder}`,
  inUse: (target, run) => `:white_check_mark: ${target}: 実行 ${run} が使用中です。次の実行はその終了を待ちます`,
  problem: (target, problem) =>
    `:x: ${target}: 実行できる状態ではありません${problem === null ? '' : `。詳細: ${problem}`}`,
  leftChanged: (target, run, line) => `:rotating_light: ${target}: 実行 ${run} による変更が残っています。 \`${line}\``,
  podsAway: (target, pods, holder) => `:warning: ${target}: ${pods}${holder}`,
  noRights: (target, line) => `:x: ${target}: worker の権限が足りません。 \`${line}\` で確認できます`,
  pods: (ready, all, isComplete) => `Pod ${all} 個中 ${ready} 個が Ready${isComplete ? '' : '、ロールアウトは未完了'}`,
  heldBy: (holder) => `。使用中: ${holder}`,
  noResult: (line) => `結果はまだありません。チャンネルで入力してください: \`${line}\``,
  last: (facts) => `最新: ${facts}`,
  schedules: 'スケジュール',
  noSchedule: () =>
    'スケジュールはまだありません。チャンネルで入力してください: `/nlb schedule add rollout-restart weekly=mon@03:00` (曜日の代わりに `after=rollout` も使えます)',
  moreSchedules: (hidden) =>
    `${hidden > 0 ? `ほか ${hidden} 件。` : ''}チャンネルで \`/nlb schedule\` と入力すると、一覧、一時停止、削除ができます。`,
  runs: '終了した実行',
  noRun: () => '保存されている実行はまだありません。 `/nlb run baseline` は何も変更せず、1 分以内に終わります。',
  newer: '新しい方へ',
  older: '古い方へ',
  range: (from, to, all) =>
    `${all} 件中 ${from === to ? from : `${from} 〜 ${to}`} 件目 (新しい順)。 \`/nlb show RUN\` で結果を再表示、 \`/nlb compare RUN RUN\` で比較します。`,
  asOf: (time) => `${time} 現在。チャンネルで \`/nlb help\` と入力すると、コマンドの一覧を表示します。`,
  refresh: '更新',
  away: (message, advice) => `:x: 実行中と待機中の一覧を表示できません: ${advice}\n詳細: ${message}`,
};

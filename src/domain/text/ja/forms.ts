import type { Words } from '../en/en.ts';
import { escapeMrkdwn } from '../escape-mrkdwn.ts';
import { allowed } from './allowed.ts';
import { defaultInJapanese } from './defaults.ts';

export const forms: Words['forms'] = {
  runTitle: () => '検証を実行',
  recommendTitle: () => '推奨値を調べる',
  run: () => '実行',
  askToRun: () => '承認を依頼',
  recommend: () => '調べる',
  cancel: () => 'キャンセル',
  more: (entered) => (entered === 0 ? '詳細設定を表示' : `詳細設定を表示 (${entered} 件入力済み)`),
  fewer: () => '詳細設定を隠す',
  label: (key) => LABELS[key] ?? key,
  hint: (key, one) => [allowed.range(one), MEANINGS[key] ?? []].flat().join('、'),
  defaultHint: (text) => `デフォルト: ${defaultInJapanese(text)}`,
  mustBe: (expected) => `正しい値を入力してください: ${expected}`,
  needsStreams: () =>
    'ストリームを使うクライアントが必要です。クライアントの動作で server-stream か bidi-stream を選んでください。',
  rpsAndInterval: () => 'リクエスト間隔と同じ意味です。どちらかを空にしてください。',
  leaveEmpty: () => '空欄はデフォルトになります。回答はあなただけに表示し、何も変更しません。',
  inShort: ({ deployment, pods, rollouts, reconnects, service }, clients) =>
    rollouts === 0
      ? service === undefined
        ? ['何も変更しません', `コネクション ${clients.toLocaleString('en-US')} 本`]
        : [`Service \`${escapeMrkdwn(service.name)}\` の変更`, `再接続 約 ${reconnects.toLocaleString('en-US')} 回`]
      : [
          `\`${escapeMrkdwn(deployment)}\` (Pod ${pods.length} 個) のロールアウト ${rollouts} 回`,
          `再接続 約 ${reconnects.toLocaleString('en-US')} 回`,
        ],
  about: (span) => `約 ${span}`,
  unseen: (target, isSilent) =>
    isSilent ? `:warning: ${target} が応答しません` : `:warning: ${target} を読み取れません`,
  hindered: () => ':warning: 何も変更せずに終わります (下記参照)',
  guarded: (need) => (need === 'confirm' ? ':lock: 確認が必要です' : ':lock: 別の人の承認が必要です'),
  refused: (reason) => `:x: ${reason}`,
  mend: (fields) => `:warning: 実行の前に修正が必要です: ${fields}`,
  hidden: (label, message) => `${label}: ${message}`,
  asking: (target) => `:hourglass_flowing_sand: ${target} の現在の状態を確認しています ...`,
  silent: (target, after) =>
    `:warning: *${target} から ${after} 以内に応答がありません*。Pod、比率、再接続の予測を表示できません。`,
  failed: (target, message) => `:warning: *${target} を読み取れません*: ${message}`,
  unseenRun: () => '実行はキューに入ります。順番が来ても応答がなければ、何も変更せずに終わります。',
  unseenPlan: () => '応答がないと承認する計画を作れないため、何も開始しません。',
  changing: (target, run) =>
    `実行 ${run} による ${target} の変更は、この実行の開始前に元に戻されます。変更前の ${target} に対する予測を表示しています。`,
  already: (target, setting) =>
    `:warning: *${target} には \`${setting}\` がすでに設定されています*。実行は何も変更せずに終わります。別の値を選んでください。`,
  unknownField: (message) => `:warning: *何も変更されません。* 詳細: ${message}`,
  hinderedBy: (obstacle) => `:warning: *何も変更されません。* ${obstacle}`,
  expect: () => '*予測*',
  picks: (count, span) => `設定を観測する ${span} の間に、新しいコネクションを約 ${count} 本数えます。`,
  held: (clients, span) =>
    `観測する ${span} の間、この設定でコネクションは閉じません。数えるのは ${clients} の接続先です。`,
  few: (wanted) =>
    `判定には足りないかもしれません。約 ${wanted} 本あればほとんどの判定が決まります。クライアントを増やすか、観測を長くしてください。`,
  takes: (span) => `所要時間は約 ${span} です。`,
  takesOf: (span) => `所要時間は Pod が 3 個なら約 ${span} です。`,
  touches: (target, level) => (level === null ? `*${target} への影響*` : `*${target} への影響* (区分 ${level})`),
  effect: (text) => `${text}`,
  starts: (changes) => `すぐに、または先の実行が終わり次第開始し${changes ? '、すべて元に戻し' : ''}ます。`,
  needs: (need) =>
    need === 'confirm'
      ? ':lock: まだ開始しません。正確な差分を表示し、誰かの確認を 10 分間待ちます。'
      : ':lock: まだ開始しません。正確な差分を表示し、あなた以外の人の承認を 10 分間待ちます。',
  toldIn: (channel) => `スレッドは ${channel} に投稿します。`,
  refusal: (message) => `:no_entry: ${message}`,
  typed: (line) => `*同じことをコマンドで入力する場合*\n\`${line}\``,
  preparing: (line) =>
    `:hourglass: \`${line}\` を準備しています。ターゲットの応答に時間がかかっています。結果はここでお知らせします。`,
  changeLine: (line) => `この行を書き換えて入力してください: \`${line}\``,
};

const LABELS: Readonly<Record<string, string>> = {
  plan: '計画 (YAML)',
  scenario: 'シナリオ',
  on: 'ターゲット',
  value: '設定の値',
  clients: 'クライアント数',
  interval: 'リクエスト間隔',
  restart: '再起動の方法',
  setting: '設定',
  from: '追加前の Pod の数',
  to: '追加後の Pod の数',
  add: '追加する Pod の数',
  observe: '各区間の観測時間',
  rpc: 'クライアントの動作',
  stream: 'ストリームの長さ',
  jitter: '値のジッター',
  'max-stream-duration': 'ストリームの切断',
  'drain-timeout': 'ドレインのタイムアウト',
  warmup: 'ウォームアップ',
  repeats: '繰り返し回数',
  alpha: '有意水準',
  effect: '偏りとみなす max/mean',
  tolerance: '均等とみなす max/mean',
  seed: 'シード',
  rps: '毎秒リクエスト数',
  within: '均等に戻るまでの時間',
  errors: '許容する失敗',
  heaviest: '最も忙しいクライアント',
};

const MEANINGS: Readonly<Record<string, string>> = {
  clients: '1 つにつきコネクション 1 本',
  interval: '各クライアントのリクエストから次のリクエストまで',
  'drain-timeout': '最初の GOAWAY から最後の GOAWAY まで',
  warmup: '最初の変更の前',
  repeats: '各区間',
  rps: '全クライアントの合計。リクエスト間隔の代わりに指定',
  errors: 'リクエスト、またはストリームの割合',
  heaviest: '全リクエストに占める割合',
};

import type { Words } from '../en/en.ts';

export const going: Words['going'] = {
  title: (run, target) => `*${run}* (${target})`,
  titleAndId: (run, target, id) => `*${run}* (${target}, ${id})`,
  run: (id) => `実行 ${id}`,
  approvedBy: (person) => `承認者 ${person}`,
  schedule: (id) => `スケジュール ${id}`,
  queued: (title, where) => `:hourglass: ${title} - ${where}`,
  waits: () => '待機中',
  startsNow: () => 'まもなく開始します',
  next: () => '次に開始します',
  nth: (place) => `${place} 番目に待機中`,
  startsIn: (where, time) => `${where} (約 ${time}後に開始)`,
  starting: (title) => `:large_blue_circle: ${title} - 開始しています`,
  running: (title, phase) => `:large_blue_circle: ${title} - ${phase}`,
  restoring: (title, now) => `:leftwards_arrow_with_hook: ${title} - ${now}`,
  puttingBack: (target) => `${target} を元に戻しています ...`,
  notBack: (target) => `*${target} は元に戻っていません。* レポートを作成しています ...`,
  isBack: (target) => `${target} は元に戻りました。レポートを作成しています ...`,
  nothingToPutBack: () => '元に戻すものはありませんでした。レポートを作成しています ...',
  cancelledAt: (person, time) => `${person} が ${time}でキャンセルしました。`,
  complete: () => '測定が完了しました。',
  endedEarly: (why) => `途中で終了しました。詳細: ${why}`,
  phases: {
    preflight: 'ターゲットを確認中 (何も変更しません)',
    'warm-up': 'クライアントが接続して通信中 (何も変更しません)',
    change: '変更中',
    observe: '観測中',
    restore: 'すべて元に戻しています',
    report: 'レポートを作成中',
  },
  doing: {
    prepare: '準備中',
    restart: '再起動中',
    reconnect: 'クライアントが再接続中',
    'scale-out': 'スケールアウト中',
    'pod-kill': 'Pod を強制終了中',
  },
  phase: ({ arm, phase, elapsed, total, left }) =>
    `${arm === null ? '' : `${arm}: `}${phase} · 約 ${total}のうち ${elapsed}経過${left === null ? '' : `、残り ${left}`}`,
  step: (name) => STEPS[name] ?? name,
  moreSteps: (n) => `… ほか ${n}`,
  moreBefore: (n) => `前に ${n} ステップ`,
  moreToCome: (n) => `後に ${n} ステップ`,
  atStep: (at, of, name) => ` ${of} ステップ中 ${at}: ${name}`,
  stepEndedEarly: () => '途中で終了',
  unread: () => '未取得',
  noPodYet: () => 'まだ Pod を読み取っていません',
  andPods: (n) => `、ほか ${n} 個の Pod`,
  connections: (connections, picks, errors) =>
    `現在のコネクション: ${connections} · 新規コネクション ${picks.toLocaleString('en-US')} 本 · エラー ${errors.toLocaleString('en-US')} 件`,
  waitsForApproval: (title) => `:lock: ${title} は承認待ちです。それまで何も変更しません。`,
  needsWord: (title, need, until, effect) =>
    `:lock: ${title} には ${until} までに${need === 'second-person' ? '別の人の承認' : '確認'}が必要です: ${effect}。`,
  untouchedBefore: () => 'それまで何も変更しません。正確な変更内容はスレッドにあります。',
  nothing: (target) =>
    `${target} で実行中や待機中のものはありません。開始するには: \`/nlb run max-connection-duration\``,
  counts: (running, waiting, target) =>
    `*${target}: ${running === 0 ? '実行中なし' : `実行中 ${running} 件`}、${waiting === 0 ? '待機中なし' : `待機中 ${waiting} 件`}*`,
  hasEnded: (id, state) => `実行 ${id} は終了しています (${state}):`,
  untold: (title, id, command) =>
    `• ${id} ${title} は終了していますが、スレッドにはまだ投稿されていません: \`${command}\``,
  isStarting: () => '開始しています',
  awaits: () => '承認待ち',
  states: {
    queued: '待機中',
    awaiting_approval: '承認待ち',
    running: '実行中',
    restoring: '復元中',
    done: '完了',
    failed: '失敗',
    cancelled: 'キャンセル',
    interrupted: '中断',
  },
  notYet: (title, where) =>
    `${title} は${NOT_YET[where]}。まだ何も変更していないので、この実行によるコネクションの移動はありません。`,
  now: (title, phase) => `${title} - ${phase}`,
  toldLater: () => '終了後、結果をこのスレッドに投稿します。',
  lookedAt: (target) => `${target} を確認しています。何も変更しないので、コネクションは動きません。`,
  warmingUp: (target) =>
    `クライアントが接続して通信しています。 ${target} は何も変更しておらず、コネクションは開いたときに到達した Pod に留まります。`,
  replacing: (setting) =>
    `${setting === null ? '' : `${setting} を設定して、`}Pod を入れ替えています。終了する Pod はコネクションを閉じ、そこに接続していたクライアントは、その時点で Ready な Pod に接続し直します。`,
  killing: (setting) =>
    `${setting === null ? '' : `${setting} を設定して再起動した後、Pod を 1 つ強制終了します。`}強制終了した Pod は GOAWAY を送りません。クライアントはコネクションと処理中のリクエストを失い、残った Pod に接続し直します。代わりの Pod が起動します。`,
  scaling: (from, to, setting) =>
    `${setting === null ? '' : `${setting} を設定し、`}Pod を ${from} 個で再起動しています。全クライアントが接続した後、Deployment を ${to} 個に増やします。新しい Pod が受け取るのは、Ready になった後に開かれたコネクションだけです。`,
  preparing: () => 'この区間の準備中です。現在と異なる設定を反映しています。コネクションはまだ移動しません。',
  reconnecting: () =>
    'Pod はそのままで、すべてのクライアントがコネクションを閉じて開き直し、この区間の経路を通ります。',
  adding: (pods) =>
    `全クライアントの接続中に ${pods} 個の Pod を追加しています。新しい Pod に届くのは、Ready になった後に開かれたコネクションだけです。`,
  observingAlone: () =>
    '何も変更していません。開いているコネクションを閉じるものもないため、最後に接続した Pod に留まります。',
  gettingBack: (target) =>
    `${target} を元の設定に戻しています。Pod が再起動する場合はコネクションがもう一度閉じて接続し直しますが、集計には含みません。`,
  reporting: () => '測定と復元は終わりました。グラフとレポートを作成しています。',
  observingIdle: (field, value) =>
    `何も変更していません。 ${field} は ${value}アイドルだったコネクションを閉じます。閉じられたクライアントは次のリクエストで接続し直し、それより頻繁に通信するクライアントのコネクションは維持されます。`,
  observingRequests: (field, requests) =>
    `何も変更していません。 ${field} は ${requests.toLocaleString('en-US')} 回目のリクエストでコネクションに切断を要求し (GOAWAY)、クライアントは次のリクエストで新しいコネクションを開いて Pod を選び直します。`,
  observingAge: (field, life) =>
    `何も変更していません。 ${field} は接続から ${life}経ったコネクションに切断を要求し (GOAWAY)、クライアントは次のリクエストで新しいコネクションを開いて Pod を選び直します。`,
};

const STEPS: Readonly<Record<string, string>> = {
  preflight: '事前確認',
  'warm-up': 'ウォームアップ',
  restore: '復元',
  report: 'レポート',
};

const NOT_YET = {
  approval: '承認待ちです',
  queue: '待機中です',
  starting: '開始しているところです',
} as const;

export const buttons: Words['buttons'] = {
  labels: {
    approve: '承認',
    cancel: 'キャンセルして復元',
    rerun: '再実行',
    change: '変更して実行',
    compare: '前回と比較',
    explain: '説明',
    raw: '生データ',
  },
  reject: '却下',
  cancelQueued: 'キャンセル',
  approveTitle: (run) => `${run} を承認`,
  approveText: 'スレッドにある計画のとおりにターゲットを変更し、終了後に元に戻します。',
  approveDeny: 'まだ承認しない',
  rejectTitle: (run) => `${run} を却下`,
  cancelTitle: (run) => `${run} をキャンセル`,
  cancelWaiting: '開始しません。まだ何も変更していません。',
  cancelRunning: '実行を終了し、ターゲットを元に戻します。',
  letWait: '待機を続ける',
  letRun: '実行を続ける',
};

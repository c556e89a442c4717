import type { CommandName } from '../../command.ts';
import type { ScenarioName } from '../../scenario.ts';
import type { Words } from '../en/en.ts';
import { allowed } from './allowed.ts';
import { defaultInJapanese } from './defaults.ts';

export const help: Words['help'] = {
  summary: (name, english) => (SUMMARIES as Record<string, string>)[name] ?? english,
  scenario: (name, english) => (SCENARIOS as Record<string, string>)[name] ?? english,
  key: (command, key) =>
    `${help.meaning(command, key)} (デフォルト: ${defaultInJapanese(key.defaultText)}、範囲: ${allowed.range(key.allowed)})`,
  meaning: (command, { key, meaning }) => MEANINGS[`${command} ${key}`] ?? MEANINGS[key] ?? meaning,
  keys: () => '*キー*',
  try: (command) => `例: \`${command}\``,
  sweep: () =>
    '1 ラウンドにつき、再起動だけの場合とすべての値を再起動 1 回ずつで試します。判断できない値は、判断できるか時間の上限に達するまで続けます。推奨するのは、コネクションを均等に保つ値のうち、1 秒あたりの再接続が最も少ないものです。',
  sweepMore: () => 'そのほか `run` のキー ( `value` と `repeats` を除く) も使えます: `/nlb help run`',
  head: () =>
    '*ロードバランサの背後の Envoy Pod に gRPC のコネクションがどう分散するかを、実際に検証します。終了後はすべて元に戻します。*',
  scenarios: (names) => `シナリオ: ${names} 。一覧とキーは \`/nlb help run\` で確認できます。`,
  inThreads: () =>
    '実行のスレッドでは、ボタンかメンションを使ってください: `status` 、 `why` 、 `cancel` (語の一覧は、そこで `help` )',
  scenarioHead: () => '*シナリオ*',
  runKeys: () => '*キー* ( `-` と `_` は同じ。時間は `500ms` 、 `3s` 、 `5m` のように書きます)',
  scheduleNote: () =>
    'ターゲットの使用中に予定の時刻になった実行は、理由を残して見送ります。理由は一覧に表示されます。',
  scheduleKeys: () => '*`add` のキー* (最初の 4 つから 1 つ)',
  scheduleKey: (key, english) => SCHEDULE_KEYS[key] ?? english,
  scheduleMore: () => 'そのほか `run` のキーも使えます: `/nlb help run`',
  scheduleIds: () =>
    '`show` 、 `run` (今すぐ)、 `pause` 、 `resume` 、 `remove` にはスケジュールの id を指定します。id は `/nlb schedule` で確認できます。',
  topics: (names) => `トピック: ${names} 、 \`run RUN\``,
  explainKeys: () => '`more=true` で詳細と出典を表示します。 `on=TARGET` でほかのターゲットを指定します。',
  addTarget: (command) =>
    `ターゲットは Bot のそばの \`nlb.config.yaml\` に書かれているため、追加はシェルで行います: \`${command}\` は、 \`infra/\` のクラスタを \`cdk deploy\` の出力から書き込みます。すべてのキーは \`docs/configuration.md\` にあります。動いている Bot は、次の起動時に読み込みます。`,
  usage: (message) => `コマンドを解釈できません。\n詳細: ${message}`,
};

const SUMMARIES: Readonly<Record<CommandName, string>> = {
  run: '検証を実行し、結果をスレッドに投稿します。Slack で `run` だけを入力すると、フォームを開きます。',
  sweep: '1 回の実行で複数の値を試し、コネクションを均等に保つ値のうちコストが最も低いものを推奨します。',
  recommend:
    'モデルに基づいて、クライアントに合う値を、コスト、限界、コピーできる設定とともに推奨します。 Slack で引数なしで実行するとフォームが開きます。',
  status: '実行中と待機中のもの、または 1 つの実行を表示します。',
  cancel: '実行を終了し、ターゲットを元に戻して報告します。',
  approve: '承認待ちの実行を、スレッドにある計画のとおりに開始します。',
  history:
    '実行の一覧を新しい順に、シナリオとターゲットごとの推移とともに表示します。audit=true では、誰が何を依頼し、どうなったかを表示します。',
  show: '実行の結果をもう一度表示します。終了前は進み具合を表示します。',
  compare: '2 つの実行でコネクションの分散が異なるかを検定し、数値を並べて表示します。',
  schedule: '決まった時刻やロールアウトのたびに検証を実行し、結果が変わったときなどに投稿します。',
  targets: '各ターゲットを実行に使えるか (状態、権限、上限、使用中の実行、残された変更) を表示します。',
  recover: '実行が残した変更を元に戻します。他の人も変更していた場合は、その変更を残すか上書きするかを選べます。',
  doctor: 'Slack、Redis、時計、worker、ターゲットを確認し、直すべき点を表示します。',
  explain:
    'コネクションが Pod に届くまでの経路と移動の仕組みを、ターゲットの実際のアドレスと出典つきで説明します。1 つの実行も説明できます。引数なしではトピックの一覧を表示します。',
  help: 'コマンドの一覧、または 1 つのコマンドの説明を表示します。',
};

const SCENARIOS: Readonly<Record<ScenarioName, string>> = {
  baseline: '何も変更せずに、Pod ごとのコネクションを数えます。',
  'rollout-restart': 'Envoy の Deployment を再起動し、コネクションの行き先と、その後の移動を数えます。',
  'max-connection-duration': '再起動だけの場合と、max_connection_duration を設定して再起動した場合を比較します。',
  'idle-timeout': '再起動だけの場合と、idle_timeout を設定して再起動した場合を比較します。',
  'max-requests': '再起動だけの場合と、max_requests_per_connection を設定して再起動した場合を比較します。',
  'health-check-noise':
    'クライアント用のポートへのヘルスチェックが、コネクションのどのカウンタに現れ、どれには現れないかを示します。',
  drain:
    '現在の設定のまま再起動した場合と、Pod の終了方法 (SIGTERM のみ、sleep、drain) を変えて再起動した場合で、失敗するリクエストを比較します。',
  'traffic-policy':
    'externalTrafficPolicy が Cluster の場合と Local の場合に各 Pod が受け取る割合を、接続し直して比較します。',
  'nlb-idle': 'NLB にアイドルなコネクションを `value` で忘れさせ、keepalive の有無で失われるリクエストを比較します。',
  'client-round-robin':
    'NLB を通る 1 本のコネクションと、ヘッドレス Service の Pod に自分で分散するクライアント (round_robin) を比較し、あとから来る Pod に届くものを数えます。',
  'target-type': 'NLB がノードに送る場合と Pod のアドレスに送る場合を、接続し直して比較します。',
  custom: '自分で書いた YAML の計画 (順に実行する区間と、実行を即時終了できるプローブ) を実行します。',
  'pod-kill':
    'コネクションが最も多い Pod を強制終了し、クライアントが失うものと、代わりの Pod へのコネクションを数えます。',
  'scale-out': 'すべてのコネクションがある Pod に新しい Pod を追加し、設定の有無でどれだけ移動するかを数えます。',
};

const SCHEDULE_KEYS: Readonly<Record<string, string>> = {
  'weekly=mon@03:00': '毎週、指定した曜日と時刻',
  'daily=03:00': '毎日、指定した時刻',
  'every=24h': '一定の間隔ごと (初回は 1 間隔後、1h から 720h)',
  'after=rollout': 'ターゲットの Deployment のロールアウトが完了するたび (実行によるものを除く)',
  'tz=Europe/Paris': '`weekly` と `daily` のタイムゾーン (デフォルト UTC)',
  'post=changes|always': '投稿する条件: 判定か推奨が変わったとき、または毎回',
  'dry=true': '実行される時刻だけを表示し、何も保存しない',
};

/** By key, and by command and key where a command means something else. */
const MEANINGS: Readonly<Record<string, string>> = {
  plan: '`custom` の計画のファイル (シェルから)。Slack ではフォームに入力する',
  clients: 'gRPC クライアントの数 (1 コネクションずつ)',
  interval: '1 クライアントのリクエスト間隔、ストリームではメッセージ間隔',
  rpc: '各クライアントがコネクションで行うこと',
  stream: 'ストリームが自分で終わるまでの時間',
  value: '設定する値',
  setting: 'scale-out と pod-kill の treatment の設定',
  from: 'スケールアウト前の Pod の数',
  to: 'スケールアウト後の Pod の数',
  add: '`client-round-robin` の接続中に追加する Pod の数 (0 は追加なし)',
  jitter: 'コネクションごとに、値より最大でこの割合だけランダムに長く維持する',
  'max-stream-duration': 'この時間に達したストリームを Envoy が切断する',
  'drain-timeout': '最初の GOAWAY から最後の GOAWAY までの時間',
  restart: 'Deployment 自身の方式、または先に 1 Pod だけ起動',
  warmup: '最初の変更までの時間',
  observe: '各区間を観測する時間',
  repeats: '各区間を実行する回数',
  alpha: '有意水準',
  effect: '偏りとみなす最大/平均の下限',
  tolerance: '均等とみなす最大/平均の上限',
  seed: '実行に使う乱数のシード',
  on: 'ターゲット',
  dry: '変更内容と予測だけを表示し、何も変更しない',
  confirm: 'シェル用: 確認した計画',
  values: '試す値 (1 ラウンドにつき再起動 1 回ずつ)',
  'sweep jitter': 'max-connection-duration の各値とともに試す jitter',
  within: '再び均等になるまでの許容時間',
  errors: '失敗してよいリクエストの割合の上限',
  budget: '新しいラウンドを始めなくなるまでの時間',
  'recommend interval': '1 クライアントのリクエスト間隔',
  rps: '全クライアント合計の 1 秒あたりのリクエスト数 (interval の代わり)',
  'recommend stream': 'ストリームの長さ、または `endless`',
  'recommend errors': '失敗してよいリクエストまたはストリームの割合の上限',
  heaviest: '最も多く送るクライアントがリクエスト全体に占める割合',
};

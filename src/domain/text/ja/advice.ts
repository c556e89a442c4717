import type { Words } from '../en/en.ts';

const group = (n: number): string => n.toLocaleString('en-US');

export const advice: Words['advice'] = {
  where: (target, pods, envoy) => `${target} (${pods} 個の Pod、Envoy ${envoy})`,
  none: (where) => `:no_entry_sign: *${where} では、コネクションの設定による効果は見込めません。*`,
  best: (setting, where, already) => `:bulb: ${where} には *${setting}*${already ? ' (すでに設定されています)' : ''}`,
  copy: (place) => `*コピー用* ${place}:`,
  cautions: () => '*この設定で解決しないこと*',
  confirm: (command) => `*実行して確認* (終了後にすべて元に戻します): \`${command}\``,
  why: (asked, within, even) =>
    `*理由*: すべてのクライアントが許容時間 ${asked} 以内に接続先を選び直せる値 (この値では ${within}) のうち、再接続が最も少ないためです。${even === null ? '' : `全クライアントが 1 つの Pod に集中した状態からのシミュレーションでは、 ${even} で均等になります。`}`,
  price: (clients, price) => `*コスト* (${group(clients)} クライアントでの予測): ${price}。`,
  rate: (rate) => `再接続 ${rate} 回/秒`,
  peak: (peak) => `再起動後の 1 秒間に最大 ${peak} 回`,
  oneInOpens: (each) => `${each} リクエストに 1 回コネクションを開く`,
  eachOpens: () => 'リクエストごとにコネクションを開く',
  connected: (percent) => `接続している時間は ${percent} %`,
  cut: (after) => `すべてのストリームが ${after} で切断され、クライアントにはエラーになる`,
  noneFails: () => '失敗するリクエストなし (処理中のものが終わってから GOAWAY で切断)',
  other: (value, rate, within, tooLate) =>
    `*${value}* ${rate} 回/秒、${within} 以内に均等${tooLate ? ' (要件より遅い)' : ''}`,
  instead: (each) => `*ほかの値*: ${each}。`,
  answered: (asked) => `前提条件: \`${asked}\``,
  questions: (answered) => `${answered} 実際の環境と異なる場合は、次の値を指定してください:`,
  try: (command) => `例: \`${command}\``,
  noPods: (pods) => `Deployment の Pod が${pods === 1 ? ' 1 つだけな' : 'ない'}ため、分散できません`,
  localPolicy: (counts) =>
    `externalTrafficPolicy が Local で、ノードごとの Pod 数が ${counts.join(' と ')} です。ロードバランサは各ノードに均等に振り分けるため、Pod が多いノードの Pod ほど少なくなり、接続し直しても変わりません。Pod をノードに均等に配置するか、Cluster を使ってください`,
  endless: (field) =>
    `ストリームが終わらないため、max_connection_duration が切断を要求してもコネクションは残ります。終わらせるのは ${field} だけで、すべてのストリームが切断されます。クライアント側で数分ごとにストリームを終えるか、errors=100% で許容してください`,
  tooSoon: (within, streams) =>
    `${within} 以内に均等になる値はありません。クライアントが選び直すのは、接続時間が上限に達した次のリクエストです${streams ? '。ストリームがあれば、その終了も待ちます' : ''}`,
  fewClients: (clients, times, pods, percent) =>
    `${group(clients)} コネクションのランダムな振り分けでは、${percent} % の時間、${pods} 個の Pod のどれかに平均の ${times} 倍以上が集まります。コネクションの設定では減らせません。コネクションを増やすか、リクエスト単位で分散してください (クライアント側の round_robin、ALB)`,
  heavyClient: (percent) =>
    `1 つのクライアントがリクエストの ${percent} % を 1 本のコネクションで送るため、その Pod には少なくともそれだけ集まります。コネクションを均等にしても Pod の間を移るだけで、分割はされません。そのクライアントのコネクションを増やすか、リクエスト単位で分散してください`,
  streamsWait: () =>
    'コネクションはストリームの終了を待って閉じるため、上限より最大でストリーム 1 本分長く残ります。切断はされません',
  oldEnvoy: (version, target, field) =>
    `${target} の Envoy ${version} は ${field} (1.39.0 以降) に対応していない可能性があり、再起動で集中したクライアントが毎回同時に再接続します`,
  workers: () =>
    '1 つの Envoy のワーカースレッド間の偏りは別の問題です。リスナーの connection_balance_config で均等にできますが、コネクションの接続時間の設定では変わりません',
};

import type { Words } from '../en/en.ts';

const group = (n: number): string => n.toLocaleString('en-US');

export const plan: Words['plan'] = {
  head: (run, arms, repeats) => `*計画* ${run}: ${arms}${repeats}。`,
  repeats: (n) => `。全体を ${n} 回繰り返します`,
  sweep: ({ round, budget, within, errors }) =>
    `。1 ラウンドに 1 回ずつ、毎回順序を変えて試します (1 ラウンド約 ${round})。判断できない設定は control とともに、ラウンドが ${budget}以内に終わる限り続けます。推奨するのは、BALANCED で${within === null ? '' : `、${within}以内に再び均等になり`}、失敗したリクエストが ${errors} % 以下の設定のうち、コストが最も低いものです`,
  restartAsFound: (arm) => `*${arm}* - 現在の設定のまま再起動`,
  restartWith: (arm, field) => `*${arm}* - ${field} を設定して再起動`,
  between: '、 ',
  restartUnder: (arm, condition) => `*${arm}* - ${condition} で再起動`,
  obstacle: (message) => `:warning: *実行は何も変更せずに終わります。* ${message}`,
  stayUnder: (arm, condition) => `*${arm}* - ${condition}で観測`,
  checksInTemplate: () =>
    'Pod のヘルスチェックはテンプレートに従います。そのため treatment では、まずその Pod を作るロールアウトを行います。これはどの数値にも含みません。元に戻すときにもう一度ロールアウトします。',
  predictNoise: {
    'traffic-port': () =>
      '*トラフィック用ポートへのヘルスチェックの予測*: クライアントが開いていないコネクションが `downstream_cx_total` に数えられ、一部は `downstream_cx_active` にも現れます。チェックは何も送らずに閉じるため、http2 の統計には現れません。',
    'own-listener': () =>
      '*専用リスナーへのヘルスチェックの予測*: クライアントが開いていないコネクションはありません。',
  },
  template: (deployment) => `Deployment ${deployment} の Pod テンプレート`,
  preparing: () =>
    'Pod は、作成時のテンプレートに従って終了します。そのため treatment では、まずその終了方法の Pod を作るロールアウトを行います。その間の失敗はどの数値にも含みません。元に戻すロールアウトでも、Pod はもう一度その方法で終了します。',
  predictLoss: {
    sigterm: () =>
      '*SIGTERM のみの場合の予測*: リクエストが失われます。Pod への終了の指示から約 1 秒間、ノードはその Pod にコネクションを送り続けますが、Envoy はすでに終了しています。',
    sleep: () =>
      '*sleep の場合の予測*: リクエストはほとんど失われません。シグナルの前にノードが Pod を外すため、切断されるのはシグナルの時点で処理中のリクエストだけです。',
    drain: () =>
      '*drain の場合の予測*: リクエストは失われません。レスポンスごとにコネクションの切断を要求し、すべて離れるまでシグナルを待ちます。drain の期限を超えて何も送らないクライアントは切断されます。',
    'healthcheck-fail': () =>
      '*/healthcheck/fail の場合の予測*: リクエストは失われません。各コネクションは次のレスポンスで終わります。同じ Pod に再び送られたクライアントは、ノードが Pod を外すまでリクエストごとに接続し直します。',
  },
  untouched: (arm) => `*${arm}* - 何も変更しません`,
  untouchedWith: (arm, field) => `*${arm}* - ${field} を設定し、再起動はしません`,
  reconnects: (arm, otherwise) => `*${arm}* - すべてのクライアントが接続し直します (${otherwise})`,
  changesService: (service) => `treatment では Service ${service} を次のように変更し、終了後にすべて元に戻します:`,
  armShares: (arm, shares) => `${arm} ${shares} %`,
  predictWays: (arms) => `*予測*: Service の設定と各ノードの Pod の数から ${arms}。`,
  clients: (clients, place, workload) =>
    `${group(clients)} クライアント${place}が 1 コネクションずつ維持し、${workload}`,
  onAgents: (agents, namespace, cluster) =>
    ` (${agents} 個のエージェント、${cluster === null ? '' : `${cluster} の `}namespace ${namespace} の Job) `,
  deployment: (name, pods, target) => `${target} の Deployment ${name} (${pods} 個の Pod)`,
  restart: (kind) => `再起動方法 \`${kind}\``,
  seed: (seed) => `seed ${seed}`,
  askedBy: (person) => `依頼者 ${person}`,
  changing: (target, run) =>
    `実行 ${run} による ${target} の変更は、この実行の開始前に元に戻されます。計画は変更前の ${target} に対するものです。`,
  already: (target, setting) =>
    `:warning: *${target} には \`${setting}\` がすでに設定されています*。実行は何も変更せずに終わります。`,
  change: (config) => `treatment では ${config} を次のように変更し、終了後にすべて元に戻します:`,
  changes: (arm, config) =>
    `区間 ${arm} では ${config} を次のように変更します。ほかの区間はそれぞれの値です。終了後にすべて元に戻します:`,
  unchecked: () =>
    '事前に検証できる Envoy がありません。Pod が設定を受け付けない場合、ロールアウトは失敗し、すべて元に戻します。',
  predictNothing: () => '*予測*: 再起動しないため、すべてのコネクションは現在の Pod に留まります。',
  predictBurst: () =>
    '*予測*: すべてのコネクションが、最初に起動した 1 つの Pod に集中します。burst は元の検証の 20/0/0 を再現します。モデル化した仕組みの中では最も可能性が高いものですが、通常のローリング再起動の偏りはこれより小さくなります。',
  predictNoSkew: (interval) =>
    `*予測*: 偏りません。クライアントのリクエストは ${interval}間隔なので、再起動が終わりすべての Pod が揃ってから接続し直します。`,
  predictShares: (shares) =>
    `*予測*: 通常のローリング再起動では ${shares} % 。最初に Ready になった Pod に最も多く集まります。`,
  withSetting: (open, because, rate, within) =>
    `*設定後の予測*: 同時に開いているコネクションは ${open} (${because})、再接続は ${rate} 回/秒、${within}以内にすべてのクライアントが接続先の Pod を選び直します。`,
  requestsAreAbout: () =>
    'HTTP/2 ではこの数はおよその値です。クライアントが GOAWAY を受け取る前に始めたリクエストは、そのコネクションで続きます。',
  closesNothing: (value, reason) =>
    `*設定後の予測*: コネクションは閉じられません。${reason}ため、${value}アイドルになるコネクションがありません。`,
  everySpeaks: (interval) => `どのクライアントも ${interval}間隔でリクエストを送る`,
  nextStream: (pause) => `クライアントは前のストリームの終了から ${pause}以内に次のストリームを開く`,
  endlessIdle: (field) =>
    `treatment ではコネクションは閉じられません。どのコネクションにも終わらないストリームがあってアイドルにならないため、 ${field} だけではコネクションは動きません。 \`max_stream_duration=5s\` を使えば動きますが、すべてのストリームが切断されます。`,
  endless: (field) =>
    `treatment ではコネクションは閉じられません。どのコネクションにも終わらないストリームがあり、GOAWAY は使用中のストリームを終わらせないため、 ${field} だけではコネクションは動きません。 \`max_stream_duration=5s\` を使えば動きますが、すべてのストリームが切断されます。`,
  podOn: (pod, node) => `${pod} (${node})`,
  pods: (pods) => `Pod: ${pods}。`,
  approval: (effect, pods, hash) => `*承認* の対象は次の内容だけです: ${effect}。${pods} 計画のハッシュ: \`${hash}\``,
  opensOnly: (clients) => `${group(clients)} コネクションを開き、何も変更しません`,
  restarts: ({ clients, deployment, pods, rollouts, reconnects, atMost }) =>
    `${group(clients)} コネクションを開き、Deployment ${deployment} (${pods} 個の Pod) を${atMost ? '最大 ' : ' '}${rollouts} 回再起動します (最後の 1 回は元に戻すため)。再接続は${atMost ? '最大' : '約'} ${group(reconnects)} 回の見込みです`,
  scales: ({ clients, deployment, pods, from, to, times, reconnects }) =>
    `${group(clients)} コネクションを開き、Deployment ${deployment} (${pods} 個の Pod) を ${from} 個の Pod で再起動してから ${to} 個にスケールアウトします (${times} 回)。終了後に ${pods} 個に戻します。再接続は約 ${group(reconnects)} 回の見込みです`,
  kills: ({ clients, deployment, pods, kills, rollouts, reconnects }) =>
    `${group(clients)} コネクションを開き、Deployment ${deployment} (${pods} 個の Pod) の Pod を ${kills === 1 ? '1 個' : `1 個ずつ計 ${kills} 個`}強制終了します${rollouts === 0 ? '' : `。再起動は ${rollouts} 回です (最後の 1 回は元に戻すため)`}。再接続は約 ${group(reconnects)} 回の見込みです`,
  podKill: (arm, field) =>
    `*${arm}* - ${field === null ? '現在の設定のまま' : `${field} を設定して再起動した後、`}コネクションが最も多い Pod を強制終了`,
  predictKill: (clients) =>
    `*予測*: ${group(clients)} コネクションのうち、強制終了した Pod にあるもの (最も多い Pod の分) は失われ、処理中のリクエストは失敗します。クライアントは残った Pod に接続し直し、設定がなければ、代わりに起動した Pod には何も移動しません。`,
  scaleOut: (arm, field, from, to) =>
    `*${arm}* - ${field === null ? '現在の設定のまま' : `${field} を設定し、`} ${from} 個の Pod で再起動して全クライアントの接続を待ち、${to} 個にスケールアウト`,
  addsPods: (arm, from, to) => `*${arm}* - クライアントの接続中に Pod を ${from} 個から ${to} 個に追加`,
  adds: ({ clients, deployment, from, to, times, reconnects }) =>
    `${group(clients)} コネクションを開き、Deployment ${deployment} を ${from} 個の Pod から ${to} 個にして戻します (${times} 回)。再接続は約 ${group(reconnects)} 回の見込みです`,
  scale: (from, to) => `${from} から ${to} へのスケールアウト`,
  predictScale: (from, to) =>
    `*予測*: 設定がなければコネクションは移動しません。以前からある ${from} 個の Pod がすべて維持し${from === 1 ? '' : ` (約 ${Math.round(100 / from)} % ずつ)`}、新しい ${to - from} 個の Pod には 1 本も来ません。`,
  changesWay: ({ clients, service, settings, reconnects }) =>
    `${group(clients)} コネクションを開き、Service ${service} を変更して (${settings}) 元に戻します。再接続は約 ${group(reconnects)} 回の見込みです`,
  fewerClients: (clients, usual) =>
    `クライアントはターゲットの上限の ${group(clients)} です。このシナリオのデフォルトは ${group(usual)} で、少ないと判断できないことがあります。`,
  dryRun: () => 'ドライラン: 何も変更しません。',
};

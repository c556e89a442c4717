import type { Words } from '../en/en.ts';
import { units } from './units.ts';

export const explain: Words['explain'] = {
  index: (target) => `*説明できること* (対象は ${target} 。ほかのターゲットは \`on=TARGET\` で指定します)`,
  topics: {
    nodeport: 'NodePort では何が、どのように Pod を選ぶか',
    nlb: 'NLB は何を分散し、何を移動しないか',
    alb: 'ALB は何が違うか',
    clusterip: 'ClusterIP とヘッドレス Service',
    'target-type': 'ターゲットの `instance` と `ip`',
    'traffic-policy': '`externalTrafficPolicy` の Cluster と Local',
    'max-connection-duration': '何を閉じ、何が分散し、コストはどれだけか',
    'idle-timeout': '何を閉じ、なぜ移動しないことが多いか',
    'max-requests': '時間ではなくリクエスト数による上限',
    goaway: 'クライアントに切断を要求する仕組み',
    drain: 'Pod の終了時にコネクションはどうなるか',
    skew: 'コネクションはなぜ偏り、なぜそのまま残るか',
    lab: 'lab で本物なのは何か、何を代替しているか',
    words: 'レポートの用語',
  },
  runTopic: '実行中にどのコネクションが移動し、どれが移動しなかったか',
  here: (facts) => `*このターゲット*: ${facts}`,
  unread: (target, command) =>
    `:warning: 現在 ${target} を読み取れないため、どのターゲットにも当てはまる説明です。理由は \`${command}\` で確認できます。`,
  balancer: (name, target, address, targets) =>
    `${target} の Service ${name} は LoadBalancer ( ${address} 、ターゲットは ${targets} )`,
  nodePortOnly: (name, target) => `${target} の Service ${name} は NodePort (ロードバランサなし)`,
  clusterIpOnly: (name, target, address) => `${target} の Service ${name} は ClusterIP ( ${address} )`,
  nodePort: (port, nodes, policy) => `ノードポート ${port} (${nodes} ノード)、トラフィックポリシー ${policy}`,
  proxyMode: (mode) => `kube-proxy は ${mode} モード`,
  zones: (names, _n, crossZone) => {
    const cross = { true: '有効', false: '無効', null: '不明' }[`${crossZone}`];
    return `ゾーンは ${names} 、クロスゾーン負荷分散は${cross}です。`;
  },
  ending: (target, how) => `${target} の Pod の終了方法: ${how}。`,
  readyPods: (n) => `${units.count(n, 'Ready Pod')}`,
  perNode: (facts) => `ノードごとの Ready な Pod: ${facts}`,
  localShare: (node, share) => `${node} の Pod は ${share}`,
  shares: (cluster, local) =>
    `予測では、Cluster なら各 Pod に ${cluster}、ノードに等しく届く Local なら ${local} のコネクションが届きます。`,
  isSet: (target, setting) => `${target} の設定には \`${setting}\` があります。`,
  unreadable: (target) => `${target} の設定を解釈できないため、設定の有無はわかりません。`,
  notSet: {
    'max-connection-duration': (target) =>
      `${target} の設定に \`max_connection_duration\` はありません。時間の経過では閉じません。`,
    'max-requests': (target) =>
      `${target} の設定に \`max_requests_per_connection\` はありません。リクエスト数では閉じません。`,
    'idle-timeout': (target) => `${target} の設定に \`idle_timeout\` はありません。デフォルト値が使われます。`,
  },
  expected: (pods, shares) =>
    `${pods} Pod のローリング再起動では、先に Ready になった Pod から順に ${shares} % のコネクションが残ると予測されます。`,
  versions: (target, envoy, kubernetes) =>
    `${target} は Envoy ${envoy}${kubernetes === null ? '' : ` (Kubernetes ${kubernetes})`} で動いています。`,
  isLab: () => 'これは lab です。何を代替しているかは `/nlb explain lab` で確認できます。',
  labHead: () => 'AWS と lab のデフォルト',
  labBehaviour: '動作',
  labRow: ({ behaviour, aws, lab, why }) => `*${behaviour}*: AWS: ${aws}。 lab: ${lab}。 _${why}_`,
  more: (command) => `*詳細と出典*: \`${command}\``,
  tryIt: (commands) => `*検証する*: ${commands}`,
  sources: () => '*出典*',
  measured: (title) => `このリポジトリでの測定 (${title})`,
  client: 'クライアント',
  oneConnection: '1 本の TCP コネクション (維持される)',
  toPod: 'コネクションごとにハッシュで Pod を選択',
  toNode: 'コネクションごとにハッシュでノードを選択',
  picked: 'コネクションごとに Pod をランダムに選択',
  noPod: 'Ready な Pod なし',
  onNode: (node) => `(${node})`,
  noOwnPod: '(このノードに Pod なし)',
  andMore: (n) => `ほか ${n} 個`,
  glossaryHead: () => '*レポートの用語*',
  glossary: [
    ['実行、ターゲット', '1 回の検証と、その対象となる名前つきの Deployment'],
    ['区間 (arm)', '実行のうち 1 つの設定で行う部分。 `control` は再起動だけ、 `treatment` は設定と再起動'],
    [
      '新規コネクション (pick)',
      '新しく開かれて Pod に届いたコネクション。維持されたコネクション (held) は再起動後に開いているもの',
    ],
    ['偏り、均等', '一部の Pod にコネクションが集中した状態と、ランダムな振り分けと同程度に揃った状態'],
    ['判定', 'BALANCED: 均等。IMBALANCED: 偏り。INCONCLUSIVE: コネクションが少なく判断できない。INVALID: 無効'],
    ['ゲート (gate)', '測定を信頼できるかの確認。1 つでも満たさないと INVALID'],
    ['p 値', '均等でランダムな振り分けでも、これ以上に偏る確率。alpha (0.05) 未満なら偶然ではないとみなす'],
    ['最大/平均 (max/mean)', '最も多い Pod のコネクション数を全 Pod の平均で割った値。1 なら完全に均等'],
    ['95 % の範囲', '均等でランダムな振り分けを 100 回行うと、95 回は 1 つの Pod の割合が入る範囲'],
    ['GOAWAY', 'Envoy がクライアントに切断を要求する方法。gRPC は処理中のリクエストを終えて、別のコネクションを開く'],
    ['コスト', '設定による負担。1 秒あたりの再接続、ハンドシェイク、遅くなるリクエスト (p99)、失敗したリクエスト'],
    ['ハンドシェイク', 'TCP と HTTP/2 のコネクションを開く処理。最初のリクエストはこれを待つ'],
    ['p50、p99', '半数、または 100 件中 99 件のリクエストがこの時間内に応答を受けた'],
    ['burst、rolling', '先に 1 Pod まで減らす再起動と、Deployment 自身の方式で Pod を順に入れ替える再起動'],
    ['jitter', 'コネクションごとに接続時間をランダムに延ばす割合の上限。同時に閉じるのを防ぐ'],
    ['Holm 法', '複数の検定を合わせて、1 つの検定と同じ慎重さに保つ方法'],
  ],
};

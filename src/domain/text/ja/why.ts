import type { Words } from '../en/en.ts';
import { moves } from './moves.ts';

const moved = (from: string, to: string): string =>
  `${from}から ${to}までの再起動で、すべてのコネクションが閉じられました`;

type Aged = Omit<Parameters<Words['why']['agedOut']>[0], 'life'>;

const aged = ({ field, what, streamEnd, closed, from, to, drain }: Aged, when: string): string =>
  `${field} により、Envoy は${when}コネクションに切断を要求します (GOAWAY)${streamEnd}。 ${from}から ${to}までにクローズが ${closed.toLocaleString('en-US')} 回あり、各クライアントは次の${what === 'stream' ? 'ストリーム' : 'リクエスト'}で新しいコネクションを開いて Pod を選び直しました。${drain === '' ? '' : ` ${drain}`}`;

export const why: Words['why'] = {
  head: (sentences) => `*理由*: ${sentences}`,
  more: (commands) => `詳しくは: ${commands}`,
  checks: () =>
    'トラフィック用ポートへのヘルスチェックは、1 バイトも送らずに閉じる TCP コネクションです。Envoy はこれを `downstream_cx_total` に、開いている間は `downstream_cx_active` にも数えます。HTTP/2 のコーデックは最初のバイトで作られるため、 `downstream_cx_http2_total` と `downstream_cx_http2_active` には現れません。',
  ends: {
    sigterm: () =>
      'SIGTERM のみの場合、Envoy はすぐにリスナーを閉じて終了しますが、kube-proxy がそれを反映するのは次の同期 (約 1 秒後) です。それまでノードがその Pod に送ったコネクションは拒否され、処理中のリクエストは切断されます。',
    sleep: () =>
      'sleep の場合、ノードが Pod を外すまで Pod は応答を続け、その後シグナルが GOAWAY なしでコネクションを切断します。失われるのは、その時点で処理中のリクエストだけです。',
    drain: () =>
      'drain の場合、Envoy は応答を続け、レスポンスごとにコネクションの切断を要求します (GOAWAY)。すべてのコネクションが離れ、ノードが Pod を外した後にシグナルが届きます。切断されるのは、drain の期限を超えて何も送らないクライアントだけです。',
    'healthcheck-fail': () =>
      '/healthcheck/fail の場合、Envoy は応答を続け、各コネクションを次のレスポンスで閉じます (GOAWAY)。すべてのコネクションが離れ、ノードが Pod を外した後にシグナルが届きます。',
    own: () => '現在の設定では、シグナルの前に独自の preStop フックが実行されます。',
  },
  untouched: (clients, spread) =>
    `何も変更していません。${clients.toLocaleString('en-US')} 本のコネクションはどれも、開いたときに到達した Pod に留まっています (${spread})。`,
  pickedAgain: (from, to, spread) =>
    `${moved(from, to)}。各クライアントは、その時点で Ready だった Pod に接続し直しました (${spread})。`,
  burst: ({ from, to, pod, at, count, clients }) =>
    `${moved(from, to)}。そのとき Service の背後にあったのは、最初に (${at}) Ready になった ${pod} だけでした。${clients} クライアント中 ${count} がこの Pod に接続し、ほかの Pod が揃っても移動していません。`,
  onlyEndpoint: ({ from, to, pod, since, until, clients }) =>
    `${moved(from, to)}。 ${since}から ${until}まで、Service の背後には ${pod} しかありませんでした。${clients} クライアントすべてがこの Pod に接続し直し、ほかの Pod が揃っても移動していません。`,
  unlikely: ({ from, to, pod, count, p }) =>
    `${moved(from, to)}。しかし ${count.toLocaleString('en-US')} 本すべてが ${pod} に集中しており、ローリング再起動中の振り分けで起こる確率は ${p} です。Ready な Pod が 1 つだけの時間帯、セッションアフィニティ、1 つのゾーンでの externalTrafficPolicy Local を確認してください。`,
  podByPod: ({ from, to, pod, at, count, spread, fits }) =>
    `${moved(from, to)}。Pod が 1 つずつ入れ替わる間、各クライアントはその時点で Ready な Pod に接続し直しました。モデルの見込みでは、最初に (${at}) Ready になった ${pod} が最も多くなります。実際はこの Pod に ${count} (全体 ${spread}) で、${fits ? '見込みに合います' : '内訳にその傾向は表れていません'}。`,
  scaledOut: ({ from, to, spread, clients }) =>
    `Deployment を ${to} 個の Pod に増やしたとき、${clients.toLocaleString('en-US')} 本のコネクションは以前からあった ${from} 個の Pod にありました。新しい Pod が受け取るのは、Ready になった後に開かれたコネクションだけです。開いているコネクションを閉じるものはないため、元の Pod に留まっています (${spread})。`,
  killed: ({ pod, at, connections, failed, rpcs, gap, next, spread }) =>
    `${at}に Pod ${pod} を、GOAWAY なしで強制終了しました。コネクションは ${connections.toLocaleString('en-US')} 本で、変更中に ${rpcs.toLocaleString('en-US')} リクエスト中 ${failed} 件が失敗しました。${gap === null ? '' : `コネクションを失ったクライアントが次の応答を受け取るまでは、中央値 ${gap.half}、最大 ${gap.longest}です。`}クライアントは、その時点で Ready だった Pod に接続し直しました。${next === null ? '' : `代わりの Pod ${next.pod} のコネクションは ${next.held} 本です。開いているコネクションを閉じて移動させるものはありません (全体 ${spread})。`}`,
  nothingMoved: (field, reason, movement) =>
    `treatment の ${field} では、${reason}。そのため${moves.title[movement]}コネクションは動いていません。`,
  agedOut: (x) => aged(x, `接続から ${x.life}経った`),
  idledOut: (x) => aged(x, `${x.what === 'stream' ? 'ストリーム' : 'リクエスト'}が ${x.value}ない`),
  usedUp: (x) => aged(x, `${x.requests} 回目の${x.what === 'stream' ? 'ストリーム' : 'リクエスト'}が来た`),
  closesOnce: (end, call) =>
    `。コネクションが閉じるのは、${end === 'cut' ? 'max_stream_duration がストリームを切断したとき' : 'ストリームが終わったとき'} (開始から ${call}後) です`,
  drain: (time) =>
    `最後の GOAWAY はその ${time}後です (\`drain_timeout\`)。これは最初の GOAWAY で切断しないクライアントのためで、gRPC クライアントは最初の GOAWAY で切断します。`,
  inLab: () => ' (lab では、NLB と kube-proxy のパケットルールの代わりに lab のホップが振り分けます)',
  onePod: () => 'いずれかの Pod',
  oneOf: (pods) => `${pods} のいずれか`,
  servicePicks: (address, among, inLab) =>
    `Service${address === null ? '' : ` (${address})`} は新規コネクションごとに ${among}をランダムに選び、開いているコネクションは移動しません${inLab}。`,
  nlbHashes: (address, among, inLab) =>
    `NLB (${address}) のターゲットは Pod の IP です。新規コネクションごとにハッシュで ${among}を選び、開いているコネクションは移動しません${inLab}。`,
  toNodePort: (nodes) => `クライアントはノードの NodePort (${nodes}) に接続するだけで、Pod は決まりません。`,
  nlbToNodePort: (address, nodes) =>
    `NLB (${address}) はノードの NodePort (${nodes}) を選ぶだけなので、NLB のアルゴリズムは Pod の選択には関係しません。`,
  localPicks: (inLab) =>
    `NodePort に届くと、kube-proxy が新規コネクションごとにそのノード上の Pod からランダムに選び、開いているコネクションは移動しません${inLab}。`,
  nodePortPicks: (among, inLab) =>
    `NodePort に届くと、kube-proxy が新規コネクションごとに ${among}をランダムに選び、開いているコネクションは移動しません${inLab}。`,
};

export const mechanisms: Words['mechanisms'] = {
  head: (total) => `*${total} 本すべてが 1 つの Pod に集中した仕組み* として考えられるものと、この実行からわかること:`,
  single: (verdict) => `• 再接続の間、Ready な Pod が 1 つだけだった: ${verdict}`,
  chance: (verdict) => `• 偶然の振り分け: ${verdict}`,
  shared: (verdict) => `• 複数のクライアントが 1 本の TCP コネクションを共有: ${verdict}`,
  affinity: (verdict) => `• セッションアフィニティ、または送信元アドレスが 1 つ: ${verdict}`,
  local: (verdict) => `• externalTrafficPolicy が Local で、クライアントが 1 つのゾーンにある: ${verdict}`,
  oneEnvoy: () =>
    '• 1 つの Envoy の値をすべての Pod として数えた: 該当しません。Pod ごとに名前を確認して読み取り、レスポンスにも応答した Pod の名前が入っています',
  neverSingle: () => '該当しません。再起動中に Service のエンドポイントが 1 つだけになったことはありません',
  singleFits: (pod, time, from, to) =>
    `*該当します。* ${from}から ${to}までの ${time}、Service のエンドポイントは ${pod} だけでした`,
  singleElsewhere: (pod, time, from, to) =>
    `該当しません。 ${from}から ${to}までの ${time}、Service のエンドポイントは ${pod} だけでしたが、集中した Pod とは別です`,
  models: {
    surge: '通常の (surge 1) ローリング再起動',
    'in-place': '先に Pod を 1 つ終了するローリング再起動',
    uniform: 'すべての新しい Pod からのランダムな選択',
  },
  doesWith: (model, p) => `${model}では ${p}`,
  likelierSurge: (ratio) =>
    `この内訳は、均等な振り分けより、Pod を 1 つずつ追加するローリング再起動のもとで ${ratio} 倍起こりやすいものです。`,
  likelierEven: (ratio) =>
    `この内訳は、Pod を 1 つずつ追加するローリング再起動より、均等な振り分けのもとで ${ratio} 倍起こりやすいものです。`,
  maybeShared: () => '否定できません。変更前のコネクションがクライアントごとに 1 本ではありませんでした',
  notShared: (connections, clients) =>
    `該当しません。変更前は ${clients} クライアントに対して ${connections} コネクションが開いていました`,
  affinityUntested: () => '未検証です。クライアントに接続先を選び直させる設定で確認できます',
  noAffinity: (pods) => `該当しません。設定後は同じクライアントが ${pods} 個の Pod に接続しています`,
  affinityFits: () => '*該当します。* 設定後も同じクライアントが同じ Pod に接続しています',
  serviceUnknown: () => '不明です。Service を読み取っていません',
  isCluster: () => '該当しません。Service の externalTrafficPolicy は Cluster です',
  isLocal: () => '*可能性があります。* externalTrafficPolicy が Local です。Pod のあるノードを確認してください',
};

import { type Claim, documented, measured } from './claim.ts';
import { PAGES } from './pages.ts';

/** What is said of how a skew comes about, and of the lab. */
export const SKEW_CLAIMS = [
  {
    id: 'only-a-close-moves',
    say: {
      en: 'Only its close moves a connection: its Pod ends, a limit of Envoy is reached (GOAWAY), or the client leaves. The next request opens one that picks anew.',
      ja: 'コネクションが移動するのは閉じたときだけです。Pod の終了、Envoy の上限 (GOAWAY)、またはクライアントが閉じると、次のリクエストで開き直して選び直します。',
    },
    source: measured('docs/restarts.md', 'restarts against their prediction'),
  },
  {
    id: 'skew-by-time',
    say: {
      en: '*A skew comes from when connections were opened*: each picked among the Pods that were Ready at that moment, and stayed. 30 restarts of the lab and 20 of a cluster agree with that (p = 0.75 and 0.32).',
      ja: '*偏りは、コネクションをいつ開いたかで決まります。* その時点で Ready だった Pod から選び、そのまま残ります。lab の 30 回とクラスタの 20 回の再起動はこれと一致しました (p = 0.75 と 0.32)。',
    },
    source: measured('docs/restarts.md', 'restarts against their prediction'),
  },
  {
    id: 'skew-rolling',
    say: {
      en: 'A rolling restart of three Pods, one at a time, is expected to leave 37 / 28 / 16 of 81 connections on them, the first Ready first.',
      ja: '3 Pod を 1 つずつ入れ替えるローリング再起動では、先に Ready になった Pod から順に、81 本中 37 / 28 / 16 本が残ると予測されます。',
    },
    source: measured('test/domain/models/restart-models.test.ts', 'the model of a rolling restart'),
  },
  {
    id: 'rolling-default',
    say: {
      en: 'By default a Deployment replaces a quarter of its Pods at a time, with `maxSurge` rounded up and `maxUnavailable` rounded down: three Pods one by one, each new one before an old one ends.',
      ja: 'Deployment はデフォルトで Pod の 4 分の 1 ずつ ( `maxSurge` は切り上げ、 `maxUnavailable` は切り捨て) 入れ替えます。3 Pod なら 1 つずつ、新しい Pod の後に古い Pod が終了します。',
    },
    source: documented(PAGES.deployment, 'max-unavailable'),
  },
  {
    id: 'one-ready-pod',
    say: {
      en: 'All connections on one Pod need a time in which it alone is Ready, for as long as the clients need to come back.',
      ja: 'すべてが 1 つの Pod に集まるのは、クライアントが再接続し終わるまでその Pod だけが Ready の場合です。',
    },
    source: measured('docs/one-pod.md', 'all connections on one Pod'),
  },
  {
    id: 'no-chance',
    say: {
      en: 'By chance alone 20 of 20 on one of three Pods has p = 8.6e-10.',
      ja: '3 Pod のうち 1 つに 20 本中 20 本が偶然集まる確率は p = 8.6e-10 です。',
    },
    source: measured('docs/one-pod.md', 'all connections on one Pod'),
  },
  {
    id: 'even-is-not-equal',
    say: {
      en: 'Even is not equal: 20 connections that pick among 3 Pods at random come out 7 / 7 / 6 in 11.4 % of cases.',
      ja: '均等でも同数とは限りません。20 本が 3 Pod からランダムに選ぶと、7 / 7 / 6 になるのは 11.4 % です。',
    },
    source: measured('test/domain/statistics/multinomial-test.test.ts', 'the exact test'),
  },
  {
    id: 'exact-balance',
    say: {
      en: '`connection_balance_config` evens connections between the worker threads of one Envoy, not between Pods.',
      ja: '`connection_balance_config` が均等にするのは 1 つの Envoy のワーカースレッド間で、Pod 間ではありません。',
    },
    source: documented(PAGES.listener),
  },
  {
    id: 'lab-is-real',
    say: {
      en: '*The Envoys, gRPC servers and clients of the lab are real*, on loopback.',
      ja: '*lab の Envoy、gRPC サーバ、クライアントは本物です。* ループバックで動きます。',
    },
    source: measured('test/adapters/lab/traffic.test.ts', 'the traffic of the lab'),
  },
  {
    id: 'lab-stands-in',
    say: {
      en: 'Stood in for are AWS (the NLB is a TCP proxy with a flow hash) and the packet rules of the kernel (the NodePort of each node is a hop that picks a Pod at random).',
      ja: '代替しているのは AWS (NLB はフローハッシュで選ぶ TCP プロキシ) と、カーネルのパケットルール (各ノードの NodePort は Pod をランダムに選ぶホップ) です。',
    },
    source: measured('test/adapters/lab/traffic.test.ts', 'the traffic of the lab'),
  },
  {
    id: 'lab-nodes',
    say: {
      en: 'The NodePort of the lab is open on the address of each node, at the same port, and leads to the Pods.',
      ja: 'lab の NodePort は、各ノードの IP の同じポートで待ち受け、Pod につながります。',
    },
    source: measured('test/adapters/lab/traffic.test.ts', 'the traffic of the lab'),
  },
  {
    id: 'lab-even',
    say: {
      en: '2,000 connections of the lab spread evenly over both nodes and all Pods, and the kernel, Envoy and the clients count them alike.',
      ja: 'lab の 2,000 本のコネクションは両ノードとすべての Pod に均等に分散し、カーネル、Envoy、クライアントの数は一致します。',
    },
    source: measured('test/adapters/lab/traffic.test.ts', 'the traffic of the lab'),
  },
  {
    id: 'lab-pod-ends',
    say: {
      en: 'A Pod of the lab ends when it is signalled, with all of its connections.',
      ja: 'lab の Pod は、シグナルを受けるとすべてのコネクションとともに終了します。',
    },
    source: measured('docs/restarts.md', 'restarts against their prediction'),
  },
  {
    id: 'probes-on-port',
    say: {
      en: 'A TCP health check of the port of the clients is a connection in `downstream_cx_total` of Envoy, and none in `downstream_cx_http2_total`, because nothing is said on it.',
      ja: 'クライアントと同じポートへの TCP ヘルスチェックは、Envoy の `downstream_cx_total` に数えられます。何も送らないため `downstream_cx_http2_total` には数えられません。',
    },
    source: measured('test/adapters/lab/service.test.ts', 'the Service of the lab'),
  },
  {
    id: 'probes-a-minute',
    say: {
      en: 'On a cluster, a readiness probe of the port of the clients every 2 s added 28 connections a minute on each Pod to `downstream_cx_total`, and none to `downstream_cx_http2_total`.',
      ja: 'クラスタで、クライアントと同じポートへの Ready のプローブ (2 秒ごと) は、Pod ごとに毎分 28 本を `downstream_cx_total` に加え、 `downstream_cx_http2_total` には加えませんでした。',
    },
    source: measured('docs/kubernetes.md', 'a run of health-check-noise on a cluster'),
  },
  {
    id: 'probes-not-counted',
    say: {
      en: 'Health checks of a listener of their own are no connections of clients: a Pod that answered only those has none.',
      ja: '専用のリスナーへのヘルスチェックはクライアントのコネクションではありません。それにしか応答していない Pod は 0 本です。',
    },
    source: measured('test/adapters/lab/traffic.test.ts', 'the traffic of the lab'),
  },
] as const satisfies readonly Claim[];

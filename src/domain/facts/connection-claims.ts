import { type Claim, documented, measured } from './claim.ts';
import { PAGES } from './pages.ts';

/** What is said of the ends of connections: Envoy's limits, GOAWAY, and the drain of a Pod. */
export const CONNECTION_CLAIMS = [
  {
    id: 'max-duration',
    say: {
      en: '*`max_connection_duration` limits the age of a connection*: when it is reached Envoy drains the connection, busy or not, and closes it once no stream is active.',
      ja: '*`max_connection_duration` は、コネクションを維持する時間の上限です。* これに達すると、使用中かどうかに関係なく Envoy が切断を要求し、ストリームがなくなると閉じます。',
    },
    source: documented(PAGES.httpOptions),
  },
  {
    id: 'max-duration-none',
    say: {
      en: 'Where it is not set there is no limit: the age of a connection never closes it.',
      ja: '設定がなければ上限はなく、どれだけ時間がたってもそれだけでは閉じません。',
    },
    source: documented(PAGES.httpOptions),
  },
  {
    id: 'max-duration-spreads',
    say: {
      en: 'The next request after a close opens a new connection, which picks its Pod anew: after 20 of 20 on one Pod, `max_connection_duration: 1s` spread 300 picks 102 / 105 / 93.',
      ja: '閉じた後は、次のリクエストで新しいコネクションを開き、Pod を選び直します。20 本中 20 本が 1 つの Pod にある状態から、 `max_connection_duration: 1s` で 300 本が 102 / 105 / 93 に分散しました。',
    },
    source: measured('docs/one-pod.md', 'all connections on one Pod'),
  },
  {
    id: 'max-stream-duration',
    say: {
      en: '`max_connection_duration` cuts no stream; `max_stream_duration` resets one after its time, whatever else is set.',
      ja: '`max_connection_duration` はストリームを切断しません。 `max_stream_duration` は、ほかの設定に関係なくその時間でストリームを切断します。',
    },
    source: documented(PAGES.httpOptions),
  },
  {
    id: 'max-duration-price',
    say: {
      en: 'The price of `max_connection_duration` is reconnects: at 1s, 20 clients with a request every 3 s opened 6.67 connections a second, one for each request, and no request failed.',
      ja: '`max_connection_duration` のコストは再接続です。1s では、3 秒に 1 回リクエストする 20 クライアントが毎秒 6.67 本 (リクエストごとに 1 本) のコネクションを開きました。失敗したリクエストはありません。',
    },
    source: measured('docs/go-clients.md', 'Go clients beside the clients of the bot'),
  },
  {
    id: 'jitter',
    say: {
      en: '`max_connection_duration_jitter` (Envoy 1.39.0 and newer) keeps each connection longer by a random part, so that they do not close together.',
      ja: '`max_connection_duration_jitter` (Envoy 1.39.0 以降) は、コネクションごとに維持する時間をランダムに延ばし、同時に閉じるのを防ぎます。',
    },
    source: documented(PAGES.envoy139),
  },
  {
    id: 'max-requests',
    say: {
      en: '*`max_requests_per_connection` ends a connection after so many requests*, in HTTP/2 approximately; 1 means no keep-alive.',
      ja: '*`max_requests_per_connection` は、指定した数のリクエストでコネクションを終えます* (HTTP/2 ではおおよその数)。1 なら維持しません。',
    },
    source: documented(PAGES.httpOptions),
  },
  {
    id: 'idle-timeout',
    say: {
      en: '*`idle_timeout` closes a connection that has had no active request for so long* (1 hour by default), with a drain: whoever speaks more often keeps the connection, and a skew with it.',
      ja: '*`idle_timeout` は、リクエストのない時間が続いたコネクションを、切断を要求してから閉じます* (デフォルトは 1 時間)。それより頻繁に通信するクライアントのコネクションは閉じず、偏りも残ります。',
    },
    source: documented(PAGES.httpOptions),
  },
  {
    id: 'idle-pings',
    say: {
      en: 'HTTP/2 PINGs do not count as requests: `idle_timeout` closes a connection in spite of them.',
      ja: 'HTTP/2 の PING はリクエストとみなされません。PING があっても `idle_timeout` でコネクションは閉じます。',
    },
    source: documented(PAGES.httpOptions),
  },
  {
    id: 'keepalive',
    say: {
      en: 'gRPC keepalive sends HTTP/2 PINGs, which keep a connection alive on its way; a server that finds them too frequent answers with GOAWAY (`too_many_pings`).',
      ja: 'gRPC のキープアライブは HTTP/2 の PING を送り、経路上のコネクションを維持します。頻繁すぎると、サーバは GOAWAY ( `too_many_pings` ) を返します。',
    },
    source: documented(PAGES.grpcKeepalive),
  },
  {
    id: 'goaway',
    say: {
      en: '*GOAWAY asks a client to leave a connection*: Envoy sends a first one, still takes new streams for `drain_timeout` (5 s by default), then sends the final one and refuses new streams.',
      ja: '*GOAWAY は、クライアントに切断を要求します。* Envoy は最初の GOAWAY の後も `drain_timeout` (デフォルトは 5 秒) の間は新しいストリームを受け付け、その後に最後の GOAWAY を送って拒否します。',
    },
    source: documented(PAGES.connectionManager),
  },
  {
    id: 'goaway-client',
    say: {
      en: 'After a GOAWAY a gRPC client resolves its name again and reconnects; without a request under way it stays idle until the next one.',
      ja: 'GOAWAY を受けた gRPC クライアントは、名前解決をやり直して再接続します。処理中のリクエストがなければ、次のリクエストまで待機します。',
    },
    source: documented(PAGES.grpcStates),
  },
  {
    id: 'goaway-when',
    say: {
      en: 'Envoy drains a connection when `idle_timeout` or `max_connection_duration` is reached, and when the server drains.',
      ja: 'Envoy が切断を要求するのは、 `idle_timeout` や `max_connection_duration` に達したときと、サーバがドレインするときです。',
    },
    source: documented(PAGES.connectionManager),
  },
  {
    id: 'goaway-go',
    say: {
      en: 'grpc-go before 1.41.0 came back at once, grpc-go 1.85.0 and grpc-js 1.14.7 with their next request; none of them lost a request.',
      ja: '1.41.0 より前の grpc-go はすぐに再接続し、grpc-go 1.85.0 と grpc-js 1.14.7 は次のリクエストで再接続しました。どれもリクエストは失敗していません。',
    },
    source: measured('docs/go-clients.md', 'Go clients beside the clients of the bot'),
  },
  {
    id: 'drain-none',
    say: {
      en: '*By default Envoy does not drain when it is told to end*: its listeners close at once; a drain has to be asked for before, and the Pod has to wait for it.',
      ja: '*終了の指示だけでは、デフォルトの Envoy はドレインしません。* リスナーはすぐに閉じます。事前にドレインを要求し、Pod がそれを待つ必要があります。',
    },
    source: documented(PAGES.draining),
  },
  {
    id: 'drain-graceful',
    say: {
      en: '`/drain_listeners?graceful`, called in a preStop hook, has Envoy discourage requests for its drain time (`--drain-time-s`) and take new connections meanwhile.',
      ja: 'preStop フックで `/drain_listeners?graceful` を呼ぶと、Envoy はドレイン時間 ( `--drain-time-s` ) の間、切断を促しながら新規コネクションも受け付けます。',
    },
    source: documented(PAGES.draining),
  },
  {
    id: 'drain-time',
    say: {
      en: '`--drain-time-s` is 600 s by default.',
      ja: '`--drain-time-s` のデフォルトは 600 秒です。',
    },
    source: documented(PAGES.commandLine),
  },
  {
    id: 'drain-fail',
    say: {
      en: '`/healthcheck/fail` drains as well, for as long as it stands.',
      ja: '`/healthcheck/fail` でも、有効な間はドレインします。',
    },
    source: documented(PAGES.draining),
  },
  {
    id: 'drain-compared',
    say: {
      en: 'On a cluster, restarts with SIGTERM alone lost 95 of 3,108 requests, with a sleep of 5 s 6 of 1,477, and with a drain 0 of 5,320.',
      ja: 'クラスタの再起動で失敗したリクエストは、SIGTERM だけでは 3,108 件中 95 件、5 秒の sleep では 1,477 件中 6 件、ドレインでは 5,320 件中 0 件でした。',
    },
    source: measured('docs/kubernetes.md', 'runs of drain on a cluster'),
  },
  {
    id: 'sigterm-loses',
    say: {
      en: 'With SIGTERM alone requests are lost in the lab: its nodes, as kube-proxy may, send to the Pod for a second more, and nobody listens there.',
      ja: 'lab では、SIGTERM だけだとリクエストが失敗します。ノードが (kube-proxy でも起こるように) その後もしばらく Pod に送り続け、待ち受けるものがないためです。',
    },
    source: measured('test/adapters/lab/pod-ends.test.ts', 'the ends of Pods of the lab'),
  },
  {
    id: 'drain-with-response',
    say: {
      en: 'The GOAWAY of a drain comes with a response: at a request every 100 ms half of the connections had left 1.6 s after their Pod was told to end, 90 % by 2.9 s.',
      ja: 'ドレインの GOAWAY は応答とともに届きます。100 ms ごとのリクエストでは、終了の指示から 1.6 秒で半数、2.9 秒までに 90 % のコネクションが離れました。',
    },
    source: measured('docs/restarts.md', 'restarts against their prediction'),
  },
  {
    id: 'drain-lost-none',
    say: {
      en: 'With the drain of `manifests/base`, 20 rolling restarts of a cluster lost 0 of 137,415 requests.',
      ja: '`manifests/base` のドレインでは、クラスタの 20 回のローリング再起動で 137,415 件中 0 件のリクエストが失敗しました。',
    },
    source: measured('docs/restarts.md', 'restarts against their prediction'),
  },
  {
    id: 'grace-period',
    say: {
      en: 'A Pod has 30 s by default (`terminationGracePeriodSeconds`) from the order to end until it is killed, and a preStop hook is part of that.',
      ja: 'Pod は、終了の指示からデフォルトで 30 秒 ( `terminationGracePeriodSeconds` ) で強制終了されます。preStop フックの時間も含みます。',
    },
    source: documented(PAGES.podLifecycle, 'pod-termination'),
  },
  {
    id: 'ends-together',
    say: {
      en: 'Kubernetes takes a Pod out of the endpoints at the same time as it runs preStop and sends SIGTERM: for a moment new connections may still come.',
      ja: 'Kubernetes は、preStop の実行や SIGTERM の送信と並行して Pod をエンドポイントから外します。そのため、しばらくは新規コネクションが届くことがあります。',
    },
    source: documented(PAGES.podLifecycle, 'pod-termination'),
  },
] as const satisfies readonly Claim[];

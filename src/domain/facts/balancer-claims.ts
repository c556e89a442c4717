import { type Claim, documented, measured } from './claim.ts';
import { PAGES } from './pages.ts';

/** What is said of the balancers in front of a cluster: the NLB and, for comparison, the ALB. */
export const BALANCER_CLAIMS = [
  {
    id: 'flow-hash',
    say: {
      en: '*The NLB balances connections, not requests*: a hash of protocol, addresses, ports and TCP sequence number chooses the target of a new connection, which stays there for its life.',
      ja: '*NLB が分散するのはリクエストではなくコネクションです。* プロトコル、IP、ポート、TCP シーケンス番号のハッシュで新規コネクションのターゲットを選び、閉じるまで変えません。',
    },
    source: documented(PAGES.nlb, 'network-load-balancer-overview'),
  },
  {
    id: 'targets-are-nodes',
    where: 'node-hop',
    say: {
      en: '`instance` targets are nodes, so the algorithm of the NLB does not choose the Pod.',
      ja: '`instance` のターゲットはノードなので、NLB のアルゴリズムは Pod の選択に関係しません。',
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'targets-are-pods',
    where: 'pod-targets',
    say: {
      en: '`ip` targets are Pods, so the NLB chooses the Pod.',
      ja: '`ip` のターゲットは Pod なので、NLB が Pod を選びます。',
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'balancer-by-type',
    where: 'no-balancer',
    say: {
      en: 'Kubernetes asks for a balancer only for a Service of type LoadBalancer: in front of any other type there is none, unless somebody put one there.',
      ja: 'Kubernetes がロードバランサを用意するのはタイプが LoadBalancer の Service だけです。ほかのタイプの前段には、誰かが置かない限りロードバランサはありません。',
    },
    source: documented(PAGES.service, 'publishing-services-service-types'),
  },
  {
    id: 'connections-stay',
    say: {
      en: 'gRPC clients keep a connection open and send all their requests on it, so a balancer of connections can not soon move load off a busy target, nor on to a new one.',
      ja: 'gRPC クライアントはコネクションを維持してリクエストを送り続けます。そのため、コネクション単位の分散では、混んだターゲットから負荷を移すことも新しいターゲットに移すこともすぐにはできません。',
    },
    source: documented(PAGES.grpcConnections),
  },
  {
    id: 'cross-zone',
    say: {
      en: 'By default an address of the NLB sends only to targets of its own zone; `load_balancing.cross_zone.enabled` makes it send to all zones.',
      ja: 'NLB の IP は、デフォルトでは自分のゾーンのターゲットにだけ送ります。 `load_balancing.cross_zone.enabled` を有効にすると全ゾーンに送ります。',
    },
    source: documented(PAGES.nlb, 'network-load-balancer-overview'),
  },
  {
    id: 'zone-addresses',
    say: {
      en: 'The name of an NLB has one address for each of its zones: a client that uses one address comes in through one zone.',
      ja: 'NLB の名前はゾーンごとに 1 つの IP を返します。1 つの IP だけを使うクライアントは、1 つのゾーンだけを通ります。',
    },
    source: documented(PAGES.nlbBalancer, 'dns-name'),
  },
  {
    id: 'blind',
    where: 'blind-balancer',
    say: {
      en: 'Under `externalTrafficPolicy: Cluster` every node answers on its port, wherever the Pods are: a restart of Pods changes no target of the NLB, so it is blind to their imbalance.',
      ja: '`externalTrafficPolicy: Cluster` では、Pod の場所に関係なくすべてのノードがポートで応答します。Pod が再起動しても NLB のターゲットは変わらず、Pod 間の偏りは検知されません。',
    },
    source: documented(PAGES.service, 'type-nodeport'),
  },
  {
    id: 'nlb-idle',
    say: {
      en: 'An NLB closes a TCP connection on which nothing was sent for 350 s; 60 to 6000 s can be set, except for TLS listeners.',
      ja: 'NLB は、350 秒間データのない TCP コネクションを閉じます。60 から 6000 秒に設定できますが、TLS リスナーは変更できません。',
    },
    source: documented(PAGES.nlbIdle),
  },
  {
    id: 'nlb-idle-reset',
    say: {
      en: 'Whoever sends on a connection that an NLB has closed as idle gets a TCP RST. TCP keepalive packets reset its idle time.',
      ja: 'アイドルで NLB が閉じたコネクションに送信した側は TCP RST を受け取ります。TCP キープアライブはアイドル時間をリセットします。',
    },
    source: documented(PAGES.nlbBalancer, 'connection-idle-timeout'),
  },
  {
    id: 'nlb-idle-lost',
    say: {
      en: 'On the lab, with an idle timeout of 2 s and a request every 3 s, 60 of 100 requests were lost without keepalive and 0 of 100 with it.',
      ja: 'lab でアイドルタイムアウトを 2 秒、リクエストを 3 秒ごとにすると、失敗したリクエストはキープアライブなしでは 100 件中 60 件、ありでは 100 件中 0 件でした。',
    },
    source: measured('docs/gallery.md', 'the gallery, nlb-idle'),
  },
  {
    id: 'nlb-health',
    say: {
      en: 'Health checks open connections of their own, from every node of the NLB and so more often than the interval says; each is closed after its check.',
      ja: 'ヘルスチェックは自身のコネクションを使います。NLB の各ノードから行うため設定した間隔より多く届き、確認のたびに閉じられます。',
    },
    source: documented(PAGES.nlbHealth),
  },
  {
    id: 'nlb-unhealthy',
    say: {
      en: 'Connections to a target that becomes unhealthy are ended by default (`target_health_state.unhealthy.connection_termination.enabled`).',
      ja: 'ターゲットが unhealthy になると、そのコネクションはデフォルトで切断されます ( `target_health_state.unhealthy.connection_termination.enabled` )。',
    },
    source: documented(PAGES.nlbTargets, 'unhealthy-target-connection-termination'),
  },
  {
    id: 'deregistration',
    say: {
      en: 'A target that is deregistered gets no new connection; open ones may go on for 300 s by default (0 to 3600 s), and are ended then only with `deregistration_delay.connection_termination.enabled`.',
      ja: '登録解除されたターゲットに新規コネクションは届きません。開いているものはデフォルトで 300 秒 (0 から 3600 秒) 続き、その時点で切断されるのは `deregistration_delay.connection_termination.enabled` が有効なときだけです。',
    },
    source: documented(PAGES.nlbTargets, 'deregistration-delay'),
  },
  {
    id: 'nlb-sticky',
    say: {
      en: 'With `source_ip` stickiness all clients behind one NAT go to one target.',
      ja: 'スティッキネス `source_ip` では、同じ NAT の背後のクライアントはすべて同じターゲットに届きます。',
    },
    source: documented(PAGES.nlbTargets, 'sticky-sessions'),
  },
  {
    id: 'alb-requests',
    say: {
      en: '*An ALB balances requests, not connections*: it chooses a target for each request, round robin by default, so which client holds which connection does not decide the load of a Pod.',
      ja: '*ALB が分散するのはコネクションではなくリクエストです。* リクエストごとにターゲットを選びます (デフォルトはラウンドロビン)。そのため、どのクライアントがどのコネクションを持つかは Pod の負荷に影響しません。',
    },
    source: documented(PAGES.albTargets),
  },
  {
    id: 'alb-two-connections',
    say: {
      en: 'An ALB holds two connections for a request: one with the client, which ends at the ALB, and one of its own with the target.',
      ja: 'ALB は 1 つのリクエストに 2 本のコネクションを使います。クライアントとのコネクションは ALB で終端し、ターゲットとのコネクションは ALB 自身のものです。',
    },
    source: documented(PAGES.albBalancer, 'connection-idle-timeout'),
  },
  {
    id: 'alb-grpc',
    say: {
      en: 'gRPC through an ALB needs an HTTPS listener and a target group of protocol version gRPC.',
      ja: 'ALB で gRPC を使うには、HTTPS リスナーと、プロトコルバージョンが gRPC のターゲットグループが必要です。',
    },
    source: documented(PAGES.albTargets),
  },
  {
    id: 'alb-targets',
    say: {
      en: 'The targets of an ALB are NodePorts (`instance`) or Pod addresses (`ip`), by `alb.ingress.kubernetes.io/target-type`.',
      ja: 'ALB のターゲットは NodePort ( `instance` ) または Pod の IP ( `ip` ) で、 `alb.ingress.kubernetes.io/target-type` で指定します。',
    },
    source: documented(PAGES.controllerIngress, 'target-type'),
  },
  {
    id: 'alb-ingress',
    say: {
      en: 'The AWS Load Balancer Controller makes an ALB for an Ingress, and an NLB for a Service of type LoadBalancer.',
      ja: 'AWS Load Balancer Controller は、Ingress に対して ALB を、タイプが LoadBalancer の Service に対して NLB を作ります。',
    },
    source: documented(PAGES.controllerWorks),
  },
  {
    id: 'alb-idle',
    say: {
      en: 'An ALB closes a connection after 60 s without data by default (1 to 4000 s).',
      ja: 'ALB は、デフォルトでは 60 秒間 (1 から 4000 秒) データのないコネクションを閉じます。',
    },
    source: documented(PAGES.albBalancer, 'connection-idle-timeout'),
  },
] as const satisfies readonly Claim[];

import { type Claim, documented, measured } from './claim.ts';
import { PAGES } from './pages.ts';

/** What is said of the way from a node to a Pod: NodePort, ClusterIP, traffic policy and target type. */
export const PATH_CLAIMS = [
  {
    id: 'node-picks',
    where: 'node-hop',
    say: {
      en: '*The NodePort picks the Pod, not a balancer in front of it*: `instance` targets are nodes, and kube-proxy on the node forwards each new connection to a Pod.',
      ja: '*Pod を選ぶのは前段のロードバランサではなく NodePort です。* `instance` のターゲットはノードで、ノードの kube-proxy が新規コネクションを Pod に転送します。',
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'ip-skips-node',
    where: 'pod-targets',
    say: {
      en: '*With `ip` targets no NodePort is in the way*: the NLB sends to Pod addresses, so the NLB itself picks the Pod of each new connection.',
      ja: '*ターゲットが `ip` なら NodePort は経由しません。* NLB は Pod の IP に送るため、新規コネクションの Pod を NLB 自身が選びます。',
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'cluster-ip-picks',
    where: 'cluster-ip',
    say: {
      en: '*With a ClusterIP alone no balancer and no NodePort is in the way*: no host has that address; rules of kube-proxy turn each new connection to it towards a Pod.',
      ja: '*ClusterIP だけの場合、ロードバランサも NodePort も経由しません。* この IP を持つホストはなく、kube-proxy のルールが新規コネクションを Pod に向けます。',
    },
    source: documented(PAGES.virtualIps, 'ip-address-assignment-to-services'),
  },
  {
    id: 'virtual-address',
    say: {
      en: '*A ClusterIP is a virtual address that no host answers*: rules of kube-proxy on every node turn each new connection to it towards the address of a Pod.',
      ja: '*ClusterIP は、どのホストも持たない仮想 IP です。* 各ノードの kube-proxy のルールが、この IP への新規コネクションを Pod の IP に向けます。',
    },
    source: documented(PAGES.virtualIps, 'ip-address-assignment-to-services'),
  },
  {
    id: 'iptables-random',
    where: 'iptables',
    say: {
      en: 'In iptables mode kube-proxy picks the Pod at random. "Round robin", as it is often told, is imprecise.',
      ja: 'iptables モードの kube-proxy は、Pod をランダムに選びます。よく言われる「ラウンドロビン」は正確ではありません。',
    },
    source: documented(PAGES.virtualIps, 'proxy-mode-iptables'),
  },
  {
    id: 'ipvs-round-robin',
    say: {
      en: 'Only IPVS mode has round robin (`rr`), beside least connection (`lc`) and hashes (`sh`, `dh`).',
      ja: 'ラウンドロビン ( `rr` ) があるのは IPVS モードだけです。ほかに最小コネクション ( `lc` ) やハッシュ ( `sh` 、 `dh` ) があります。',
    },
    source: documented(PAGES.virtualIps, 'proxy-mode-ipvs'),
  },
  {
    id: 'every-node',
    say: {
      en: 'Every node listens on the same node port, and forwards to a Ready endpoint of the Service.',
      ja: 'すべてのノードが同じノードポートで待ち受け、Service の Ready なエンドポイントに転送します。',
    },
    source: documented(PAGES.service, 'type-nodeport'),
  },
  {
    id: 'same-rules',
    say: {
      en: 'What comes in through a node port takes the same rules as a connection to the ClusterIP; the address of the client may be changed on the way.',
      ja: 'ノードポートに届いたコネクションにも ClusterIP 宛てと同じルールが使われます。途中でクライアントの IP が書き換わることがあります。',
    },
    source: documented(PAGES.virtualIps, 'packet-processing-iptables'),
  },
  {
    id: 'dead-pod-fails',
    say: {
      en: 'If the picked Pod does not answer, the connection fails: in iptables mode no other one is tried.',
      ja: '選ばれた Pod が応答しなければコネクションは失敗します。iptables モードでは別の Pod を試しません。',
    },
    source: documented(PAGES.virtualIps, 'proxy-mode-iptables'),
  },
  {
    id: 'rules-lag',
    say: {
      en: 'The rules follow the endpoints with a delay: `minSyncPeriod`, 1 s by default, is the least time between two updates.',
      ja: 'ルールの更新はエンドポイントの変化より遅れます。更新の最小間隔 `minSyncPeriod` はデフォルトで 1 秒です。',
    },
    source: documented(PAGES.virtualIps, 'minsyncperiod'),
  },
  {
    id: 'session-affinity',
    say: {
      en: 'With `sessionAffinity: ClientIP` the connections of one address go to the same Pod (for 10800 s by default), so reconnecting spreads nothing.',
      ja: '`sessionAffinity: ClientIP` では同じ IP からのコネクションが同じ Pod に届き (デフォルトで 10800 秒)、再接続しても分散しません。',
    },
    source: documented(PAGES.virtualIps, 'session-affinity'),
  },
  {
    id: 'stays-with-its-pod',
    say: {
      en: 'An open connection stays with its Pod when endpoints come: scaled from 3 Pods to 1 and back to 3, 20 of 20 connections stayed on one.',
      ja: 'エンドポイントが増えても、開いているコネクションは移動しません。3 Pod から 1 Pod、そして 3 Pod に戻すと、20 本中 20 本が 1 つの Pod に残りました。',
    },
    source: measured('docs/one-pod.md', 'all connections on one Pod'),
  },
  {
    id: 'policy-cluster',
    where: 'policy-cluster',
    say: {
      en: '*`externalTrafficPolicy: Cluster`*: a node forwards to any Ready Pod of the Service, whichever node it is on.',
      ja: '*`externalTrafficPolicy: Cluster`* では、どのノードにあるかに関係なく、Service の Ready なすべての Pod に転送します。',
    },
    source: documented(PAGES.virtualIps, 'external-traffic-policy'),
  },
  {
    id: 'policy-local',
    where: 'policy-local',
    say: {
      en: '*`externalTrafficPolicy: Local`*: a node forwards only to Ready Pods of its own, and one that has none forwards nothing.',
      ja: '*`externalTrafficPolicy: Local`* では、ノードは自分の Ready な Pod にだけ転送します。Pod がないノードは何も転送しません。',
    },
    source: documented(PAGES.virtualIps, 'external-traffic-policy'),
  },
  {
    id: 'policies',
    say: {
      en: '`externalTrafficPolicy` is `Cluster` (all Ready endpoints) or `Local` (those of the node that the traffic came to).',
      ja: '`externalTrafficPolicy` は `Cluster` (Ready なすべてのエンドポイント) または `Local` (トラフィックが届いたノードのものだけ) です。',
    },
    source: documented(PAGES.virtualIps, 'external-traffic-policy'),
  },
  {
    id: 'local-uneven',
    say: {
      en: 'Under `Local` a balancer that gives each node as much does not know how many Pods are there, so each Pod of a node with fewer gets more.',
      ja: '`Local` では、ノードに等しく振り分けるロードバランサは各ノードの Pod 数を知りません。Pod が少ないノードほど、1 つの Pod に多く集まります。',
    },
    source: documented(PAGES.externalBalancer, 'caveats-and-limitations-when-preserving-source-ips'),
  },
  {
    id: 'policies-compared',
    say: {
      en: 'On a cluster of two nodes with 2 + 1 Pods, 300 connections landed 103/100/97 under `Cluster` (p = 0.92 for even shares) and 59/159/82 under `Local` (p = 0.09 for 25/50/25 %).',
      ja: '2 ノードに 2 + 1 個の Pod があるクラスタで、300 本のコネクションは `Cluster` では 103/100/97 (均等とした p = 0.92)、 `Local` では 59/159/82 (25/50/25 % とした p = 0.09) に分かれました。',
    },
    source: measured('docs/kubernetes.md', 'another way to the Pods, on a cluster'),
  },
  {
    id: 'targets-compared',
    say: {
      en: 'With `instance` targets Envoy saw its connections come from node addresses on a cluster, with `ip` targets from the balancer alone: no node was in the way.',
      ja: 'クラスタで Envoy から見た接続元は、 `instance` ターゲットではノードのアドレス、 `ip` ターゲットではロードバランサのアドレスだけでした。ノードは経路にありません。',
    },
    source: measured('test/adapters/kubernetes/service-way.test.ts', 'the way to the Pods on a cluster'),
  },
  {
    id: 'client-round-robin-late',
    say: {
      en: 'A client with `round_robin` learns of a Pod that has come only when one of its connections ends, because it does not ask DNS before.',
      ja: '`round_robin` のクライアントは、コネクションのどれかが終わるまで DNS に問い合わせ直さないため、それまで新しい Pod を知りません。',
    },
    source: measured('test/adapters/grpc/client-fleet.test.ts', 'clients that balance by themselves'),
  },
  {
    id: 'local-one-node',
    say: {
      en: 'Under `Local`, with all clients coming in through one of two nodes, every one that was connected was on the only Pod there (18, 15 and 18 of 20).',
      ja: '`Local` で全クライアントを 2 ノードの一方から接続すると、接続できたものはすべてそのノードの唯一の Pod に届きました (20 本中 18、15、18 本)。',
    },
    source: measured('docs/one-pod.md', 'all connections on one Pod'),
  },
  {
    id: 'local-ending',
    say: {
      en: 'Under `Local` a node goes on forwarding to its Pods that are ending while it has no other ones.',
      ja: '`Local` では、ほかに Pod がない間、ノードは終了中の自分の Pod に転送し続けます。',
    },
    source: documented(PAGES.virtualIps, 'traffic-to-terminating-endpoints'),
  },
  {
    id: 'target-types',
    say: {
      en: '*`instance` targets are the nodes, `ip` targets the Pods*: with `instance` the way goes through a NodePort and kube-proxy, with `ip` straight to a Pod.',
      ja: '*`instance` のターゲットはノード、 `ip` のターゲットは Pod です。* `instance` では NodePort と kube-proxy を経由し、 `ip` では Pod に直接届きます。',
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'target-default',
    say: {
      en: 'With `loadBalancerClass` the AWS Load Balancer Controller uses `instance`; the annotation `service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip` asks for the other.',
      ja: '`loadBalancerClass` を使う場合、AWS Load Balancer Controller のデフォルトは `instance` です。 `service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip` で変更できます。',
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'target-network',
    say: {
      en: '`ip` targets need Pods with addresses of the VPC, as the Amazon VPC CNI plugin gives them.',
      ja: '`ip` には、Amazon VPC CNI プラグインのように VPC の IP を持つ Pod が必要です。',
    },
    source: documented(PAGES.controllerService),
  },
  {
    id: 'client-address',
    say: {
      en: '`instance` targets see the addresses of the clients by default; `ip` targets of a TCP listener see those of the NLB unless `preserve_client_ip.enabled` is set.',
      ja: '`instance` のターゲットにはデフォルトでクライアントの IP が届きます。TCP の `ip` では、 `preserve_client_ip.enabled` を有効にしない限り NLB の IP になります。',
    },
    source: documented(PAGES.nlbTargets, 'client-ip-preservation'),
  },
  {
    id: 'inside-only',
    say: {
      en: 'A ClusterIP is reached from inside the cluster only; NodePort and LoadBalancer build on it.',
      ja: 'ClusterIP に接続できるのはクラスタ内からだけです。NodePort と LoadBalancer はその上に成り立ちます。',
    },
    source: documented(PAGES.service, 'publishing-services-service-types'),
  },
  {
    id: 'headless',
    say: {
      en: 'A headless Service (`clusterIP: None`) has no virtual address: its name gives the addresses of the Pods, so that clients can choose.',
      ja: 'ヘッドレス Service ( `clusterIP: None` ) には仮想 IP がありません。名前解決で Pod の IP が返るため、クライアントが選べます。',
    },
    source: documented(PAGES.service, 'headless-services'),
  },
  {
    id: 'client-round-robin',
    say: {
      en: 'A gRPC client with `round_robin` spreads its requests over all addresses of a name; the default, `pick_first`, uses one.',
      ja: '`round_robin` の gRPC クライアントは、名前が返すすべての IP にリクエストを分散します。デフォルトの `pick_first` は 1 つだけを使います。',
    },
    source: documented(PAGES.grpcBalancing),
  },
] as const satisfies readonly Claim[];

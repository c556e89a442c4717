import type { Words } from '../en/en.ts';

const NAMES = { nlb: 'NLB', other: 'ロードバランサー' } as const;

export const path: Words['path'] = {
  noneReady: (service) => `Service ${service} に Ready な Pod がないため、新規コネクションは失敗`,
  dropped: (node) => `${node} は新規コネクションを破棄: Local ポリシーで、自ノードに Ready な Pod なし`,
  heldOnFew: (most, total) => `${total} 本中 ${most} 本が 1 つの Pod に集中 (新規コネクションはどの Pod にも届く)`,
  viaNodes: (balancer, each) =>
    `Pod を選ぶのは${balancer === null ? '' : ` ${NAMES[balancer]} ではなく`} NodePort: 新規コネクションの ${each} ずつ`,
  viaBalancer: (balancer, each) =>
    `${NAMES[balancer]} がノードを経由せず Pod を直接選択: 新規コネクションの ${each} ずつ`,
  viaClusterIp: (each) => `Pod を選ぶのは kube-proxy: 新規コネクションの ${each} ずつ`,
  uneven: (least, most, why) =>
    `新規コネクションは不均等、Pod あたり ${least} から ${most}: ${why === 'Local' ? 'Local ポリシーで、ノードごとの Pod 数が異なるため' : 'cross-zone がオフで、ゾーンごとのターゲット数が異なるため'}`,
  onlyPod: (pod) => `Ready な Pod は ${pod} のみ: すべての新規コネクションが届く`,
  service: (name, type) => `Service ${name}${type === null ? '' : ` (${type})`}`,
  policy: (policy) => `externalTrafficPolicy: ${policy}`,
  targets: (type) => (type === 'ip' ? 'ターゲット: Pod のアドレス (ip)' : 'ターゲット: ノード (instance)'),
  crossZone: (on) => `クロスゾーン: ${on ? 'オン' : 'オフ'}`,
  proxyMode: (mode) => `kube-proxy: ${mode ?? 'モードは読み取り不可'}`,
  labStandIn: () => 'lab: AWS と kube-proxy の代わりは Envoy',
  client: () => 'クライアント',
  balancer: (balancer) => NAMES[balancer],
  picksNode: (balancer) => (balancer === 'nlb' ? 'コネクションのハッシュで\nノードを選択' : 'ノードを選択'),
  picksPod: (balancer) => (balancer === 'nlb' ? 'コネクションのハッシュで\nPod を選択' : 'Pod を選択'),
  node: () => 'ノード: NodePort',
  nodePicks: (how, mode, isLocal) => {
    const of = isLocal ? '自ノードの Pod' : '全 Pod';
    if (how === 'lab') return `Envoy が${isLocal ? '' : ' '}${of} を\nランダムに選択`;
    if (how === 'random') return `kube-proxy (${mode}) が\n${of} をランダムに選択`;
    return how === 'ipvs' ? `kube-proxy (${mode}) が\n${of} をスケジューラーで選択` : `kube-proxy が\n${of} を選択`;
  },
  pod: () => 'Pod',
  podCaption: () => '新規コネクションの割合、\n現在のコネクション数',
  openNow: (held) => (held === null ? '現在: 読み取りなし' : `現在 ${held.toLocaleString('en-US')} 本`),
  notReady: () => 'Ready ではない',
  noOwnPod: () => '自ノードに Ready な Pod なし',
  noAddress: () => 'ゾーンにアドレスなし',
  more: (n, what) => `ほか ${n} 個の${what === 'node' ? 'ノード' : ' Pod'}`,
  alt: (service, target) => `${target} の Service ${service} への新規コネクションの経路。`,
  altBalancer: (balancer, address) => `${NAMES[balancer]} ${address}。`,
  altNode: (name, zone, address, share) => `${name}${zone === '' ? '' : ` (${zone})`}、NodePort ${address}: ${share}。`,
  altPod: ({ name, node, address, share, held }) =>
    `${node} の Pod ${name}、${address}: 新規コネクションの ${share}、${held}。`,
  percent: (share) => (share > 0 && share < 0.01 ? '<1 %' : `${Math.round(100 * share)} %`),
};

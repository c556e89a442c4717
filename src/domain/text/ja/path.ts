import type { Words } from '../en/en.ts';

const NAMES = { nlb: 'NLB', other: 'ロードバランサ' } as const;
/** Within a sentence. */
const IN_TEXT = { nlb: ' NLB ', other: 'ロードバランサ' } as const;

export const path: Words['path'] = {
  noneReady: (service) => `Service ${service} に Ready な Pod がないため、新規コネクションは失敗`,
  dropped: (node) => `${node} は新規コネクションを破棄: Local ポリシーで、自ノードに Ready な Pod なし`,
  heldOnFew: (most, total) => `${total} 本中 ${most} 本が 1 つの Pod に集中 (新規コネクションはどの Pod にも届く)`,
  viaNodes: (balancer, each) =>
    `Pod を選ぶのは${balancer === null ? '' : `${IN_TEXT[balancer]}ではなく`} NodePort: 新規コネクションの ${each} ずつ`,
  viaBalancer: (balancer, each) =>
    `${IN_TEXT[balancer].trimStart()}がノードを経由せず Pod を直接選択: 新規コネクションの ${each} ずつ`,
  viaClusterIp: (each) => `Pod を選ぶのは kube-proxy: 新規コネクションの ${each} ずつ`,
  uneven: (least, most, why) =>
    `新規コネクションは不均等、Pod あたり ${least} から ${most}: ${why === 'Local' ? 'Local ポリシーで、ノードごとの Pod 数が異なるため' : 'クロスゾーンがオフで、ゾーンごとのターゲット数が異なるため'}`,
  onlyPod: (pod) => `Ready な Pod は ${pod} のみ: すべての新規コネクションが届く`,
  service: (name, type) => `Service ${name}${type === null ? '' : ` (${type})`}`,
  policy: (policy) => `externalTrafficPolicy: ${policy}`,
  targets: (type) => (type === 'ip' ? 'ターゲット: Pod のアドレス (ip)' : 'ターゲット: ノード (instance)'),
  crossZone: (on) => `クロスゾーン: ${on ? 'オン' : 'オフ'}`,
  proxyMode: (mode) => `kube-proxy: ${mode ?? 'モードは読み取り不可'}`,
  labStandIn: () => 'lab: AWS と kube-proxy は代役',
  client: () => 'クライアント',
  balancer: (balancer) => NAMES[balancer],
  picksNode: (balancer) => (balancer === 'nlb' ? 'コネクションのハッシュで\nノードを選択' : 'ノードを選択'),
  picksPod: (balancer) => (balancer === 'nlb' ? 'コネクションのハッシュで\nPod を選択' : 'Pod を選択'),
  node: () => 'ノード: NodePort',
  nodePicks: (how, mode, isLocal) => {
    const of = isLocal ? '自ノードの Pod' : '全 Pod';
    if (how === 'lab') return `Envoy が${of} を\nランダムに選択`;
    if (how === 'random') return `kube-proxy (${mode}) が\n${of} をランダムに選択`;
    return how === 'ipvs' ? `kube-proxy (${mode}) が\n${of} をスケジューラーで選択` : `kube-proxy が\n${of} を選択`;
  },
  pod: () => 'Pod',
  podCaption: () => '新規コネクションの割合、\n現在のコネクション数',
  countedCaption: (evidence) =>
    evidence === 'picks' ? '新規コネクションの割合、\n実行での測定値' : 'コネクションの割合、\n実行での測定値',
  countOf: (n, total) => `${total.toLocaleString('en-US')} 本中 ${n.toLocaleString('en-US')} 本`,
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
  askedBy: (person, command) => `${person} の質問: \`${command}\``,
  follows: () => '経路の図をこのチャンネルに投稿します。',
  notPosted: (why) => `図を投稿できませんでした。詳細: ${why}`,
  door: (node, address) => (node === null ? address : `${node} ${address}`),
  checked: ({ opened, door, counts, pods, nodes, node }) => {
    const where =
      nodes === 'one' ? `${node} のみの Pod` : nodes === 'both' ? '両ノードの Pod' : `${nodes} 個のノードの Pod`;
    return `${door} に ${opened} 本のコネクションを開いたところ、 ${pods} (${where}) に ${counts} 本ずつ届きました`;
  },
  checkedOne: (opened, door, pod) =>
    `${door} に ${opened} 本のコネクションを開いたところ、唯一の宛先である Pod ${pod} にすべて届きました。`,
  checkedEven: (p) => ` (どの Pod も等確率とした場合 ${p})。`,
  checkedShares: (shares, p) => ` (予測 ${shares} に対して ${p})。`,
  unlikely: () => '偶然とは考えにくい結果です。セッションアフィニティなど、この図にないものが宛先を決めています。',
  checkFailed: (failed, codes) => `ほかに ${failed} 本は応答なしで終わりました: ${codes}。`,
  unanswered: (opened, door, codes) =>
    `${door} に ${opened} 本のコネクションを開きましたが、応答はありませんでした (${codes})。`,
  unnamed: (n) =>
    `${n} 本は、応答がターゲットの Pod 名を示さなかったため (レスポンスヘッダー \`x-envoy-pod\`) 数えていません。`,
  notMade: {
    held: (holder) => `${holder} がターゲットを使用中で計測に混ざるため、コネクションは開いていません。`,
    no_way: () => 'Pod に届く経路がないため、コネクションは開いていません。',
    job: () => 'このターゲットのクライアントは Job で動き、確認のためには作らないため、コネクションは開いていません。',
    production: (command) =>
      `production クラスのターゲットのため、コネクションは開いていません。 \`${command}\` で 60 本開きます。`,
    not_allowed: (message) => `コネクションは開いていません。詳細: ${message}`,
    failed: (message) => `確認と現在の本数の読み取りができませんでした。詳細: ${message}`,
    nobody: () => 'このターゲットのワーカーが応答しないため、コネクションは開かず、現在の本数も読んでいません。',
  },
  altCounted: ({ name, node, share }, count) => `${node} の Pod ${name}: ${share}、${count}。`,
  percent: (share) => (share > 0 && share < 0.01 ? '<1 %' : `${Math.round(100 * share)} %`),
};

import { documented, type Source } from '../facts/claim.ts';
import { PAGES } from '../facts/pages.ts';
import type { Language } from '../language.ts';
import type { NlbSettings } from './nlb-settings.ts';

type Said = Readonly<Record<Language, string>>;

/** A behaviour on the way to a Pod, on AWS and Kubernetes and in the lab. */
interface LabDifference {
  id: string;
  /** What of the lab's Service it can be set by; none: it is as it is. */
  settings: readonly (keyof NlbSettings | 'trafficPolicy')[];
  behaviour: Said;
  aws: Said;
  lab: Said;
  why: Said;
  /** As a cell of a narrow table has it: what is so by default. */
  short: { aws: Said; lab: Said };
  /** Of what is said about AWS or Kubernetes. */
  source: Source;
}

/** Where the lab's way to a Pod differs from that of an EKS cluster behind an NLB, and where it is the same though one may ask. */
export const LAB_DIFFERENCES = [
  {
    id: 'flow-hash',
    settings: [],
    behaviour: { en: 'Choice of a target', ja: 'ターゲットの選択' },
    aws: {
      en: 'a hash of protocol, addresses, ports and TCP sequence number, not published',
      ja: 'プロトコル、IP、ポート、TCP シーケンス番号のハッシュ (方式は非公開)',
    },
    lab: {
      en: 'a hash of the same, with a random number in place of the sequence number',
      ja: '同じ項目のハッシュ。シーケンス番号の代わりに乱数を使用',
    },
    why: {
      en: 'A proxy is handed a connection by the kernel and never sees its sequence number.',
      ja: 'プロキシはコネクションをカーネルから受け取るため、シーケンス番号が見えません。',
    },
    short: {
      aws: { en: 'hash of 6 fields', ja: '6 項目のハッシュ' },
      lab: { en: 'the same, one at random', ja: '同じ (1 項目は乱数)' },
    },
    source: documented(PAGES.nlb, 'network-load-balancer-overview'),
  },
  {
    id: 'zones',
    settings: [],
    behaviour: { en: 'Addresses of the zones', ja: 'ゾーンの IP' },
    aws: {
      en: 'one DNS name with an address in each zone, less those of zones without a healthy target',
      ja: '1 つの DNS 名がゾーンごとの IP を返す。正常なターゲットのないゾーンの IP は除外',
    },
    lab: {
      en: 'an address in each of the zones, no DNS: clients take the first that has a healthy target; one without refuses with RST',
      ja: '各ゾーンの IP があり、DNS はなし。クライアントは正常なターゲットのある最初の IP を使い、ない IP は RST で拒否',
    },
    why: {
      en: 'A gRPC client that takes the first address of a name does the same.',
      ja: '名前の最初の IP を使う gRPC クライアントと同じ動作です。',
    },
    short: {
      aws: { en: 'by DNS', ja: 'DNS が返す' },
      lab: { en: 'the first, no DNS', ja: '最初の IP、DNS なし' },
    },
    source: documented(PAGES.nlbHealth),
  },
  {
    id: 'cross-zone',
    settings: ['crossZone'],
    behaviour: { en: 'Cross-zone', ja: 'クロスゾーン' },
    aws: { en: 'off by default', ja: 'デフォルトは無効' },
    lab: { en: 'on by default', ja: 'デフォルトは有効' },
    why: {
      en: 'All clients come in by one address, and with it off they would use one of the two nodes only.',
      ja: 'クライアントはすべて 1 つの IP を使うため、無効では 2 ノードの片方しか使われません。',
    },
    short: { aws: { en: 'off', ja: '無効' }, lab: { en: 'on', ja: '有効' } },
    source: documented(PAGES.nlb, 'network-load-balancer-overview'),
  },
  {
    id: 'target-type',
    settings: ['targetType'],
    behaviour: { en: 'Change of the target type', ja: 'ターゲットタイプの変更' },
    aws: {
      en: 'another target group, which is filled and checked first',
      ja: '別のターゲットグループになり、登録とヘルスチェックが先に必要',
    },
    lab: { en: 'at once, for new connections', ja: '新規コネクションにすぐ適用' },
    why: {
      en: 'A run compares the two ways; how long AWS takes for the change is not its question.',
      ja: '実行では 2 つの経路を比べます。AWS で変更にかかる時間は対象ではありません。',
    },
    short: {
      aws: { en: 'a new target group', ja: '新しいターゲットグループ' },
      lab: { en: 'at once', ja: 'すぐに適用' },
    },
    source: documented(PAGES.controllerAnnotations, 'nlb-target-type'),
  },
  {
    id: 'client-address',
    settings: [],
    behaviour: { en: "The client's address", ja: 'クライアントの IP' },
    aws: {
      en: 'kept for `instance` targets, and by default not for `ip` ones',
      ja: '`instance` では維持。 `ip` ではデフォルトで維持しない',
    },
    lab: { en: 'never kept: Pods see the hop before them', ja: '維持しない。Pod から見えるのは直前のホップ' },
    why: {
      en: 'A proxy opens a connection of its own to the target.',
      ja: 'プロキシはターゲットへ自身のコネクションを開きます。',
    },
    short: { aws: { en: 'kept for nodes', ja: 'ノードへは維持' }, lab: { en: 'not kept', ja: '維持しない' } },
    source: documented(PAGES.nlbTargets, 'client-ip-preservation'),
  },
  {
    id: 'registration',
    settings: ['registrationDelayMs'],
    behaviour: { en: 'Registration', ja: '登録' },
    aws: { en: 'it can take a few minutes', ja: '数分かかることがある' },
    lab: { en: 'at once; a delay can be set', ja: 'すぐに登録。遅延を設定可能' },
    why: {
      en: 'A run would wait for it at every new Pod.',
      ja: '新しい Pod のたびに実行が待つことになります。',
    },
    short: { aws: { en: 'up to minutes', ja: '数分かかることもある' }, lab: { en: 'at once', ja: 'すぐ' } },
    source: documented(PAGES.nlbHealth),
  },
  {
    id: 'deregistration',
    settings: ['deregistrationDelayMs'],
    behaviour: { en: 'Deregistration', ja: '登録解除' },
    aws: {
      en: 'no new connection, and the open ones go on; it is over after 300 s by default, and Pods may end before it began',
      ja: '新規コネクションは届かず、既存は継続。デフォルトは 300 秒で完了。開始前に Pod が終了することもある',
    },
    lab: {
      en: 'the same 300 s; a Pod is signalled only once it is deregistered, unless it ends by SIGTERM alone',
      ja: '同じく 300 秒。SIGTERM だけで終了する場合を除き、Pod へのシグナルは登録解除の後',
    },
    why: {
      en: 'No connection may arrive after the last reading of a Pod.',
      ja: 'Pod の最後の読み取りの後にコネクションが届かないようにするためです。',
    },
    short: { aws: { en: '300 s', ja: '300 秒' }, lab: { en: '300 s, before a Pod ends', ja: '300 秒 (Pod の終了前)' } },
    source: documented(PAGES.nlbTargets, 'deregistration-delay'),
  },
  {
    id: 'connection-termination',
    settings: ['connectionTermination'],
    behaviour: { en: 'Connection termination', ja: '登録解除時の切断' },
    aws: { en: 'off by default; shortly after the delay', ja: 'デフォルトは無効。遅延の少し後に切断' },
    lab: {
      en: 'off by default; RST to both sides with the end of the delay',
      ja: 'デフォルトは無効。遅延の終了と同時に両側へ RST',
    },
    why: { en: 'How AWS closes them is not published.', ja: 'AWS での切断方法は公開されていません。' },
    short: { aws: { en: 'off', ja: '無効' }, lab: { en: 'off; RST to both sides', ja: '無効 (有効なら両側へ RST)' } },
    source: documented(PAGES.nlbTargets, 'deregistration-delay'),
  },
  {
    id: 'health-checks',
    settings: ['healthChecks'],
    behaviour: { en: 'Health checks', ja: 'ヘルスチェック' },
    aws: {
      en: 'every 10 s at the traffic port with the AWS Load Balancer Controller, 3 passes or failures, from every node of the NLB',
      ja: 'AWS Load Balancer Controller では 10 秒ごとにトラフィックポートへ。成否 3 回で判定し、NLB の各ノードから行う',
    },
    lab: {
      en: 'none by default: the NLB knows at once; where they are set, from one place, and a new target needs one pass',
      ja: 'デフォルトはなしで、NLB はすぐに状態を知る。設定すると 1 か所から行い、新しいターゲットは 1 回の成功で正常',
    },
    why: {
      en: 'Checks at the traffic port open connections to Pods, which an experiment must not have.',
      ja: 'トラフィックポートへのチェックは Pod へのコネクションを開き、実験の妨げになります。',
    },
    short: { aws: { en: 'every 10 s', ja: '10 秒ごと' }, lab: { en: 'none', ja: 'なし' } },
    source: documented(PAGES.controllerAnnotations, 'healthcheck-interval'),
  },
  {
    id: 'passive-checks',
    settings: [],
    behaviour: { en: 'Passive health checks', ja: 'パッシブヘルスチェック' },
    aws: { en: 'always', ja: '常に行う' },
    lab: { en: 'none', ja: 'なし' },
    why: { en: 'What they look at is not published.', ja: '判断の基準は公開されていません。' },
    short: { aws: { en: 'always', ja: '常に行う' }, lab: { en: 'none', ja: 'なし' } },
    source: documented(PAGES.nlbHealth),
  },
  {
    id: 'unhealthy',
    settings: [],
    behaviour: { en: 'Unhealthy target', ja: 'unhealthy なターゲット' },
    aws: {
      en: 'packets of its connections are answered with RST, unless all targets are unhealthy',
      ja: 'そのコネクションのパケットに RST で応答 (全ターゲットが unhealthy のときを除く)',
    },
    lab: {
      en: 'the same with health checks; without, connections go on',
      ja: 'ヘルスチェックありなら同じ。なしなら継続',
    },
    why: {
      en: 'Without checks a node is left out in the moment in which its last Pod begins to end, and would cut what drains.',
      ja: 'チェックなしでは、ノードは最後の Pod の終了開始と同時に除外されるため、ドレイン中のコネクションまで切れてしまいます。',
    },
    short: {
      aws: { en: 'RST to the next packet', ja: '次のパケットに RST' },
      lab: { en: 'so with checks only', ja: 'チェックありのときだけ' },
    },
    source: documented(PAGES.nlbHealth),
  },
  {
    id: 'idle-timeout',
    settings: ['idleTimeoutMs'],
    behaviour: { en: 'Idle timeout', ja: 'アイドルタイムアウト' },
    aws: { en: '350 s by default, 60 to 6000 s', ja: 'デフォルト 350 秒、60 から 6000 秒' },
    lab: { en: '350 s by default, 0.1 to 6000 s', ja: 'デフォルト 350 秒、0.1 から 6000 秒' },
    why: {
      en: 'A run can show in seconds what takes six minutes otherwise. Both forget the flow silently and answer the next packet with RST.',
      ja: '6 分近くかかる動作を数秒で示せます。どちらも通知せずにフローを忘れ、次のパケットに RST で応答します。',
    },
    short: {
      aws: { en: '350 s, from 60 s', ja: '350 秒 (下限 60 秒)' },
      lab: { en: '350 s, from 0.1 s', ja: '350 秒 (下限 0.1 秒)' },
    },
    source: documented(PAGES.nlbIdle),
  },
  {
    id: 'keepalive',
    settings: [],
    behaviour: { en: 'Idle time ends with', ja: 'アイドル時間のリセット' },
    aws: { en: 'data, and TCP keepalive packets', ja: 'データと TCP キープアライブ' },
    lab: { en: 'data alone, HTTP/2 PINGs of gRPC among it', ja: 'データのみ (gRPC の HTTP/2 PING を含む)' },
    why: {
      en: 'TCP keepalive is answered by the kernel, and no proxy hears of it.',
      ja: 'TCP キープアライブにはカーネルが応答し、プロキシには届きません。',
    },
    short: { aws: { en: 'data, TCP keepalive', ja: 'データ、TCP キープアライブ' }, lab: { en: 'data', ja: 'データ' } },
    source: documented(PAGES.nlbBalancer, 'connection-idle-timeout'),
  },
  {
    id: 'traffic-policy',
    settings: ['trafficPolicy'],
    behaviour: { en: 'Local, a node without Pods', ja: 'Local で Pod のないノード' },
    aws: {
      en: 'it fails its health checks, and passes on to Pods that are ending until it is left out',
      ja: 'ヘルスチェックに失敗し、除外されるまでは終了中の Pod に転送',
    },
    lab: {
      en: 'it gets no connection any more, at once, and passes on to no Pod that is ending',
      ja: '新規コネクションはすぐに届かなくなり、終了中の Pod への転送もなし',
    },
    why: {
      en: 'The NLB of the lab knows at once which nodes have a Ready Pod.',
      ja: 'lab の NLB は、Ready な Pod のあるノードをすぐに知ります。',
    },
    short: {
      aws: { en: 'out after failed checks', ja: 'チェックの失敗後に除外' },
      lab: { en: 'out at once', ja: 'すぐに除外' },
    },
    source: documented(PAGES.virtualIps, 'traffic-policies'),
  },
  {
    id: 'node-port',
    settings: [],
    behaviour: { en: 'NodePort', ja: 'NodePort' },
    aws: {
      en: 'kernel rules of kube-proxy pick a Pod at random, and lag behind the Pods',
      ja: 'kube-proxy のカーネルルールが Pod をランダムに選択。Pod の変化より遅れる',
    },
    lab: {
      en: 'an Envoy on each node picks at random; it lags by 1 s where a Pod ends, and not at all where a preStop sleep outlasts that, as in the lab as found',
      ja: '各ノードの Envoy がランダムに選択。Pod の終了には 1 秒遅れ、preStop の sleep がそれより長い場合 (lab のデフォルト) は遅れなし',
    },
    why: {
      en: 'Packet rules need rights that the lab does without.',
      ja: 'パケットルールに必要な権限を lab は使いません。',
    },
    short: {
      aws: { en: 'kube-proxy, lags', ja: 'kube-proxy (遅れあり)' },
      lab: { en: 'Envoy, 1 s at most', ja: 'Envoy (最大 1 秒)' },
    },
    source: documented(PAGES.virtualIps),
  },
] as const satisfies readonly LabDifference[];

/** A difference in one language: mrkdwn, phrases, and a sentence that says why. */
export interface LabDifferenceRow extends Record<'behaviour' | 'aws' | 'lab' | 'why', string> {
  short: { aws: string; lab: string };
  source: Source;
}

/** Where the lab differs, in a language. */
export function labDifferences(language: Language): LabDifferenceRow[] {
  return LAB_DIFFERENCES.map(({ behaviour, aws, lab, why, short, source }) => ({
    behaviour: behaviour[language],
    aws: aws[language],
    lab: lab[language],
    why: why[language],
    short: { aws: short.aws[language], lab: short.lab[language] },
    source,
  }));
}

import { documented } from '../facts/claim.ts';
import { PAGES } from '../facts/pages.ts';
import type { LabDifference } from './lab-difference.ts';

/** Which target a new flow gets, and what the target sees of its client. */
export const ROUTING_DIFFERENCES = [
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
] as const satisfies readonly LabDifference[];

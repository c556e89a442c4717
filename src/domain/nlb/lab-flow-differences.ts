import { documented } from '../facts/claim.ts';
import { PAGES } from '../facts/pages.ts';
import type { LabDifference } from './lab-difference.ts';

/** What becomes of flows that are open, and of the nodes that they pass. */
export const FLOW_DIFFERENCES = [
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

import { documented } from '../facts/claim.ts';
import { PAGES } from '../facts/pages.ts';
import type { LabDifference } from './lab-difference.ts';

/** How targets come, are checked and go. */
export const TARGET_DIFFERENCES = [
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
] as const satisfies readonly LabDifference[];

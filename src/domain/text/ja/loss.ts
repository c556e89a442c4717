import type { Words } from '../en/en.ts';

export const conditions: Words['conditions'] = {
  asFound: () => '現在の設定',
  asFoundWith: (condition) => `現在の設定 (${condition})`,
  balancing: () => '自分で Pod に分散するクライアント (round_robin)',
  forgetful: (time) => `通信が ${time} ないとコネクションを忘れる NLB`,
  noKeepalive: () => 'keepalive なし',
  keepalive: (time) => `keepalive ${time}`,
  healthChecks: {
    'traffic-port': 'トラフィック用ポートへのヘルスチェック',
    'own-listener': '専用リスナーへのヘルスチェック',
  },
  trafficPolicy: (policy) => `externalTrafficPolicy ${policy} の設定`,
  targetType: (type) => `ターゲットタイプ ${type} の設定`,
  shutdown: {
    sigterm: 'SIGTERM のみ',
    sleep: 'preStop の sleep',
    drain: 'preStop の drain',
    'healthcheck-fail': 'preStop の /healthcheck/fail',
    own: '独自の preStop フック',
  },
};

export const loss: Words['loss'] = {
  side: (where, lost, requests, percent, what) =>
    `${where}では ${group(requests)} ${WHAT[what]}中 ${group(lost)} 件が失敗${lost === 0 ? '' : ` (${percent})`}`,
  test: ({ treatment, more, less, clients, p }) =>
    `失敗の割合が ${treatment} で大きかったのは ${group(clients)} クライアント中 ${more}、小さかったのは ${less} です (符号検定、${p})`,
  more: ({ target, treatment, sides, test, when, what }) =>
    `:warning: *${target} では ${treatment} のほうが失敗する${WHAT[what]}が多くなります。* ${WHEN[when]}、${sides}。${test}。`,
  fewer: ({ target, treatment, sides, test, when, what }) =>
    `:white_check_mark: *${target} では ${treatment} のほうが失敗する${WHAT[what]}が少なくなります。* ${WHEN[when]}、${sides}。${test}。`,
  none: ({ target, treatment, control, sides, when, what }) =>
    `:white_check_mark: *${target} では ${treatment} でも${control}でも${WHAT[what]}は失敗していません。* ${WHEN[when]}、${sides}。`,
  undecided: ({ target, treatment, sides, test, when, what }) =>
    `:grey_question: *${target} で ${treatment} のほうが失敗する${WHAT[what]}が多いかは判断できません。* ${WHEN[when]}、${sides}。${test}。`,
  and: (one, other) => `${one}、${other}`,
  became: (parts, next) => `*失敗の内訳*: ${parts}。${next === '' ? '' : ` ${next}`}`,
  becameNone: (next) => (next === '' ? '' : `*次に*: ${next}`),
  kinds: (where, kinds, gap) => `${where}: ${kinds}${gap === null ? '' : `、応答の途切れは最長 ${gap}`}`,
  keepFound: () => '現在の設定のままにしてください。',
  keepTreatment: (treatment) => `Pod の終了方法を ${treatment} にしてください。`,
  repeat: (command) => `繰り返せば判断できます: \`${command}\``,
  cell: (lost, requests, percent) => `${requests} 件中 ${lost} 件${lost === 0 ? '' : ` (${percent})`}`,
  chart: ({ treatment, control, lostNow, lostBefore, what }) =>
    `失敗した${WHAT[what]}: ${treatment} で ${lostNow}、${control}で ${lostBefore}`,
};

const WHAT = { request: 'リクエスト', message: 'メッセージ' } as const;
const WHEN = { change: '変更中は', observe: '観測中は', restart: 'Pod の入れ替え中は' } as const;

const group = (n: number): string => n.toLocaleString('en-US');

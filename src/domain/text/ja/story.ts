import type { Words } from '../en/en.ts';
import { units } from './units.ts';

export const story: Words['story'] = {
  arm: (name, setting) => `*${name}*${setting === null ? '' : ` (${setting})`}`,
  changed: ({ arm, by, from, to, end }) => `${arm}: ${by}は ${from}から ${to}まで、観測は ${end}まで`,
  movements: {
    restart: '再起動',
    reconnect: '全クライアントの再接続',
    'scale-out': 'スケールアウト',
    'pod-kill': 'Pod の強制終了',
  },
  otherMovement: '変更',
  untouched: (arm, end) => `${arm}: 変更なし、観測は ${end}まで`,
  moreArms: (n) => `残り ${units.count(n, 'arm')}の数値はスレッドのレポートにあります。`,
  restore: (restarted) =>
    restarted
      ? '*復元*: 元の設定に戻すためにもう一度再起動しました。上の数値には含みません。'
      : '*復元*: 変更したものを再起動なしで元に戻しました。上の数値には含みません。',
  pods: (facts) => `• Pod: ${facts}`,
  ready: (moments) => `Ready ${moments}`,
  killed: (moments) => `強制終了 ${moments}`,
  toldToEnd: (moments) => `終了の指示 ${moments}`,
  manyPods: (n, from, to) => `${units.count(n, 'Pod')} (${from}から ${to}まで)`,
  span: ({ from, to, ready, picks }) =>
    `• ${from}から ${to}まで、${ready === null ? 'Ready な Pod なし' : `Ready は ${ready}`}: ${picks}`,
  moreSpans: (picks, to) => `• Pod の入れ替えとともに ${to}までにさらに${units.count(picks, 'pick')}`,
  meanwhile: (closed, moved) => `• その間: ${closed}。${moved}`,
  lost: (counts, kinds) => `• 失われたリクエスト: ${counts}${kinds === '' ? '' : `: ${kinds}`}`,
  leftOut: (pods, last) =>
    `• ${pods} には 1 本も来ていません: Ready になったのが最後の新規コネクション (${last}) の後で、開いているコネクションは新しい Pod に移動しないためです`,
  leftAlone: (pods) =>
    `• ${pods} には 1 本も来ていません: その後に開かれたコネクションがなく、開いているコネクションは新しい Pod に移動しないためです`,
  passedOver: (pod, picks, p) =>
    `• ${pod} には、Ready の間の${units.count(picks, 'pick')}が 1 本も来ていません。ランダムな選択でそうなる確率は ${p} で、開いているコネクションは後から移動しません`,
  keptAll: (clients, counts) => `• ${units.count(clients, 'client')}すべてがコネクションを維持しました${counts}`,
  kept: (kept, clients, why) =>
    `• ${units.count(clients, 'client')}中 ${kept} クライアントがコネクションを維持しました${why === null ? '' : `: ${why}`}`,
  carryStreams: () => 'ストリームがあり、その終了を待つためです',
  notAsOld: (value) => `まだ ${value}たっていないためです`,
  notAsMany: (requests) => `リクエストが ${requests.toLocaleString('en-US')} 件に達しなかったためです`,
  spokeSooner: (interval, value) => `${interval}ごとにリクエストがあり、 ${value}の間アイドルになることがないためです`,
  nothingMoved: (why) => `• 観測中は何も動いていません: ${why}`,
  nothingCloses: () =>
    '開いているコネクションを閉じるものがなく、NLB も kube-proxy も開いているコネクションを移動しないためです',
  settingDid: (reason) => `${reason}`,
  observed: (closed, moved) => `• 観測中: ${closed}。${moved}`,
  noSetting: () => '。この区間にはコネクションを閉じる設定はありません',
  nothingClosed: () => 'クローズなし',
  closed: (total, causes) => `${units.count(total, 'connection')}がクローズ (${causes})`,
  draining: (n) => `、切断を要求したが開いているもの ${n} 本`,
  causes: {
    max_duration: (n) => `max_connection_duration による ${n}`,
    idle_timeout: (n) => `idle_timeout による ${n}`,
    max_requests: (n) => `max_requests_per_connection による ${n}`,
    drain: (n) => `終了する Pod の切断要求による ${n}`,
    pod_terminated: (n) => `Pod の終了による ${n}`,
    client: (n) => `クライアントによる ${n}`,
    other: (n) => `カウンタからは原因のわからないもの ${n}`,
  },
  onPods: (n) => ` (${units.count(n, 'Pod')})`,
};

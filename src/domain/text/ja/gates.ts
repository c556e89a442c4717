import type { Words } from '../en/en.ts';
import { units } from './units.ts';

const SHARED = '実行中は、ほかのトラフィックや再起動を避けてください。';
const BUSY = '`clients` を減らすか `interval` を長くする、またはクライアントを Job で動かすと、ペースを保てます。';
const REACH = 'すべてのクライアントから Service に到達できるか確認してください。';
const READ = 'Pod の統計を読み取れるか確認してください。';

export const gates: Words['gates'] = {
  notMeasured: (gate) => `${gate} を測定できませんでした`,
  words: {
    'open connections': {
      what: (n, limit) =>
        `最初の変更前、Envoy には ${n} コネクション、クライアント側には ${limit} コネクションがありました`,
      todo: SHARED,
    },
    'client sockets': { what: (n, limit) => `${limit} クライアントに対してソケットが ${n} 個でした`, todo: BUSY },
    'agents reporting': {
      what: (n, limit) => `最後まで報告したエージェントは ${limit} 個中 ${n} 個でした`,
      todo: 'クライアントの Job のログを確認してください。',
    },
    'agent clock error ms': {
      what: (n, limit) =>
        `エージェントの時計の誤差が ${units.number(n)} ms あります (許容は ${units.number(limit)} ms まで)`,
      todo: 'worker とエージェントの間のネットワーク遅延を確認してください。',
    },
    'clients on the one Pod': {
      what: (n, limit) => `burst の 1 つの Pod に接続したのは ${limit} クライアント中 ${n} でした`,
      todo: REACH,
    },
    'clients spoke before the change': {
      what: (n, limit) => `この区間用の Pod から応答を受け取ったのは ${limit} クライアント中 ${n} でした`,
      todo: REACH,
    },
    'clients on the first Pods': {
      what: (n, limit) => `スケールアウト前の Pod に接続したのは ${limit} クライアント中 ${n} でした`,
      todo: REACH,
    },
    'clients spoke after the change': {
      what: (n, limit) => `変更後に応答を受け取ったのは ${limit} クライアント中 ${n} でした`,
      todo: REACH,
    },
    'foreign Service changes': {
      what: (n) => `この区間の間に、Service の設定が ${n} 個変わりました`,
      todo: '実行中は、GitOps など Service を変更するものを止めてください。',
    },
    'held connections': {
      what: (n, limit) => `判定対象の Pod にあったのは ${limit} コネクション中 ${n} でした`,
      todo: REACH,
    },
    'endpoint changes while observed': {
      what: (n) => `観測中にエンドポイントが ${n} 個変わりました`,
      todo: SHARED,
    },
    'Pods that are not judged': { what: (n) => `観測中に判定対象外の Pod が ${n} 個加わりました`, todo: SHARED },
    'Pods unread at an edge': {
      what: (n) => `観測の開始時または終了時に、${n} 個の Pod を読み取れませんでした`,
      todo: READ,
    },
    'Pods counted unequally long': {
      what: (n, limit) => `Pod を数えた時間の差が ${units.percent(n)} あります (許容は ${units.percent(limit)} まで)`,
      todo: 'スクレイプの間隔を短くするか、 `observe` を長くしてください。',
    },
    'counter resets': {
      what: (n) => `Envoy のカウンタ ${n} 個が減少しました。コンテナが再起動しています`,
      todo: 'Pod のコンテナが再起動した理由を確認してください。',
    },
    'sample coverage': {
      what: (n, limit) => `サンプルの取得率が ${units.percent(n)} です (必要なのは ${units.percent(limit)})`,
      todo: READ,
    },
    'failed requests': {
      what: (n, limit) => `リクエストの ${units.percent(n)} が失敗しました (許容は ${units.percent(limit)} まで)`,
      todo: '失敗の原因を直してください。内容はレポートにあります。',
    },
    'foreign connections': {
      what: (n, limit) =>
        `Envoy とクライアントの数に ${n} コネクションの差があります (許容は ${units.number(limit)} まで)。ほかのコネクションが届いています`,
      todo: SHARED,
    },
    'closes accounted for': {
      what: (n, limit) =>
        `カウンタからは原因のわからないクローズが ${n} 回ありました (許容は ${units.number(limit)} まで)`,
      todo: 'ほかにコネクションを閉じるもの (ロードバランサ、プロキシ、ファイアウォール) を確認してください。',
    },
    'closes seen by clients': {
      what: (n, limit) =>
        `クライアントに GOAWAY が届かなかったクローズが ${n} 回ありました (許容は ${units.number(limit)} まで)`,
      todo: SHARED,
    },
    'request lateness ms': {
      what: (n, limit) =>
        `リクエストの送信が最大 ${units.number(n)} ms 遅れました (許容は ${units.number(limit)} ms まで)`,
      todo: BUSY,
    },
    'requests left out': {
      what: (n, limit) =>
        `リクエストの ${units.percent(n)} が送信されませんでした (許容は ${units.percent(limit)} まで)`,
      todo: BUSY,
    },
  },
};

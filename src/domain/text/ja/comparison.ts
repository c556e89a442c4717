import type { Words } from '../en/en.ts';

const HELD_OR_OPENED = {
  held: '変更後に維持されているコネクション',
  picks: '観測中の新規コネクション',
} as const;

export const comparison: Words['comparison'] = {
  sideBySide: () => '*A と B は並べて表示するだけで、検定はできません。*',
  ratios: (a, b) => `最大/平均は A が ${a}、B が ${b}`,
  unknown: () => '不明',
  moreEven: (even, other, ratios, p) => `*${even} のほうが ${other} よりコネクションが均等です。* ${ratios}、${p}。`,
  otherPlaces: (placesP, ratios, unevenP) =>
    `*Ready になった順で見ると、A と B では多く集まる Pod が異なります* (${placesP})。どちらが均等かの差は示されていません: ${ratios}、${unevenP}。`,
  notApart: (ratios, unevenP, placesP) =>
    `*A と B の差は認められません。* ${ratios}。偏りの大きさは ${unevenP}、多く集まる Pod の違いは ${placesP}。同じであることの証明ではありません。コネクションが少ないと、大きな差しか検出できません。`,
  side: ({ side, run, title, target, at, spread, repeats, verdict }) =>
    `*${side}* ${run} ${title} (${target}、${at}): ${spread}${repeats > 1 ? ` (${repeats} 回の繰り返し)` : ''} - ${verdict}`,
  notTested: (why) => `:no_entry: 検定できません: ${why}。`,
  notAlike: (why) => `:warning: 条件が揃っていません: ${why}。`,
  same: () => 'シナリオ、ターゲット、パラメータ、バージョンは同じです。',
  differs: (named, more) => `*相違点*: ${named}${more > 0 ? `、ほか ${more} 点は表にあります` : ''}。`,
  difference: (what, a, b) => `${what} は A が ${a}、B が ${b}`,
  askedBy: (person) => `依頼者 ${person}`,
  note: (alpha, unevenP, placesP) =>
    `2 つの検定を合わせて読みます (Holm 法、alpha ${alpha})。どの Pod かを問わない偏りの大きさは ${unevenP}、Ready になった順で見た多く集まる Pod の違いは ${placesP}。分散の違いが偶然を超えるかどうかを示すもので、違いの原因は示しません。`,
  caption: (a, b) => `A ${a} と B ${b} の比較`,
  run: '実行',
  titles: {
    verdict: '判定',
    judged: '判定対象の区間',
    counts: '内訳 (Ready になった順)',
    n: '本数 N',
    ratio: '最大/平均',
    p: '均等性の p 値',
    rate: '再接続 回/秒',
    peak: '再接続が最も多い 1 秒',
    failed: '失敗したリクエスト',
    p99: 'p99',
    opened: 'ハンドシェイク込み p99',
    even: '均等になるまで',
    connected: '接続していた時間',
    handshakes: 'ハンドシェイク',
  },
  judged: (arm, repeats, evidence) =>
    `${arm}${repeats > 1 ? `、${repeats} 回の繰り返し` : ''}、${evidence === 'picks' ? '新規コネクション' : '維持されたコネクション'}`,
  of: (part, whole) => `${whole} 件中 ${part} 件`,
  ofRequests: (part, whole) => `${whole} リクエスト中 ${part} 回`,
  notEven: () => '観測中に均等にならず',
  notEvenIn: (repeats, all) => `${all} 回の繰り返し中 ${repeats} 回は均等にならず`,
  atMost: (time) => `最大 ${time}`,
  invalid: (side, reason) => `${side} は INVALID なので、内訳は根拠になりません (${reason})`,
  otherPods: (a, b) => `Pod の数が A は ${a}、B は ${b} で、割合はそれだけでも変わります`,
  onePod: () => 'Pod が 1 つだけなので、分散を比較できません',
  scenarios: (a, b) => `シナリオが異なります (A は \`${a}\` 、B は \`${b}\` )`,
  targets: (a, b) => `ターゲットが異なります (A は \`${a}\` 、B は \`${b}\` )`,
  evidence: (a, b) =>
    `判定の根拠が異なります (A は${HELD_OR_OPENED[a]}、B は${HELD_OR_OPENED[b]})。再起動と設定を比べることになります`,
  sweep: (side, value) => `${side} はスイープで、推奨された値 ${value} で判定しています`,
  workloads: (a, b) => `クライアントの動作が異なります (A は \`${a}\` 、B は \`${b}\` )`,
  clients: (a, b) => `クライアント数が A は ${a}、B は ${b} です`,
  intervals: (a, b, restarts) =>
    `リクエスト間隔が A は ${a}、B は ${b} で${restarts ? '、再起動に出会うペースが異なります' : '異なります'}`,
  names: {
    scenario: 'シナリオ',
    target: 'ターゲット',
    'target kind': 'ターゲットの種類',
    'target class': 'ターゲットの区分',
    'traffic policy': 'externalTrafficPolicy',
    'target type': 'ターゲットタイプ',
    nodes: 'ノード数',
    'samples from': 'サンプルの取得元',
  },
  otherSchema: (schema) => `の記録はスキーマ ${schema} で、この Bot が読めるのはスキーマ 1 です`,
  ended: (state) => `は${ENDED[state]}、判定がありません`,
  noValue: () => 'は値を推奨しなかったスイープなので、1 つの判定がありません',
  noVerdict: () => 'は判定なしで終了しました',
  nonePrevious: (run) =>
    `${run} より前に、同じ条件の実行は保存されていません。実行の一覧は \`/nlb history\` で確認できます。`,
  noThread: (run, command) => `実行 ${run} にはスレッドがありません。次を試してください: \`${command}\``,
  isInThread: (previous, run) => `${previous} との比較を ${run} のスレッドに投稿しました。`,
  notEnded: (run, command) =>
    `実行 ${run} は終了していないため、まだ比較できません。進み具合は \`${command}\` で確認できます。`,
  noRecord: (run) => `実行 ${run} には記録がないため、比較できません。実行の一覧は \`/nlb history\` で確認できます。`,
  notComparable: (run, why, command) =>
    `実行 ${run} ${why}。そのため比較できません。残っている内容は \`${command}\` で確認できます。`,
};

const ENDED = { failed: '失敗しており', cancelled: 'キャンセルされており', interrupted: '中断されており' } as const;

import { MAX_ROUNDS } from '../../sweep/sweep-plan.ts';
import type { Words } from '../en/en.ts';

const group = (n: number): string => n.toLocaleString('en-US');

export const sweep: Words['sweep'] = {
  found: ({ name, target, tried, pods, shares, reason, control }) =>
    `:white_check_mark: *${tried === 1 ? `${target} では ${name} で均等に分散します。` : `${target} に設定する値は ${name} です。`}* コネクションは ${pods} 個の Pod に均等に分散しました${shares}。選んだ理由: ${reason}。${control === '' ? '' : ` ${control}`}`,
  atMost: (bound) => `、最も多い Pod でも平均の ${bound} 倍以下`,
  inBrackets: (text) => ` (${text})`,
  price: (price) => `*コスト*: ${price}。`,
  set: (setting, open) =>
    `\`${setting}\` を設定してください。コピーできる設定はスレッドにあります。${open === '' ? '' : ` ${open}`}`,
  none: (target, each) => `:grey_question: *${target} に推奨できる値はありません。* ${each}。`,
  between: '、 ',
  moreInThread: (n) => `、ほか ${n} 個はスレッドにあります`,
  next: {
    decided: 'すべての設定の判定が出ています。別の `values` か、より長い `within` を試してください。',
    budget: '時間の上限に達しました。 `clients` か `budget` を増やすと、設定ごとの新規コネクションが増えます。',
    rounds: `${MAX_ROUNDS} ラウンドでも判断できず、これがスイープの上限です。 \`clients\` を増やすと、設定ごとの新規コネクションが増えます。`,
  },
  control: (spread) => `再起動だけのときは、${spread} でした。`,
  rate: (mean, peak) => `再接続 ${mean} 回/秒、最も多い 1 秒で ${peak} 回`,
  oneInOpens: (each) => `${each} リクエストに 1 回コネクションを開く`,
  eachOpens: () => 'リクエストごとにコネクションを開く',
  evenWithin: (time) => `${time}以内に再び均等`,
  failed: (failed, rpcs) =>
    failed === 0 ? '失敗したリクエスト 0 件' : `${group(rpcs)} リクエスト中 ${failed} 件が失敗`,
  costs: (name, times, soon) => `${name} のコストは ${times} 倍${soon}`,
  soon: (time) => ` (${time}以内に均等)`,
  others: (each) => `${each}。`,
  open: (names, stopped) => `${WHEN[stopped]}判断できなかった設定: ${names}。`,
  noAdvice: (reason) => `*推奨なし*: ${reason}。`,
  advice: (name) => `*推奨*: ${name}。${sweep.place}:`,
  place: 'クライアントのコネクションを受ける HttpConnectionManager の `typed_config` に次を設定します',
  notCounted: (reason) => `無効: ${reason}`,
  closedNothing: (seconds) => `観測した ${seconds} 秒間、コネクションが閉じられませんでした`,
  uneven: () => '偏っています',
  undecided: (more) => (more === null ? '判断できません' : `判断できません (あと ${more} 本の新規コネクションが必要)`),
  tooLate: (within, asked) => `均等になるまで ${within} かかり、要件の ${asked} を超えています`,
  tooManyFailed: (failed, rpcs, percent) =>
    `${rpcs} リクエスト中 ${failed} 件が失敗し、許容範囲の ${percent} % を超えています`,
  noneFit: (each, goal) =>
    goal
      ? `コネクションを均等に分散し、要件も満たした設定はありません: ${each}`
      : `コネクションを均等に分散した設定はありません: ${each}`,
  onlyOne: (tried, goal) =>
    tried === 1
      ? '試した値はこの 1 つだけなので、よりコストの低い値でも同じ結果になる可能性があります'
      : `試した ${tried} 通りのうち、コネクションを均等に分散${goal ? 'し、要件も満たし' : 'し'}た唯一の設定です`,
  cheapest: (fit) => `コネクションを均等に分散した ${fit} 通りのうち、再接続が最も少ない設定です`,
  tied: (rate, others) =>
    `再接続 ${rate} 回/秒は、観測した時間では ${others} と差がありません。コストが同じなら、最も長い値の影響が最も小さくなります`,
  columns: {
    setting: '設定',
    verdict: '判定',
    n: '本数 N',
    ratio: '最大/平均',
    p: '調整済み p 値',
    within: '均等になるまで',
    rate: '再接続 回/秒',
    failed: '失敗',
    p99: 'p99',
    tries: '試行',
  },
  caption: (run, settings, rounds, alpha) =>
    `${run} のスイープ: ${settings} 通りの設定を ${rounds} ラウンド。判定は全体で有意水準 alpha ${alpha} (設定間は Holm 法、試行ごとに alpha を配分)`,
  recommended: (name, reason) => `推奨: *${name}* (理由: ${reason})`,
  efficient: (names) => `効率的な設定 (これより安く、かつ早く均等になるものがない): ${names}。`,
  unfit: (each) => `推奨できない設定: ${each}。`,
  best: (name) => `${name} (推奨)`,
  rateCell: (mean, peak) => `${mean} (ピーク ${peak})`,
  invalidTries: (tries, invalid) => `${tries} (うち無効 ${invalid})`,
  restartAlone: () => 'control (再起動のみ)',
};

const WHEN = {
  decided: '',
  budget: '時間の上限までに',
  rounds: `${MAX_ROUNDS} ラウンドで`,
} as const;

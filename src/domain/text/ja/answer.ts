import type { Words } from '../en/en.ts';
import { moves } from './moves.ts';

export const answer: Words['answer'] = {
  noVerdict: (title, target) => `:grey_question: *${title}* (${target}) は判定なしで終了しました。`,
  invalid: (title, target, reason, arm) =>
    `:no_entry: *${target} での ${title} の結果は無効です。* ${reason} (${arm})。`,
  repaired: ({ setting, target, spread, control, moved }, pods) =>
    `:white_check_mark: *${setting} で ${target} の偏りが解消しました。* コネクションは ${pods} 個の Pod に均等に分散しています (${spread})。${moves.without[moved]}、${control}。`,
  noEffect: ({ setting, target, spread, moved }, reason) =>
    `:no_entry_sign: *${setting} は ${target} に変化をもたらしませんでした。* ${reason}。コネクションは${moves.stayed[moved]} に留まっています (${spread})。`,
  worse: ({ setting, target, spread, control, moved }, fullest) =>
    `:warning: *${setting} で ${target} の分散が偏りました。* ${spread}。 ${fullest}。${moves.without[moved]}、${control}。`,
  unevenToo: ({ setting, target, spread, control, moved }, fullest) =>
    `:warning: *${setting} でも ${target} のコネクションは偏っています。* ${spread}。 ${fullest}。${moves.without[moved]}、${control}。こちらのほうが均等とは言えず、設定が原因とは示されていません。`,
  notRepaired: ({ setting, target, spread, control, moved }, fullest) =>
    `:warning: *${setting} では ${target} の偏りは解消しませんでした。* ${spread}。 ${fullest}。${moves.without[moved]}、${control}。`,
  undecided: ({ setting, target, spread, control, moved }, evidence, more) =>
    `:grey_question: *${setting} で ${target} のコネクションが均等になるかは、${evidence}では判断できません。* ${spread}。 ${more}。${moves.without[moved]}、${control}。`,
  even: ({ setting, target, spread, control, moved }, shows) =>
    `:white_check_mark: *${setting} の ${target} ではコネクションが均等に分散しています。* ただし、偏りの解消までは示されていません。${spread}。${moves.without[moved]}、${control}${CONTROL_SHOWS[shows]}。`,
  aloneUneven: (target, moved, spread, fullest, stays) =>
    `:warning: *${moves.after[moved]}${target} のコネクションは偏っています。* ${spread}。 ${fullest}。${stays ? 'コネクションを閉じるものがないため、このまま維持されます。' : ''}`,
  aloneEven: (target, moved, spread) =>
    `:white_check_mark: *${moves.after[moved]}${target} のコネクションは均等に分散しています。* ${spread}。`,
  aloneUndecided: (target, moved, spread, evidence, more) =>
    `:grey_question: *${moves.after[moved]}${target} が均等かどうかは、${evidence}では判断できません。* ${spread}。 ${more}。`,
  controlNotCounted: (reason) => `計測が無効でした (${reason})`,
  controlOnOne: (total) => `${total} 本中 ${total} 本が 1 つの Pod に留まりました`,
  control: (spread) => `${spread} でした`,
  uneven: () => '偏っています',
  fullest: (pod, ratio) => `${pod} に均等な場合の ${ratio} 倍が集中しています`,
  noneWouldDecide: () => 'この割合では、コネクションをいくら増やしても判断できません',
  onePod: () => 'Pod が 1 つだけなので、比較できません',
  noPod: () => 'Pod がないため、比較できません',
  noConnection: () => '新規コネクションがありませんでした',
  moreByClients: (more, clients) => `\`clients=${clients}\` とすれば判断できます (あと ${more} 本必要)`,
  moreByTime: (more) => `\`observe\` を長くすれば判断できます (あと ${more} 本必要)`,
  moreThanFits: (more) => `判断にはあと ${more} 本必要ですが、1 回の実行の上限 2,000 クライアントを超えます`,
};

const CONTROL_SHOWS = {
  BALANCED: '。こちらも均等です',
  INCONCLUSIVE: '。本数が少なく、解消すべき偏りがあったかは判断できません',
  IMBALANCED: '',
  INVALID: '',
} as const;

export const noEffect: Words['noEffect'] = {
  plain: () => 'コネクションは 1 本も閉じられませんでした',
  idleSpeaks: (interval, value) =>
    `どのクライアントも ${interval}間隔でリクエストしており、タイムアウト ${value}より短いため、コネクションは閉じられませんでした`,
  idleJust: (observed, value) =>
    `どのクライアントもタイムアウト ${value}とちょうど同じ間隔でリクエストするため、${observed}の間、コネクションは閉じられませんでした`,
  idleAlthough: (observed, interval) =>
    `クライアントのリクエストは ${interval}途切れるにもかかわらず、${observed}の間、コネクションは閉じられませんでした`,
  tooYoung: (value, oldest) =>
    `再起動から ${oldest}の間に、接続時間が ${value}に達したコネクションがないため、閉じられませんでした`,
  tooFewRequests: (requests, most, oldest) =>
    `変更から ${oldest}の間に 1 クライアントが送るリクエストは最大 ${most.toLocaleString('en-US')} 件で、${requests.toLocaleString('en-US')} 件に達したコネクションがないため、閉じられませんでした`,
  within: (observed) => `${observed}の間、コネクションは閉じられませんでした`,
  endlessIdle: () => 'どのコネクションにも終わらないストリームがあり、アイドルにならないため、閉じられませんでした',
  nextStream: (pause) =>
    `クライアントはストリームが終わってから ${pause}以内に次のストリームを開くため、コネクションは閉じられませんでした`,
  endless: (asked) =>
    `${asksOf(asked)}どのコネクションにも終わらないストリームがあるため、閉じられませんでした。終わらせるのは \`max_stream_duration\` だけで、その代わりストリームは切断されます`,
  streamWaits: (asked, call) =>
    `${asksOf(asked)}どのコネクションも ${call}のストリームが終わるのを待っているため、閉じられませんでした`,
};

const asksOf = (asked: number): string =>
  asked === 0 ? '' : `${asked.toLocaleString('en-US')} コネクションに切断を要求 (GOAWAY) しましたが、`;

export const price: Words['price'] = {
  line: (price, next) => `*コスト*: ${price}。${next === '' ? '' : ` ${next}`}`,
  streamsBroke: (streams) => `Pod の入れ替え中に ${streams.toLocaleString('en-US')} ストリームが途切れました`,
  lostInChange: (lost, asked, what, moved) =>
    `${moved === 'restart' ? 'Pod の入れ替え中に' : '変更中に'} ${asked.toLocaleString('en-US')} ${what === 'request' ? 'リクエスト' : 'メッセージ'}中 ${lost} 件が失敗`,
  nothingChanged: (damage) => `何も変更していません。${damage}`,
  byChange: (reconnects, damage, moved) =>
    `${moved === 'restart' ? '再起動' : '変更'}による再接続 ${reconnects.toLocaleString('en-US')} 回、その後は${damage}`,
  rate: (mean) => `再接続 ${mean} 回/秒`,
  rateAndPeak: (mean, peak) => `再接続 ${mean} 回/秒 (ピーク ${peak})`,
  paid: (times) => `ハンドシェイク: ${times}`,
  nonePaid: () => 'ハンドシェイクなし',
  connected: (share) => `、接続していたのは${share}`,
  p99: (ms) => `p99 ${ms} ms`,
  p99Same: () => 'p99 の増加なし',
  p99More: (ms) => `p99 +${ms} ms`,
  recommended: ({ interval, value, isMinute, within, cheaper, command }) =>
    `クライアントのリクエストは ${interval}間隔です。 *${value}* でも ${isMinute ? '1 分' : within}以内に均等になり、コストは 1/${cheaper} で済みます。次はこちらを: \`${command}\``,
  again: (command) => `再実行するには: \`${command}\``,
  onceRight: (todo, command) => `${todo ?? '原因を解消してください。'}その後、再実行するには: \`${command}\``,
  trySetting: (command) => `設定があれば、コネクションは新しい Pod にも移動します。次はこちらを: \`${command}\``,
  makeSkew: (command) => `burst 再起動なら、解消すべき偏りを作れます。次はこちらを: \`${command}\``,
  keep: (setting) => `この設定を続けるには \`${setting}\` を設定してください。`,
  doNotSet: (command) => `この結果だけで設定しないでください。繰り返して確認するには: \`${command}\``,
  lookElsewhere: () =>
    'セッションアフィニティや externalTrafficPolicy の `Local` を確認してください: `/nlb explain nodeport`',
  nothingToDo: () => '対応は不要です。',
  withoutCuts: (command) => `その時間内に自分で終わるストリームは切断されません。次はこちらを: \`${command}\``,
  next: (command) => `次はこちらを: \`${command}\``,
};

export const titles: Words['titles'] = {
  sweep: (scenario, values) => `${scenario} のスイープ ${values}`,
  jitters: (percents) => `jitter ${percents} %`,
  effects: { REPAIRED: '偏りを解消', NO_EFFECT: '効果なし', WORSE: '偏りが発生', NOT_SHOWN: '解消は示されず' },
  requestEvery: (interval) => `${interval}間隔でリクエスト`,
  endlessStream: (kind, interval) => `終わらない${STREAMS[kind]}で ${interval}間隔のメッセージ`,
  streamAfterStream: (kind, length, interval) => `${length}の${STREAMS[kind]}を繰り返し、${interval}間隔のメッセージ`,
  streams: (kind) => STREAMS[kind],
};

const STREAMS = { 'server-stream': 'サーバストリーム', 'bidi-stream': '双方向ストリーム' } as const;

import type { Words } from '../en/en.ts';

export const report: Words['report'] = {
  caption: (run, evidence) => `${run} のレポート: ${evidence}`,
  priceCaption: (run) => `${run} の区間ごとのコスト`,
  arm: '区間',
  titles: {
    counts: 'Pod ごとのコネクション',
    n: '本数 N',
    ratio: '最大/平均',
    p: 'p 値',
    verdict: '判定',
    closes: 'クローズの原因',
    even: '均等になるまで',
    rate: '再接続 回/秒',
    connected: '接続していた時間',
    handshakes: 'ハンドシェイク',
    latency: 'p50 / p99',
    opened: 'ハンドシェイク込み',
    gap: '中断 p50 / p99',
    failed: '失敗したリクエスト',
    late: '送信の遅れ p99',
    streams: '切断されたストリーム',
    lost: '失われたリクエスト',
    foreign: '無関係なコネクション',
    fit: '予測',
  },
  noVerdict: () => 'なし',
  armsBy: (arms, evidence) => `${arms} は${evidence}で判定`,
  opened: (seconds) => `観測した ${seconds} 秒間の新規コネクション`,
  heldAfterChange: () => '変更後に維持されているコネクション',
  heldAfterWarmUp: () => 'ウォームアップ後に維持されているコネクション',
  nothingClosed: () => 'なし',
  onlyAsked: (draining) => `なし (切断を要求したが開いているもの ${draining})`,
  inFlight: (cut) => ` (うち ${cut} はリクエスト処理中)`,
  peak: (mean, peak) => `${mean}、ピーク ${peak}`,
  changeLoss: (text, restarted, counted) =>
    `${restarted ? 'Pod の入れ替え中' : '観測開始前'}の失敗${counted ? '' : ' (上の表には含みません)'}: ${text}。`,
  inArms: (text, arms) => `${arms} 個の区間で ${text}`,
  lost: (failed, asked, what) =>
    `${asked.toLocaleString('en-US')} ${what === 'request' ? 'リクエスト' : 'メッセージ'}中 ${failed} 件`,
  because: (kinds) => ` (${kinds})`,
  unobserved: (pods, told, cut) =>
    `${pods} は最後の値を読み取れずに終了しました。最後のサンプルでは ${told.toLocaleString('en-US')} コネクションが Pod とともに終了しました (pod_terminated)。クライアントから見て GOAWAY なしで終わったのは ${cut} 本です。`,
  unexplained: (arms, restarted) =>
    `${restarted ? 'Pod の入れ替え中' : '観測開始前'}に、カウンタからは原因のわからないクローズがありました: ${arms}。`,
  otherOf: (arm, other, closes) => `${arm} は ${closes.toLocaleString('en-US')} 回中 ${other} 回`,
  moreArms: (n) => `、ほか ${n} 個の区間`,
  probes: (n) =>
    `観測中に HTTP/2 を使わなかった ${n.toLocaleString('en-US')} コネクションは数えていません。通常はロードバランサのヘルスチェックです。`,
  balance: () =>
    '均等になるまで: 観測開始から、分散がランダムな振り分けの 95 % と同程度に均等になり、1、2、3 秒後もそのままであるまでの時間です。',
  source: (interval) => `Envoy のカウンタは Prometheus から取得しています (${interval} ごとのスクレイプ)。`,
  rawTitle: (run) => `${run} の生データ`,
  chartAsText: (alt) => `グラフを描画できませんでした。数値は次のとおりです: ${alt}`,
  fileAsText: (title) =>
    `${title}: ファイルをアップロードできませんでした。不足している権限は \`/nlb doctor\` で確認できます。`,
  pictureAsText: (alt) =>
    `グラフをアップロードできませんでした。不足している権限は \`/nlb doctor\` で確認できます。内容は次のとおりです: ${alt}`,
};

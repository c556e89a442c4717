import type { Words } from '../en/en.ts';
import type { Noun } from '../en/units.ts';
import { units as english } from '../en/units.ts';

export const units: Words['units'] = {
  duration: (ms) => {
    if (Math.round(ms) < 1000) return `${Math.round(ms)} ミリ秒`;
    if (ms < 10_000) return `${Math.round(ms / 100) / 10} 秒`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 60) return `${seconds} 秒`;
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const parts = [`${hours} 時間`, `${minutes} 分`, `${seconds % 60} 秒`];
    return parts.filter((part) => !part.startsWith('0 ')).join(' ');
  },
  day: (iso) => {
    const [, month, day] = /^\d{4}-(\d\d)-(\d\d)T/.exec(iso) ?? [];
    return month === undefined ? iso : `${Number(month)} 月 ${Number(day)} 日`;
  },
  minute: (iso) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 4)} 年 ${units.day(iso)} ${iso.slice(11, 16)} UTC` : iso,
  number: english.number,
  percent: english.percent,
  seconds: (s) => `${s} 秒`,
  count: (n, noun) => COUNTED[noun](n.toLocaleString('en-US')),
  ordinal: (n) => `${n} 番目`,
  nthReady: (n) => `${n} 番目に Ready`,
  ends: (most, least, pods) => `最大 ${most}、最小 ${least} (${pods} 個の Pod)`,
  andMore: (n) => `、ほか ${n} 個`,
  comma: '、',
  semicolon: '、',
  and: ' と ',
  stop: '。',
  colon: ': ',
  gap: ' ',
};

const COUNTED: Readonly<Record<Noun, (n: string) => string>> = {
  Pod: (n) => `${n} 個の Pod`,
  'Ready Pod': (n) => `Ready な Pod ${n} 個`,
  connection: (n) => `${n} コネクション`,
  pick: (n) => `新規コネクション ${n} 本`,
  request: (n) => `${n} リクエスト`,
  message: (n) => `${n} メッセージ`,
  client: (n) => `${n} クライアント`,
  agent: (n) => `${n} 個のエージェント`,
  reconnect: (n) => `再接続 ${n} 回`,
  stream: (n) => `${n} ストリーム`,
  close: (n) => `クローズ ${n} 回`,
  error: (n) => `エラー ${n} 件`,
  problem: (n) => `${n} 件の問題`,
  arm: (n) => `${n} 個の区間`,
  setting: (n) => `${n} 通りの設定`,
  round: (n) => `${n} ラウンド`,
  repeat: (n) => `${n} 回の繰り返し`,
  place: (n) => `${n} 箇所`,
  run: (n) => `${n} 件の実行`,
  page: (n) => `${n} ページ`,
  'open connection': (n) => `${n} コネクション`,
  socket: (n) => `ソケット ${n} 個`,
  endpoint: (n) => `${n} 個のエンドポイント`,
  'other Pod': (n) => `${n} 個の別の Pod`,
  counter: (n) => `カウンタ ${n} 個`,
};

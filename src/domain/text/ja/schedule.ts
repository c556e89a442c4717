import type { Weekday } from '../../schedule/schedule.ts';
import type { Words } from '../en/en.ts';
import { ERRORS } from './errors.ts';

const DAYS: Readonly<Record<Weekday, string>> = {
  sun: '日曜日',
  mon: '月曜日',
  tue: '火曜日',
  wed: '水曜日',
  thu: '木曜日',
  fri: '金曜日',
  sat: '土曜日',
};

/** `11 月 18 日`; the text itself when it is no ISO-8601 time. */
function day(iso: string): string {
  const [, month, date] = /^\d{4}-(\d\d)-(\d\d)T/.exec(iso) ?? [];
  return month === undefined ? iso : `${Number(month)} 月 ${Number(date)} 日`;
}

export const schedule: Words['schedule'] = {
  day,
  minute: (iso) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 4)} 年 ${day(iso)} ${iso.slice(11, 16)} UTC` : iso,
  weekly: (weekday, time, tz) => `毎週${DAYS[weekday]} ${time} (${tz})`,
  daily: (time, tz) => `毎日 ${time} (${tz})`,
  every: (duration) => `${duration}ごと`,
  afterRollout: () => 'ロールアウトのたび',
  none: () => 'スケジュールはまだありません。次のように追加できます。',
  weeklyExample: (line) => `${line} 毎週月曜日に実行し、判定が変わったときに投稿します`,
  rolloutExample: (line) => `${line} Deployment のロールアウトのたびに実行します`,
  more: (line) => `詳しくは ${line}`,
  count: (n) => `スケジュール ${n} 件`,
  deeds: () =>
    '1 件ずつの操作: `/nlb schedule show ID` 。 `show` の代わりに `run` 、 `pause` 、 `resume` 、 `remove` も使えます。',
  line: (id, title, target, facts) => `${id} *${title}* (${target}) - ${facts}`,
  isPaused: () => '停止中',
  next: (minute) => `次回 ${minute}`,
  nextUnknown: () => '次回の時刻は未定です',
  unseen: () => 'Deployment をまだ確認していません',
  waitsForRollout: (minute) => `ロールアウト待ち、最後の確認 ${minute}`,
  noRun: () => 'まだ実行していません',
  queued: (run) => `実行 ${run} がキューで待機中`,
  unapproved: (run) => `実行 ${run} が承認待ち`,
  goesOn: (run) => `実行 ${run} が進行中`,
  last: (found, on, run) => `前回 (${on}) は ${found} 、実行 ${run}`,
  withoutResult: () => '結果なし',
  failed: () => '失敗',
  leftOutOn: (minute, why) => `${minute} は見送りました: ${why}`,
  head: (id) => `*スケジュール ${id}*`,
  runs: (line) => `実行内容: ${line}`,
  postsAll: () => 'すべての実行と、見送った実行を投稿します',
  postsChanges: () => '判定が前回と異なるときと、問題が起きたときに投稿します',
  where: (posts, channel, person, since) => `${posts} (${channel}) · 作成者 ${person} (${since} から)`,
  sentence: (text) => text,
  dry: (title, target, when) => `ドライラン: 何も保存しません。 ${target} で *${title}* を実行します (${when})。`,
  made: (id, title, target, when) => `スケジュール ${id}: ${target} で *${title}* を実行します (${when})。`,
  nextOnes: (minutes) => `次回以降: ${minutes.join('、')}`,
  endsWithBot: () =>
    ':warning: この Bot はスケジュールを自身の Valkey に保存しており、再起動すると失われます。残すには、永続化した Redis を REDIS_URL に設定してください。',
  guarded: (target, isSecond) =>
    `:lock: ${target} での実行は、毎回、計画に対する${isSecond ? '別の人の承認' : '確認'}を待ちます。時間内になければ、何も変更せずに終了します。`,
  same: (id, show) => `同じ内容を同じ時に実行するスケジュール ${id} がすでにあります: ${show} 。何も追加していません。`,
  unknown: (id) => `スケジュール ${id} はありません。一覧は \`/nlb schedule\` で表示できます。`,
  paused: (id, resume) => `スケジュール ${id} を停止しました。 ${resume} で再開できます。`,
  resumed: (id, minute) =>
    `スケジュール ${id} を再開しました。${minute === null ? '次のロールアウトを待ちます' : `次回は ${minute} です`}。`,
  removed: (id) => `スケジュール ${id} を削除しました。これまでの実行は \`/nlb history\` に残ります。`,
  started: (id, run, show) => `スケジュール ${id} の実行 ${run} を開始します: ${show} 。`,
  ifNews: () => ' 前回と異なる結果のときだけ投稿します。',
  skipped: (id, why) => `スケジュール ${id} は実行しませんでした: ${why}`,
  repeated: (id) => `スケジュール ${id} はすでに実行中です: \`/nlb status\` 。`,
  notAtShell: () =>
    'スケジュールには動き続ける Bot が必要ですが、この Bot はコマンドとともに終了します。Slack か、 `npm start` のページで依頼してください。',
  busy: (kind, target, by) => {
    if (kind === 'run') return `実行 ${by} がターゲット ${target} を使っていました。`;
    if (kind === 'held') return `${by} がターゲット ${target} を保持していました。`;
    return `ターゲット ${target} は実行 ${by} が変更したままです。 \`/nlb recover\` で元に戻せます。`;
  },
  notAllowed: (person, target) =>
    `${person} は、このチャンネルからターゲット ${target} でこれを実行できなくなりました。`,
  problem: (code, message) => `${ERRORS[code].what}。詳細: ${message}`,
  leftOut: (id, title, target, why, when) =>
    `:fast_forward: スケジュール ${id} ( ${target} での *${title}* ) を見送りました: ${why} 実行する時: ${when}。`,
  since: (id, what) => `:alarm_clock: スケジュール ${id}: ${what}`,
  first: () => '最初の結果のため、比較する前回がありません。',
  nothingNew: (before, on) => `${on} は ${before} でした。今回は結果がありません。`,
  asBefore: (now, on) => `${now} で、 ${on} と同じです。`,
  changed: (before, on, now) => `${on} は *${before}* 、今回は *${now}* です。`,
};

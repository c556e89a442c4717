/**
 * What the doctor found and where a target is, which are made in English for logs and the shell too. What Slack, Redis or
 * a cluster said itself stays as it was said.
 */
export function foundInJapanese(text: string): string {
  const known = FOUND.find(([english]) => english.test(text));
  return known === undefined ? text : text.replace(known[0], known[1]).replace(MINUTE, minuteInJapanese);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A time as English texts write it. */
const MINUTE = new RegExp(`(\\d+) (${MONTHS.join('|')}) (\\d{4}) (\\d\\d:\\d\\d UTC)`);

function minuteInJapanese(_text: string, day: string, month: string, year: string, time: string): string {
  return `${year} 年 ${MONTHS.indexOf(month) + 1} 月 ${day} 日 ${time}`;
}

/** Whole texts alone, so that none is left half in English. */
const FOUND: readonly (readonly [RegExp, string])[] = [
  // What was looked at.
  [/^Slack scopes$/, 'Slack のスコープ'],
  [/^Redis persistence$/, 'Redis の永続化'],
  [/^Clock$/, '時計'],
  [/^Audit log$/, '監査ログ'],
  // How it stands.
  [/^the token is (.+)'s in (.+)$/, 'トークンは $2 の $1 のものです'],
  [/^the token has all that are needed$/, '必要なものがトークンに揃っています'],
  [/^the token has no (.+)$/, 'トークンに $1 がありません'],
  [/^the app-level token opens connections$/, 'アプリレベルトークンで接続できます'],
  [/^does not answer$/, '応答しません'],
  [/^of an unknown version, answers in (\d+) ms$/, 'バージョン不明、 $1 ms で応答'],
  [/^(\S+), answers in (\d+) ms$/, '$1、$2 ms で応答'],
  [
    /^(\S+), answers in (\d+) ms, but its maxmemory-policy (\S+) may drop queued runs$/,
    '$1、$2 ms で応答。ただし maxmemory-policy が $3 なので、待機中の実行が失われることがあります',
  ],
  [/^append-only file$/, '追記専用ファイル (AOF)'],
  [
    /^none: queued runs, the history, schedules and the audit log end with .+$/,
    'なし。待機中の実行、履歴、スケジュール、監査ログは、Bot 自身の Valkey とともに失われます。残すには、永続化した Redis を REDIS_URL に設定してください',
  ],
  [
    /^none: queued runs, the history, schedules and the audit log are gone .+$/,
    'なし。Redis が再起動すると、待機中の実行、履歴、スケジュール、監査ログが失われます。残すには、追記専用ファイル (AOF) を有効にしてください',
  ],
  [/^as Redis has it$/, 'Redis と一致しています'],
  [/^(\d+) s off the clock of Redis$/, 'Redis の時計と $1 秒ずれています'],
  [/^empty$/, '空です'],
  [/^entry (\d+) was changed or removed$/, '$1 番目の記録が変更または削除されています'],
  [/^([\d,]+) entr(?:y|ies) since (.+), none changed or removed$/, '$1 件 ($2 から)、変更や削除はありません'],
  // What to do.
  [
    /^Check SLACK_BOT_TOKEN and that this host reaches Slack\.$/,
    'SLACK_BOT_TOKEN と、このホストから Slack に接続できるかを確認してください。',
  ],
  [
    /^Check SLACK_APP_TOKEN: .+$/,
    'SLACK_APP_TOKEN を確認してください。connections:write を持つ同じアプリのアプリレベルトークンで、Socket Mode が有効である必要があります。',
  ],
  [
    /^Add the scopes under OAuth & Permissions .+$/,
    'Slack アプリの OAuth & Permissions でスコープを追加し、もう一度インストールしてください。',
  ],
  [
    /^The Valkey of this instance has ended, .+$/,
    'Bot 自身の Valkey が終了しており、Bot もともに終了します。Bot を起動し直してください。',
  ],
  [
    /^Check REDIS_URL and that Redis or Valkey runs\.$/,
    'REDIS_URL と、Redis または Valkey が動いているかを確認してください。',
  ],
  [/^Set maxmemory-policy to noeviction\.$/, 'maxmemory-policy を noeviction に設定してください。'],
  [
    /^Set both hosts by the same time servers \(NTP\)\.$/,
    '両方のホストの時計を同じ時刻サーバ (NTP) に合わせてください。',
  ],
  [
    /^Compare it with the lines `audit` in the logs .+$/,
    'Bot と worker のログの audit の行と比べ、Redis に書き込める人を調べてください。',
  ],
  // Where a target is, where its samples come from, and where clients run.
  [/^embedded, on the host of the worker$/, 'worker のホストに内蔵'],
  [/^each Envoy's own statistics$/, '各 Envoy の統計'],
  [/^Prometheus at (\S+)$/, 'Prometheus ($1)'],
  [/^each Pod's statistics at port (\d+), through the API server$/, 'API サーバ経由の各 Pod の統計 (ポート $1)'],
  [
    /^EKS cluster (\S+) in (\S+), namespace (\S+), Deployment (\S+), Service (\S+) port (\d+)$/,
    'EKS クラスタ $1 ($2)、namespace $3、Deployment $4、Service $5 のポート $6',
  ],
  [
    /^context \(the current one\), namespace (\S+), Deployment (\S+), Service (\S+) port (\d+)$/,
    '現在の context、namespace $1、Deployment $2、Service $3 のポート $4',
  ],
  [
    /^context (\S+), namespace (\S+), Deployment (\S+), Service (\S+) port (\d+)$/,
    'context $1、namespace $2、Deployment $3、Service $4 のポート $5',
  ],
  [/^a Job in namespace (\S+) of (\S+)$/, '$2 の namespace $1 の Job'],
  [/^a Job in namespace (\S+)$/, 'namespace $1 の Job'],
];

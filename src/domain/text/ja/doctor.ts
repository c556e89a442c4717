import type { Keeps, RedisAnswer } from '../../finding.ts';
import type { Words } from '../en/en.ts';
import { ERRORS } from './errors.ts';
import { units } from './units.ts';

export const doctor: Words['doctor'] = {
  allWell: () => ':white_check_mark: *すべて正常です。* 実行を開始できます。',
  toMend: (n, onlyTargets) => `:x: *直すべき点が ${n} 件あります*${onlyTargets ? ' (下のターゲットを参照)' : ''}`,
  targetsProblem: (why) => `:x: ターゲットを確認できません。詳細: ${why}`,
  well: (found) => {
    switch (found.kind) {
      case 'slack-token':
        return `Slack: トークンは ${found.team} の ${found.user} のものです。`;
      case 'slack-scopes':
        return 'Slack のスコープ: 必要なものがトークンに揃っています。';
      case 'socket-mode':
        return 'Socket Mode: アプリレベルトークンで接続できます。';
      case 'redis':
        return `Redis: ${answerText(found.answer)}。`;
      case 'redis-persistence':
        return `Redis の永続化: ${KEEPS[found.keeps]}。`;
      case 'clock':
        return '時計: Redis と一致しています。';
      case 'audit-empty':
        return '監査ログ: 空です。';
      case 'audit-log':
        return `監査ログ: ${doctor.entries(found.entries)} (${units.minute(found.since)} から)、変更や削除はありません。`;
    }
  },
  problem: (found) => {
    switch (found.kind) {
      case 'slack-token':
        return {
          says: `Slack: トークンを確認できません。詳細: auth.test: ${found.reason}。`,
          fix: 'SLACK_BOT_TOKEN と、このホストから Slack に接続できるかを確認してください。',
        };
      case 'slack-scopes':
        return {
          says: `Slack のスコープ: トークンに ${found.missing.join(', ')} がありません。`,
          fix: 'Slack アプリの OAuth & Permissions でスコープを追加し、もう一度インストールしてください。',
        };
      case 'socket-mode':
        return {
          says: `Socket Mode: 接続できません。詳細: apps.connections.open: ${found.reason}。`,
          fix: 'SLACK_APP_TOKEN を確認してください。connections:write を持つ同じアプリのアプリレベルトークンで、Socket Mode が有効である必要があります。',
        };
      case 'redis-silent':
        return {
          says: 'Redis: 応答しません。',
          fix: found.isOwn
            ? 'Bot 自身の Valkey が終了しており、Bot もともに終了します。Bot を起動し直してください。'
            : 'REDIS_URL と、Redis または Valkey が動いているかを確認してください。',
        };
      case 'redis-drops':
        return {
          says: `Redis: ${answerText(found.answer)}。ただし maxmemory-policy が ${found.policy} なので、待機中の実行が失われることがあります。`,
          fix: 'maxmemory-policy を noeviction に設定してください。',
        };
      case 'clock':
        return {
          says: `時計: Redis の時計と ${Math.round(found.off_ms / 1000)} 秒ずれています。`,
          fix: '両方のホストの時計を同じ時刻サーバ (NTP) に合わせてください。',
        };
      case 'audit-log':
        return {
          says: `監査ログ: ${found.entry} 番目の記録が変更または削除されています。`,
          fix: 'Bot と worker のログの audit の行と比べ、Redis に書き込める人を調べてください。',
        };
      case 'instance-ends':
        return {
          says: `この Bot: 終了するところです。詳細: ${found.why}。`,
          fix: 'もう一度起動してください。',
        };
      case 'not-started':
        return {
          says: `起動: できませんでした。詳細: ${found.why}。`,
          fix: found.code === null ? '先にこれを直してください。' : ERRORS[found.code].advice,
        };
    }
  },
  entries: (n) => `${n.toLocaleString('en-US')} 件`,
};

function answerText({ version, took_ms }: RedisAnswer): string {
  return `${version ?? 'バージョン不明'}、${took_ms} ms で応答`;
}

const KEPT = '待機中の実行、履歴、スケジュール、監査ログ';

const KEEPS: Readonly<Record<Keeps, string>> = {
  'for-good': '追記専用ファイル (AOF)',
  'until-restart': `なし。Redis が再起動すると、${KEPT}が失われます。残すには、追記専用ファイル (AOF) を有効にしてください`,
  'until-end': `なし。${KEPT}は、Bot 自身の Valkey とともに失われます。残すには、永続化した Redis を REDIS_URL に設定してください`,
};

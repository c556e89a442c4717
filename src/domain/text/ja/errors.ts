import type { ErrorCode } from '../../errors.ts';

const REDIS_ADVICE =
  'REDIS_URL を設定している場合は、その Redis が応答するかを確認してください。設定していない場合は Bot 自身の Valkey が終了しているので、Bot を起動し直してください。';

/**
 * Each error in Japanese: what it is, and what to do. The message itself, which names the thing, stays as it was thrown.
 */
export const ERRORS: Readonly<Record<ErrorCode, { what: string; advice: string }>> = {
  already_set: { what: 'その値はすでに設定されています', advice: '別の値を指定してください。' },
  approval_missing: { what: '承認または確認が必要です', advice: '何も開始していません。' },
  audit_unavailable: {
    what: '監査ログに記録できません',
    advice: `${REDIS_ADVICE}記録の残らない変更は行いません。`,
  },
  aws_cluster: {
    what: 'EKS クラスタを取得できません',
    advice: 'nlb.config.yaml のクラスタ名とリージョンを確認してください。',
  },
  aws_credentials: {
    what: 'AWS の認証情報を使えません',
    advice:
      'Bot の AWS 認証情報を更新するか、新しく設定してください。現在のものは `aws sts get-caller-identity` で確認できます。',
  },
  chart_failed: {
    what: 'グラフを描画できませんでした',
    advice: '数値は表で確認してください。判定はグラフに依存しません。',
  },
  chat_closed: {
    what: 'そのチャンネルには投稿できません',
    advice: 'Slack が示す原因を直すか (Bot の招待、アーカイブの解除など)、別のチャンネルで実行してください。',
  },
  chat_failed: { what: 'Slack への操作に失敗しました', advice: 'Bot がチャンネルに参加しているか確認してください。' },
  clients_not_ready: {
    what: 'クライアントの準備ができません',
    advice: '詳細に書かれた原因を直してください。Service がそのアドレスで gRPC に応答する必要があります。',
  },
  cluster_access: {
    what: 'クラスタにアクセスできません',
    advice: '詳細に書かれたアクセス権を付与するか、管理者に依頼してください。',
  },
  config_invalid: {
    what: 'Envoy が設定を受け付けません',
    advice: 'Envoy のメッセージを確認してください。何も変更していません。',
  },
  config_unreadable: {
    what: 'Envoy の設定を読み取れません',
    advice: 'ターゲットの Envoy の設定を確認してください。',
  },
  fenced: {
    what: '別の実行がターゲットを確保しました',
    advice: 'ターゲットが空いてから、もう一度実行してください。',
  },
  foreign_change: {
    what: '実行中に他の人がターゲットを変更しました',
    advice: 'その変更を取り消すか、どちらの状態を残すかを /nlb recover で決めてください。',
  },
  gate_timeout: {
    what: '全クライアントの応答が時間内に揃いませんでした',
    advice: 'すべてのクライアントから Service に到達できるか確認してください。',
  },
  internal: { what: '予期しないエラーが発生しました', advice: '原因は worker のログを確認してください。' },
  message_gone: {
    what: 'メッセージが削除されています',
    advice: '結果は残っています。 `/nlb show RUN` で確認してください。',
  },
  not_allowed: {
    what: 'この操作は許可されていません',
    advice:
      '許可されている人に依頼するか、nlb.config.yaml でターゲットの `allow` に追加してもらってください。何も変更していません。',
  },
  other_channel: {
    what: '実行とは別のチャンネルのボタンです',
    advice: '実行のメッセージにあるボタンを押してください。何も変更していません。',
  },
  over_limit: {
    what: 'ターゲットの上限を超えています',
    advice: '要求を減らすか、nlb.config.yaml でターゲットの上限を上げてください。',
  },
  plan_changed: {
    what: '計画が変わりました',
    advice: '新しい計画を `dry=true` で確認してください。何も開始していません。',
  },
  plan_unreadable: {
    what: '計画のファイルを読み取れません',
    advice: 'ファイルのパスと権限を確認してください。何も開始していません。',
  },
  probe_stopped: {
    what: 'プローブが実行を終了しました',
    advice: 'もう一度実行する前に、プローブの測定対象を確認してください。',
  },
  queue_unavailable: { what: 'Redis が応答しません', advice: REDIS_ADVICE },
  restore_failed: {
    what: '元に戻せませんでした',
    advice: '復元用の記録はターゲットに残っています。何が妨げているかは /nlb recover で確認できます。',
  },
  rollout_failed: { what: 'ロールアウトに失敗しました', advice: 'Pod のエラーの理由を確認してください。' },
  slack_token: {
    what: 'Slack がトークンを受け付けません',
    advice: 'Slack アプリの設定ページからもう一度コピーしてください。手順は docs/install-slack.md にあります。',
  },
  slack_unreachable: {
    what: 'Slack に接続できません',
    advice:
      'このホストから HTTPS で Slack に接続できるか、SLACK_API_URL と SLACK_PORT を設定している場合はその値を確認してください。',
  },
  stats_unreadable: {
    what: 'Pod の統計を読み取れません',
    advice: 'Pod の統計 (stats) を取得できるか確認してください。',
  },
  target_busy: {
    what: 'ターゲットは使用中です',
    advice: '使用中の実行が終わるのを待つか、その実行をキャンセルしてください。',
  },
  target_forbidden: {
    what: 'ターゲットの操作に必要な権限がありません',
    advice: '詳細に書かれた権限を付与してから、もう一度実行してください。',
  },
  target_unfit: {
    what: 'このターゲットでは実行できません',
    advice: '詳細に従って、ターゲットまたはそのプロファイルを変更してください。',
  },
  target_unhealthy: {
    what: 'ターゲットが正常ではありません',
    advice: 'Deployment のすべての Pod が Ready になるまで待ってください。',
  },
  target_unknown: { what: 'そのターゲットはありません', advice: '設定にあるターゲット名を使ってください。' },
  target_unreachable: {
    what: 'ターゲットに接続できません',
    advice: 'ターゲットが動いているか確認してください。',
  },
};

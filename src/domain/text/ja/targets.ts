import type { SampleSource, TargetPlace } from '../../target-place.ts';
import type { Words } from '../en/en.ts';

export const targets: Words['targets'] = {
  facts: (kind, cls, isDefault) => [kind, `区分 ${cls}`, ...(isDefault ? ['デフォルト'] : [])].join('、'),
  silent: (head) =>
    `:x: ${head}: worker が時間内に応答しないため、状態も、実行に必要な権限もわかりません。worker が動いているか確認してください。`,
  ready: (head) => `:white_check_mark: ${head}: 実行できます`,
  notReady: (head) => `:x: ${head}: 実行できません`,
  away: (why) => `• *接続できません。* 詳細: ${why}`,
  profile: (place, samples) => `• プロファイル: ${placeText(place)}、サンプルの取得元: ${samplesText(samples)}`,
  limits: (clients, observe, scenarios) =>
    `• 上限: ${clients.toLocaleString('en-US')} クライアント、 \`observe\` は ${observe} まで、${scenarios ?? 'すべてのシナリオ'}`,
  healthProblem: (why) => `• *状態に問題があります。* 詳細: ${why}`,
  health: (deployment, versions, address) => `• 状態: ${deployment} (${versions})、クライアントの接続先は ${address}`,
  pods: (name, ready, replicas, rolledOut) =>
    `Deployment ${name} は ${replicas} 個の Pod のうち ${ready} 個が Ready、${rolledOut ? 'ロールアウト完了' : 'ロールアウト未完了'}`,
  rightsProblem: (why) => `• *権限を確認できません。* 詳細: ${why}`,
  noRights: () => '• 権限: 不要です',
  allRights: (account) =>
    `• 権限: worker のアカウント${account === null ? '' : ` ${account} `}は、実行に必要なことをすべて行えます`,
  missingRights: (account, missing) =>
    `• *権限: worker のアカウント${account === null ? '' : ` ${account} `}には、実行に必要な権限が ${missing} 件ありません。* 次を適用し${account === null ? 'てください' : '、そのアカウントにバインドしてください'}:`,
  holderProblem: (why) => `• *使用状況を確認できません。* 詳細: ${why}`,
  free: () => '• 使用中の実行: なし (空いています)',
  recoveryHolds: () => 'リカバリ',
  runHolds: (run) => `実行 ${run}`,
  heldByGone: (who) => `• 使用中の実行: ${who} (すでに終了しており、空いています)`,
  heldFor: (who, seconds) => `• 使用中の実行: ${who} (更新されなければ ${seconds} 秒で解放されます)`,
  undoProblem: (why) => `• *復元用の記録を確認できません。* 詳細: ${why}`,
  putsBack: (run, foreign) =>
    `• 実行 ${run} が変更中で、終了時に元に戻します。${foreign ? 'その後、他の人が変更したもの:' : ''}`,
  leftChanged: (run, command, foreign) =>
    `• :rotating_light: *実行 ${run} が変更を残しています。* 元に戻すには: \`${command}\`${foreign ? ' (その後、他の人が変更したもの:)' : ''}`,
  theirs: (ours) => `    その変更を残すには \`keep=theirs\` を付け、上書きするには: \`${ours}\``,
};

function placeText(place: TargetPlace): string {
  if (place.kind === 'lab') return 'worker のホストに内蔵';
  const { namespace, deployment, service, port } = place;
  return `${clusterText(place)}、namespace ${namespace}、Deployment ${deployment}、Service ${service} のポート ${port}`;
}

function clusterText(place: Exclude<TargetPlace, { kind: 'lab' }>): string {
  if (place.kind === 'eks') return `EKS クラスタ ${place.cluster} (${place.region})`;
  return place.context === null ? '現在の context' : `context ${place.context}`;
}

function samplesText(samples: SampleSource): string {
  switch (samples.from) {
    case 'envoys':
      return '各 Envoy の統計';
    case 'pods':
      return `API サーバ経由の各 Pod の統計 (ポート ${samples.port})`;
    case 'prometheus':
      return `Prometheus (${samples.url})`;
  }
}

export const history: Words['history'] = {
  noPage: (page, runs, pages, command) =>
    `${page} ページはありません。${runs} 件の実行は ${pages} ページです。次を試してください: \`${command}\``,
  older: (command) => `以前の実行: \`${command}\``,
  head: (where, range, found) => `*実行の一覧${where} (新しい順、${found} 件中 ${range})*`,
  range: (from, to) => (from === to ? `${from}` : `${from} から ${to}`),
  where: (scenario, target) => {
    const parts = [...(scenario === null ? [] : [scenario]), ...(target === null ? [] : [target])];
    return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  },
  nothingKept: (command) => `保存されている実行はまだありません。開始するには: \`${command}\``,
  noneOf: (where, others, command) =>
    `条件${where} に合う実行は保存されていません。ほかに ${others} 件あります: \`/nlb history\` 。開始するには: \`${command}\``,
  run: ({ at, id, title, target, outcome, left, person }) =>
    `• ${at} ${id} *${title}* (${target}) - ${outcome}${left ? ` - :rotating_light: ${target} は元に戻っていません` : ''} · ${person}`,
  recommendsNone: () => '推奨できる値なし',
  recommends: (value, verdict) => `推奨値 ${value} (${verdict})`,
  ratio: (ratio) => `、最大/平均 ${ratio}`,
  trendHead: () => '*最大/平均の推移* (古い順、最も低い棒が均等)',
  moreTrends: (n) => `ほか ${n} 件。 \`scenario=\` や \`on=\` で絞り込めます`,
  trend: (scenario, target) => `${scenario} (${target})`,
  span: (least, most) => ` ${least} から ${most}、`,
  times: (verdict, times) => `${verdict} x${times}`,
  since: (verdict, times, day) => `${verdict} x${times} (${day}から)`,
  after: '、その後 ',
  more: (show, compare) => `詳しくは: \`${show}\`${compare === null ? '' : ` 、 \`${compare}\``}`,
};

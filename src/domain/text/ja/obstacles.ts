import type { Words } from '../en/en.ts';

export const obstacles: Words['obstacles'] = {
  serviceSet: (service, settings) => `Service ${service} はすでに ${settings} です。`,
  serviceDrops: (service, settings) =>
    `Service ${service} を ${settings} にすると、Ready な Pod のないノードに届くコネクションが失われます。`,
  checkedOn: { 'traffic-port': 'トラフィック用ポート', 'own-listener': '専用リスナー' },
  checksUnread: (deployment) => `Deployment ${deployment} の Pod のヘルスチェック先を読み取れません。`,
  checksSet: (deployment, port) => `Deployment ${deployment} の Pod のヘルスチェック先はすでに${port}です。`,
  checksMissing: (deployment) =>
    `Deployment ${deployment} の Pod には、Bot が選べる専用リスナーのプローブがありません。manifests/base のリスナー \`health\` と readiness プローブを取り入れてください。`,
  ending: {
    sigterm: 'SIGTERM のみ',
    sleep: 'preStop の sleep',
    drain: 'preStop の drain',
    'healthcheck-fail': 'preStop の /healthcheck/fail',
  },
  endingUnread: (deployment) => `Deployment ${deployment} の Pod の終了方法を読み取れません。`,
  endingSet: (deployment, way) => `Deployment ${deployment} の Pod の終了方法はすでに ${way} です。`,
  sleepMissing: (deployment, version) =>
    `Deployment ${deployment} の Pod の終了方法を preStop の sleep にはできません。Kubernetes 1.30 以降 (現在は${version === null ? '不明' : ` ${version}`}) と、5 秒を超える terminationGracePeriodSeconds が必要です。`,
  drainMissing: (deployment, way) =>
    `Deployment ${deployment} の Pod の終了方法を ${way} にはできません。Envoy をドレインするコンテナがなく、Bot は追加しません。manifests/base/envoy-deployment.yaml のサイドカー \`drain\` 、2 つの preStop フック、Envoy の --drain-time-s を取り入れてください。`,
  nothingToCompare: () => '比較するものがありません。',
  another: (options) => `別の \`value\` ${options === '' ? '' : `( ${options} ) `}を指定してください。`,
};

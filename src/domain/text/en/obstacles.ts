/** What stands in the way of a run on a target as it was found. */
export const obstacles = {
  serviceSet: (service: string, settings: string) => `Service ${service} has ${settings} already.`,
  serviceDrops: (service: string, settings: string) =>
    `With ${settings} Service ${service} would drop connections, because clients come to a node without a Ready Pod of its own.`,
  checkedOn: { 'traffic-port': 'the traffic port', 'own-listener': 'a listener of their own' },
  checksUnread: (deployment: string) => `Where the Pods of Deployment ${deployment} are checked can not be read.`,
  checksSet: (deployment: string, port: string) =>
    `The Pods of Deployment ${deployment} have their health checks on ${port} already.`,
  checksMissing: (deployment: string) =>
    `The Pods of Deployment ${deployment} have no probe on a listener of its own that the bot could choose: take over listener \`health\` and the readiness probe from manifests/base.`,
  /** How a Pod ends, as it reads after "end by". */
  ending: {
    sigterm: 'SIGTERM alone',
    sleep: 'a preStop sleep',
    drain: 'a preStop drain',
    'healthcheck-fail': '/healthcheck/fail in preStop',
  },
  endingUnread: (deployment: string) => `How the Pods of Deployment ${deployment} end can not be read.`,
  endingSet: (deployment: string, way: string) => `The Pods of Deployment ${deployment} end by ${way} already.`,
  sleepMissing: (deployment: string, version: string | null) =>
    `The Pods of Deployment ${deployment} can not be made to end by a preStop sleep: that needs Kubernetes 1.30 (this is ${version ?? 'unknown'}) and a terminationGracePeriodSeconds above 5 s.`,
  drainMissing: (deployment: string, way: string) =>
    `The Pods of Deployment ${deployment} can not be made to end by ${way}: no container of theirs drains Envoy, and the bot adds none. Take over sidecar \`drain\`, both preStop hooks and Envoy's --drain-time-s from manifests/base/envoy-deployment.yaml.`,
  nothingToCompare: () => 'There is nothing to compare.',
  /** The words that are left, each in code; none where any other will do. */
  another: (options: string) => `Choose another \`value\`${options === '' ? '' : ` (${options})`}.`,
};

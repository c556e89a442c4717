import { AppError } from '../domain/errors.ts';
import type { TargetProfileView } from '../domain/target-report.ts';
import type { Config } from './config.ts';

/** What `/nlb targets` shows of a profile. @throws AppError `target_unknown` */
export function profileView(config: Pick<Config, 'targets'>, name: string): TargetProfileView {
  const profile = config.targets.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new AppError('target_unknown', `There is no target ${name} in this configuration.`);
  const { kind, class: level, context, cluster, region, namespace, deployment, service, port, stats } = profile;
  if (kind === 'lab') {
    return { kind, class: level, place: 'embedded, on the host of the worker', samples: "each Envoy's own statistics" };
  }
  const where = kind === 'eks' ? `EKS cluster ${cluster} in ${region}` : `context ${context ?? '(the current one)'}`;
  return {
    kind,
    class: level,
    place: `${where}, namespace ${namespace}, Deployment ${deployment}, Service ${service} port ${port}`,
    samples:
      stats.from === 'prometheus'
        ? `Prometheus at ${stats.url}`
        : `each Pod's statistics at port ${stats.port}, through the API server`,
  };
}

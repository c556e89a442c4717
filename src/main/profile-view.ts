import { AppError } from '../domain/errors.ts';
import type { SampleSource } from '../domain/target-place.ts';
import type { TargetProfileView } from '../domain/target-report.ts';
import type { Config, TargetProfile } from './config.ts';

/** What `/nlb targets` shows of a profile. @throws AppError `target_unknown` */
export function profileView(config: Pick<Config, 'targets'>, name: string): TargetProfileView {
  const profile = config.targets.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new AppError('target_unknown', `There is no target ${name} in this configuration.`);
  const { kind, class: level, context, cluster = '', region = '', namespace, deployment, service, port } = profile;
  if (kind === 'lab') return { class: level, place: { kind }, samples: { from: 'envoys' } };
  const within = { namespace, deployment, service, port };
  return {
    class: level,
    place: kind === 'eks' ? { kind, cluster, region, ...within } : { kind, context: context ?? null, ...within },
    samples: samplesOf(profile),
  };
}

function samplesOf({ stats: { from, url = '', port } }: TargetProfile): SampleSource {
  return from === 'prometheus' ? { from, url } : { from, port };
}

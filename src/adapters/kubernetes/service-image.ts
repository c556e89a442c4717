import type { ServiceSettings } from '../../domain/service-settings.ts';
import type { KubeService } from './kube-objects.ts';
import { TARGET_TYPE } from './service-view.ts';

/** Of a Service what runs may change, as it is written there; null for a field that is not there. */
export interface ServiceImage {
  traffic_policy: string | null;
  /** Kubernetes gives a LoadBalancer Service one with policy Local, and takes it away with Cluster. */
  health_check_port: number | null;
  /** The annotation that the AWS Load Balancer Controller reads. */
  target_type: string | null;
}

export function serviceImage({ metadata, spec }: KubeService): ServiceImage {
  return {
    traffic_policy: spec.externalTrafficPolicy ?? null,
    health_check_port: spec.healthCheckNodePort ?? null,
    target_type: metadata.annotations?.[TARGET_TYPE] ?? null,
  };
}

/** Whether two are the same but for the port, which is Kubernetes' to choose. */
export function isSameChoice(one: ServiceImage, other: ServiceImage): boolean {
  return one.traffic_policy === other.traffic_policy && one.target_type === other.target_type;
}

/** The image with the settings asked for. A policy that comes back to what it was has its port of then. */
export function imageWith(now: ServiceImage, settings: Partial<ServiceSettings>, found: ServiceImage): ServiceImage {
  const { traffic_policy = now.traffic_policy, target_type } = settings;
  const port = traffic_policy === now.traffic_policy ? now : traffic_policy === found.traffic_policy ? found : null;
  const isAsFound = target_type === (found.target_type ?? 'instance');
  return {
    traffic_policy,
    health_check_port: port?.health_check_port ?? null,
    target_type: target_type === undefined ? now.target_type : isAsFound ? found.target_type : target_type,
  };
}

/** The Service as it goes to the API server: as read, with the image's content. */
export function withServiceImage(read: KubeService, image: ServiceImage): KubeService {
  const { externalTrafficPolicy: _policy, healthCheckNodePort: _port, ...spec } = read.spec;
  const { [TARGET_TYPE]: _type, ...annotations } = read.metadata.annotations ?? {};
  const isAnnotated = read.metadata.annotations !== undefined || image.target_type !== null;
  return {
    ...read,
    metadata: {
      ...read.metadata,
      ...(isAnnotated
        ? {
            annotations: {
              ...annotations,
              ...(image.target_type === null ? {} : { [TARGET_TYPE]: image.target_type }),
            },
          }
        : {}),
    },
    spec: {
      ...spec,
      ...(image.traffic_policy === null ? {} : { externalTrafficPolicy: image.traffic_policy }),
      ...(image.health_check_port === null ? {} : { healthCheckNodePort: image.health_check_port }),
    },
  };
}

const FIELDS = {
  traffic_policy: 'spec.externalTrafficPolicy',
  health_check_port: 'spec.healthCheckNodePort',
  target_type: `metadata.annotations.${TARGET_TYPE}`,
} as const;

/**
 * Where two images differ, by the fields' own names. That the port comes and goes with the policy is no difference of its own.
 * @returns e.g. `spec.externalTrafficPolicy: Cluster, now Local`
 */
export function serviceDifferences(before: ServiceImage, now: ServiceImage): string[] {
  return (Object.keys(FIELDS) as (keyof ServiceImage)[]).flatMap((key) => {
    const [was, is] = [before[key], now[key]];
    if (was === is || (key === 'health_check_port' && before.traffic_policy !== now.traffic_policy)) return [];
    return [was === null ? `${FIELDS[key]}: added, ${is}` : `${FIELDS[key]}: ${was}, now ${is ?? 'removed'}`];
  });
}

import { formatDuration } from './duration.ts';
import type { Service, Topology } from './topology.ts';

/** What an experiment may change of a Service; everything else of it stays as its owner has it. */
export type ServiceSettings = Pick<Service, 'traffic_policy' | 'target_type' | 'idle_timeout_ms'>;

/** The names of the settings, in the order in which they are told. */
export const SERVICE_SETTINGS: readonly (keyof ServiceSettings)[] = [
  'traffic_policy',
  'target_type',
  'idle_timeout_ms',
];

/** As a Service has them. */
export function serviceSettings({ traffic_policy, target_type, idle_timeout_ms }: ServiceSettings): ServiceSettings {
  return { traffic_policy, target_type, ...(idle_timeout_ms === undefined ? {} : { idle_timeout_ms }) };
}

/**
 * Where a Service differs from what it was, a line each.
 * @returns e.g. `Service envoy: traffic_policy: Cluster, now Local`
 */
export function serviceLeft(before: ServiceSettings, now: Pick<Service, 'name'> & ServiceSettings): string[] {
  return SERVICE_SETTINGS.flatMap((key) =>
    before[key] === now[key]
      ? []
      : [`Service ${now.name}: ${settingText(key, before)}, now ${valueOfSetting(key, now)}`],
  );
}

/** A balancer of AWS takes up new targets, and leaves those that fail their check, in minutes rather than seconds. */
const AWS_SETTLES_MS = { traffic_policy: 60_000, target_type: 180_000 } as const;
/** kube-proxy writes its rules at least a second apart; a controller in the cluster hears of it as soon. */
const SETTLES_MS = 4000;
const OF_AWS = /\.elb\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?:\d+$/;

/**
 * How long new connections may still go the old way after a change, in milliseconds. The lab has taken it when it says so.
 * Sources: Kubernetes, kube-proxy `minSyncPeriod` (1 s); AWS, "Health checks for your Network Load Balancer target
 * groups": 10 s between checks by default, and several before a target's state changes.
 */
export function settleMs(
  change: Partial<ServiceSettings>,
  { service, kubernetes_version }: Pick<Topology, 'service' | 'kubernetes_version'>,
): number {
  if (kubernetes_version === null) return 0;
  if (!OF_AWS.test(service.address)) return SETTLES_MS;
  return change.target_type === undefined ? AWS_SETTLES_MS.traffic_policy : AWS_SETTLES_MS.target_type;
}

/** What of the settings asked for is otherwise in those there are. */
export function changeFrom(now: ServiceSettings, asked: Partial<ServiceSettings>): Partial<ServiceSettings> {
  return Object.fromEntries(
    Object.entries(asked).filter(([key, value]) => now[key as keyof ServiceSettings] !== value),
  );
}

/** `traffic_policy: Local, target_type: ip`. */
export function settingsText(settings: Partial<ServiceSettings>): string {
  return SERVICE_SETTINGS.flatMap((key) => (settings[key] === undefined ? [] : [settingText(key, settings)])).join(
    ', ',
  );
}

function settingText(key: keyof ServiceSettings, settings: Partial<ServiceSettings>): string {
  return `${key.replace(/_ms$/, '')}: ${valueOfSetting(key, settings)}`;
}

function valueOfSetting(key: keyof ServiceSettings, settings: Partial<ServiceSettings>): string {
  const value = settings[key];
  return typeof value === 'number' ? formatDuration(value) : String(value);
}

import { formatDuration } from './duration.ts';

/** A limit that a run may put on the clients' connections. */
export type SettingKind = 'max-connection-duration' | 'idle-timeout';

/** One setting with its value in milliseconds. */
export interface Setting {
  kind: SettingKind;
  value_ms: number;
}

/**
 * Where a setting lives: a field of the HTTP connection manager's `common_http_protocol_options`
 * (envoy.config.core.v3.HttpProtocolOptions).
 */
export const SETTING_FIELDS = {
  'max-connection-duration': 'max_connection_duration',
  'idle-timeout': 'idle_timeout',
} as const satisfies Record<SettingKind, string>;

/** The setting as Envoy's configuration spells it, e.g. `max_connection_duration: 1s`. */
export function settingText(setting: Setting): string {
  return `${SETTING_FIELDS[setting.kind]}: ${formatDuration(setting.value_ms)}`;
}

/** Envoy's JSON form of a duration: seconds with a trailing `s` (google.protobuf.Duration). */
export function protobufDuration(ms: number): string {
  return `${ms / 1000}s`;
}

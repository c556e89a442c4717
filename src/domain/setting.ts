import { formatDuration } from './duration.ts';

/** A limit that a run may put on the clients' connections. */
export type SettingKind = 'max-connection-duration' | 'idle-timeout';

/** What of a setting a person chooses; null where there is nothing to choose or nothing was asked. */
export interface AskedValue {
  value_ms: number | null;
  /** Percent of the value. */
  jitter_percent: number | null;
}

/** One setting with its value in milliseconds. */
export interface Setting {
  kind: SettingKind;
  value_ms: number;
  /**
   * With `max-connection-duration`: each connection lives longer than the value by a random part of up to so many
   * percent of it (HttpProtocolOptions.max_connection_duration_jitter). Left out, the field is neither read nor written.
   */
  jitter_percent?: number;
}

/**
 * Where a setting lives: a field of the HTTP connection manager's `common_http_protocol_options`
 * (envoy.config.core.v3.HttpProtocolOptions).
 */
export const SETTING_FIELDS = {
  'max-connection-duration': 'max_connection_duration',
  'idle-timeout': 'idle_timeout',
} as const satisfies Record<SettingKind, string>;

/** The field that holds the jitter of `max-connection-duration`, an envoy.type.v3.Percent. */
export const JITTER_FIELD = 'max_connection_duration_jitter';

/** The fields that a setting writes, in the order of the configuration. */
export function fieldsOf(setting: Setting): (keyof typeof FIELD_SINCE)[] {
  const field = SETTING_FIELDS[setting.kind];
  return setting.jitter_percent === undefined ? [field] : [field, JITTER_FIELD];
}

/**
 * The first Envoy that knows a field; null for those that every Envoy with the v3 API knows, which is what the
 * configuration is written in. Source: Envoy's version history, 1.39.0.
 */
export const FIELD_SINCE = {
  max_connection_duration: null,
  idle_timeout: null,
  [JITTER_FIELD]: '1.39.0',
} as const satisfies Record<string, string | null>;

/** The setting as Envoy's configuration spells it, e.g. `max_connection_duration: 1s`. */
export function settingText(setting: Setting): string {
  const text = `${SETTING_FIELDS[setting.kind]}: ${formatDuration(setting.value_ms)}`;
  return setting.jitter_percent === undefined ? text : `${text}, ${JITTER_FIELD}: { value: ${setting.jitter_percent} }`;
}

/** Whether a configuration that has `found` would stay as it is under `asked`. A jitter of 0 is none. */
export function isSet(found: Setting | null, asked: Setting): boolean {
  if (found?.value_ms !== asked.value_ms) return false;
  return asked.jitter_percent === undefined || asked.jitter_percent === (found.jitter_percent ?? 0);
}

/** The longest that a connection lives under `max-connection-duration`, in milliseconds. */
export function longestLifeMs({ value_ms, jitter_percent = 0 }: Setting): number {
  return value_ms * (1 + jitter_percent / 100);
}

/** Envoy's JSON form of a duration: seconds with a trailing `s` (google.protobuf.Duration). */
export function protobufDuration(ms: number): string {
  return `${ms / 1000}s`;
}

/** A limit in time that a run may put on the clients' connections. */
export type DurationKind = 'max-connection-duration' | 'idle-timeout';

/** A limit that a run may put on the clients' connections. */
export type SettingKind = DurationKind | 'max-requests';

/** What may be asked beside a setting's value; null where nothing was asked. */
export interface AskedBeside {
  /** Percent of the value. */
  jitter_percent: number | null;
  max_stream_duration_ms: number | null;
  drain_timeout_ms: number | null;
}

/** What of a setting a person chooses; null where there is nothing to choose or nothing was asked. */
export interface AskedValue extends AskedBeside {
  value_ms: number | null;
  /** Which setting it is, where that is chosen too. */
  setting?: SettingKind | 'none';
  /** Of a setting that counts requests. */
  requests?: number;
  /** The word that was chosen where a scenario has a choice of them. */
  option?: string;
  /** Pods that come after each arm, where its scenario has them come. */
  add_pods?: number;
}

/** What a setting writes beside its value. What is left out is neither read nor written. */
export interface Beside {
  /**
   * With `max-connection-duration`: each connection lives longer than the value by a random part of up to so many
   * percent of it (HttpProtocolOptions.max_connection_duration_jitter).
   */
  jitter_percent?: number;
  /** Envoy cuts a stream after this time (HttpProtocolOptions.max_stream_duration); nothing else ends an endless one. */
  max_stream_duration_ms?: number;
  /**
   * From the first GOAWAY, which only asks to leave, to the final one, after which no new stream is taken
   * (HttpConnectionManager.drain_timeout).
   */
  drain_timeout_ms?: number;
}

/** A setting whose value is a time, in milliseconds. */
export interface DurationSetting extends Beside {
  kind: DurationKind;
  value_ms: number;
}

/** The setting whose value is a number of requests, after which a connection is asked to leave; a stream is one request. */
export interface RequestSetting extends Beside {
  kind: 'max-requests';
  requests: number;
}

/** One setting with its value. */
export type Setting = DurationSetting | RequestSetting;

/**
 * Where a setting lives: a field of the HTTP connection manager's `common_http_protocol_options`
 * (envoy.config.core.v3.HttpProtocolOptions). `drain_timeout` alone is a field of the manager itself.
 */
export const SETTING_FIELDS = {
  'max-connection-duration': 'max_connection_duration',
  'idle-timeout': 'idle_timeout',
  'max-requests': 'max_requests_per_connection',
} as const satisfies Record<SettingKind, string>;

/** The field that holds the jitter of `max-connection-duration`, an envoy.type.v3.Percent. */
export const JITTER_FIELD = 'max_connection_duration_jitter';

/** Durations that a setting may carry beside its value, and their fields. */
export const BESIDE_FIELDS = {
  max_stream_duration_ms: 'max_stream_duration',
  drain_timeout_ms: 'drain_timeout',
} as const satisfies Partial<Record<keyof Beside, string>>;

/** Envoy's own drain_timeout, in milliseconds, where the configuration has none. Source: HttpConnectionManager. */
const DEFAULT_DRAIN_MS = 5000;

/** The fields that a setting writes, each with its value as Envoy's JSON has it. */
function fieldValues(setting: Setting): { field: keyof typeof FIELD_SINCE; value: string }[] {
  const { jitter_percent } = setting;
  return [
    { field: SETTING_FIELDS[setting.kind], value: fieldValue(setting) },
    ...(jitter_percent === undefined ? [] : [{ field: JITTER_FIELD, value: `{ value: ${jitter_percent} }` } as const]),
    ...besideDurations(setting).map(({ field, ms }) => ({ field, value: protobufDuration(ms) })),
  ];
}

/** A setting's own value as Envoy's JSON has it: a duration, or a number (google.protobuf.UInt32Value). */
export function fieldValue(setting: Setting): string {
  return setting.kind === 'max-requests' ? String(setting.requests) : protobufDuration(setting.value_ms);
}

/** The fields that a setting writes. */
export function fieldsOf(setting: Setting): (keyof typeof FIELD_SINCE)[] {
  return fieldValues(setting).map(({ field }) => field);
}

/** The durations asked beside a setting's value, with their fields. */
export function besideDurations(
  beside: {
    [key in keyof typeof BESIDE_FIELDS]?: number | null | undefined;
  },
): { field: (typeof BESIDE_FIELDS)[keyof typeof BESIDE_FIELDS]; ms: number }[] {
  const keys = Object.keys(BESIDE_FIELDS) as (keyof typeof BESIDE_FIELDS)[];
  return keys.flatMap((key) => {
    const ms = beside[key];
    return ms === undefined || ms === null ? [] : [{ field: BESIDE_FIELDS[key], ms }];
  });
}

/** What was asked beside a value, as a setting carries it. */
export function besideOf({ jitter_percent, max_stream_duration_ms, drain_timeout_ms }: AskedBeside): Beside {
  return {
    ...(jitter_percent === null ? {} : { jitter_percent }),
    ...(max_stream_duration_ms === null ? {} : { max_stream_duration_ms }),
    ...(drain_timeout_ms === null ? {} : { drain_timeout_ms }),
  };
}

/**
 * The first Envoy that knows a field; null for those that every Envoy with the v3 API knows, which is what the
 * configuration is written in. Source: Envoy's version history, 1.39.0 and, for requests on the listeners' side, 1.20.0.
 */
export const FIELD_SINCE = {
  max_connection_duration: null,
  idle_timeout: null,
  max_requests_per_connection: null,
  [JITTER_FIELD]: '1.39.0',
  max_stream_duration: null,
  drain_timeout: null,
} as const satisfies Record<string, string | null>;

/** The setting as Envoy's configuration spells it, e.g. `max_connection_duration: 1s`. */
export function settingText(setting: Setting): string {
  return fieldValues(setting)
    .map(({ field, value }) => `${field}: ${value}`)
    .join(', ');
}

/** Whether a configuration that has `found` would stay as it is under `asked`. A jitter of 0 is none. */
export function isSet(found: Setting | null, asked: Setting): boolean {
  if (found === null || fieldValue(found) !== fieldValue(asked)) return false;
  const same = (wanted: number | undefined, has: number | undefined): boolean => wanted === undefined || wanted === has;
  return (
    same(asked.jitter_percent, found.jitter_percent ?? 0) &&
    same(asked.max_stream_duration_ms, found.max_stream_duration_ms) &&
    same(asked.drain_timeout_ms, found.drain_timeout_ms ?? DEFAULT_DRAIN_MS)
  );
}

/** The longest that a connection lives under `max-connection-duration`, in milliseconds. */
export function longestLifeMs({ value_ms, jitter_percent = 0 }: DurationSetting): number {
  return value_ms * (1 + jitter_percent / 100);
}

/** Envoy's JSON form of a duration: seconds with a trailing `s` (google.protobuf.Duration). */
export function protobufDuration(ms: number): string {
  return `${ms / 1000}s`;
}

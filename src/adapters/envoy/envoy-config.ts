import { parseDuration } from '../../domain/duration.ts';
import { AppError } from '../../domain/errors.ts';
import {
  BESIDE_FIELDS,
  type Beside,
  besideDurations,
  fieldValue,
  JITTER_FIELD,
  protobufDuration,
  SETTING_FIELDS,
  type Setting,
} from '../../domain/setting.ts';
import type { EnvoyConfig } from '../../ports/envoy-config.ts';
import { getBeside, getField, getPercent, type Place, setBeside, setField, setPercent } from './set-field.ts';
import { validateDocument } from './validate-document.ts';

/** Whether a duration beside a setting is a field of `common_http_protocol_options` or of the manager itself. */
const PLACES = {
  max_stream_duration: 'options',
  drain_timeout: 'manager',
} as const satisfies Record<(typeof BESIDE_FIELDS)[keyof typeof BESIDE_FIELDS], Place['in']>;

/**
 * Edits Envoy's YAML in place: only fields of `common_http_protocol_options` of the HTTP connection manager with
 * `statPrefix` are touched, and its `drain_timeout`; comments, order and all other options stay. `binary` is null where no Envoy is at hand.
 */
export function createEnvoyConfig({ binary, statPrefix }: { binary: string | null; statPrefix: string }): EnvoyConfig {
  return {
    judges: binary !== null,
    read(document, kind) {
      const field = SETTING_FIELDS[kind];
      const value = getField(document, statPrefix, field);
      if (value === null) return null;
      if (kind === 'max-requests') return requestsIn(document, field, value, statPrefix);
      const value_ms = parseDuration(value);
      if (value_ms === null) throw new AppError('config_unreadable', `${field} is "${value}", which is no duration.`);
      const jitter = kind === 'max-connection-duration' ? jitterOf(document, statPrefix) : {};
      return { kind, value_ms, ...jitter, ...besideOf(document, statPrefix) };
    },
    write(document, setting) {
      const { kind, jitter_percent } = setting;
      const beside = SETTING_FIELDS[kind];
      let written = setField(document, statPrefix, beside, fieldValue(setting));
      for (const { field, ms } of besideDurations(setting)) {
        const place: Place = PLACES[field] === 'manager' ? { in: 'manager' } : { in: 'options', beside };
        written = setBeside(written, statPrefix, field, protobufDuration(ms), place);
      }
      return jitter_percent === undefined
        ? written
        : setPercent(written, statPrefix, { field: JITTER_FIELD, percent: jitter_percent, beside });
    },
    async validate(document) {
      if (binary !== null) await validateDocument(binary, document);
    },
  };
}

/** A limit on requests; null for 0, which is none (HttpProtocolOptions.max_requests_per_connection). */
function requestsIn(document: string, field: string, value: string, statPrefix: string): Setting | null {
  if (!/^\d{1,10}$/.test(value)) throw new AppError('config_unreadable', `${field} is "${value}", which is no number.`);
  const requests = Number(value);
  return requests === 0 ? null : { kind: 'max-requests', requests, ...besideOf(document, statPrefix) };
}

/** The durations beside a setting that the document has. */
function besideOf(document: string, statPrefix: string): Beside {
  const found = Object.entries(BESIDE_FIELDS).flatMap(([key, field]) => {
    const text = getBeside(document, statPrefix, field, PLACES[field]);
    const ms = text === null ? null : parseDuration(text);
    return ms === null ? [] : [[key, ms]];
  });
  return Object.fromEntries(found);
}

function jitterOf(document: string, statPrefix: string): Pick<Setting, 'jitter_percent'> {
  const text = getPercent(document, statPrefix, JITTER_FIELD);
  if (text === null) return {};
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return { jitter_percent: percent };
  throw new AppError('config_unreadable', `${JITTER_FIELD} is "${text}", which is no percentage.`);
}

import { parseDuration } from '../../src/domain/duration.ts';
import { AppError } from '../../src/domain/errors.ts';
import {
  BESIDE_FIELDS,
  besideDurations,
  fieldValue,
  JITTER_FIELD,
  protobufDuration,
  SETTING_FIELDS,
  type SettingKind,
} from '../../src/domain/setting.ts';
import type { EnvoyConfig } from '../../src/ports/envoy-config.ts';
import { FAKE_BAD_FIELD } from './fake-target.ts';

const JITTER = new RegExp(`^( *)${JITTER_FIELD}: \\{ value: (\\S+) \\}$`, 'm');

/** The line in place of the one that is there, or at the end. */
function withLine(document: string, present: RegExp, line: string): string {
  if (present.test(document)) return document.replace(present, `$1${line}`);
  return `${document.replace(/\n?$/, '\n')}${line}\n`;
}

/**
 * Treats the document as lines: a setting is a line `field: value`, new ones are added at the end. A document without
 * the line `stat_prefix: ingress_http` is unreadable; one with {@link FAKE_BAD_FIELD} is invalid.
 */
export function createFakeEnvoyConfig(): EnvoyConfig {
  const line = (field: string): RegExp => new RegExp(`^( *)${field}: (\\S+)$`, 'm');
  const lineOf = (kind: SettingKind): RegExp => line(SETTING_FIELDS[kind]);
  const assertReadable = (document: string): void => {
    if (/^ *stat_prefix: ingress_http$/m.test(document)) return;
    throw new AppError('config_unreadable', 'The document has no line `stat_prefix: ingress_http`.');
  };
  return {
    judges: true,
    read(document, kind) {
      assertReadable(document);
      const value = lineOf(kind).exec(document)?.[2];
      if (value === undefined) return null;
      if (kind === 'max-requests') return value === '0' ? null : { kind, requests: Number(value) };
      const value_ms = parseDuration(value);
      if (value_ms === null) throw new AppError('config_unreadable', `${SETTING_FIELDS[kind]} is "${value}".`);
      const jitter = kind === 'idle-timeout' ? undefined : JITTER.exec(document)?.[2];
      const beside = Object.entries(BESIDE_FIELDS).flatMap(([key, field]) => {
        const text = line(field).exec(document)?.[2];
        return text === undefined ? [] : [[key, parseDuration(text)]];
      });
      return {
        kind,
        value_ms,
        ...(jitter === undefined ? {} : { jitter_percent: Number(jitter) }),
        ...Object.fromEntries(beside),
      };
    },
    write(document, setting) {
      const { kind, jitter_percent } = setting;
      assertReadable(document);
      let written = withLine(document, lineOf(kind), `${SETTING_FIELDS[kind]}: ${fieldValue(setting)}`);
      for (const { field, ms } of besideDurations(setting))
        written = withLine(written, line(field), `${field}: ${protobufDuration(ms)}`);
      return jitter_percent === undefined
        ? written
        : withLine(written, JITTER, `${JITTER_FIELD}: { value: ${jitter_percent} }`);
    },
    async validate(document) {
      if (!document.includes(FAKE_BAD_FIELD)) return;
      throw new AppError('config_invalid', `Envoy refuses the configuration: no such field: '${FAKE_BAD_FIELD}'`);
    },
  };
}

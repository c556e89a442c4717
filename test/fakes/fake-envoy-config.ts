import { parseDuration } from '../../src/domain/duration.ts';
import { AppError } from '../../src/domain/errors.ts';
import { protobufDuration, SETTING_FIELDS, type SettingKind } from '../../src/domain/setting.ts';
import type { EnvoyConfig } from '../../src/ports/envoy-config.ts';
import { FAKE_BAD_FIELD } from './fake-target.ts';

/**
 * Treats the document as lines: a setting is a line `field: value`, new ones are added at the end. A document without
 * the line `stat_prefix: ingress_http` is unreadable; one with {@link FAKE_BAD_FIELD} is invalid.
 */
export function createFakeEnvoyConfig(): EnvoyConfig {
  const lineOf = (kind: SettingKind): RegExp => new RegExp(`^( *)${SETTING_FIELDS[kind]}: (\\S+)$`, 'm');
  const assertReadable = (document: string): void => {
    if (/^ *stat_prefix: ingress_http$/m.test(document)) return;
    throw new AppError('config_unreadable', 'The document has no line `stat_prefix: ingress_http`.');
  };
  return {
    read(document, kind) {
      assertReadable(document);
      const value = lineOf(kind).exec(document)?.[2];
      if (value === undefined) return null;
      const ms = parseDuration(value);
      if (ms === null) throw new AppError('config_unreadable', `${SETTING_FIELDS[kind]} is "${value}".`);
      return ms;
    },
    write(document, { kind, value_ms }) {
      assertReadable(document);
      const line = `${SETTING_FIELDS[kind]}: ${protobufDuration(value_ms)}`;
      if (lineOf(kind).test(document)) return document.replace(lineOf(kind), `$1${line}`);
      return `${document.replace(/\n?$/, '\n')}${line}\n`;
    },
    async validate(document) {
      if (!document.includes(FAKE_BAD_FIELD)) return;
      throw new AppError('config_invalid', `Envoy refuses the configuration: no such field: '${FAKE_BAD_FIELD}'`);
    },
  };
}

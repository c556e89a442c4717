import type { Allowed, AllowedRange, Refusal } from './allowed.ts';
import { parseDuration } from './duration.ts';

/** What the value of a parameter is, and how it is read. */
export interface ParameterValue {
  /** What it is in a form; `whole` and `decimal` are numbers, `lines` is a text of many. */
  kind: 'choice' | 'text' | 'lines' | 'whole' | 'decimal';
  /** Of a choice. */
  options?: readonly string[];
  allowed: Allowed;
  read(text: string): { ok: true; value: number | string | boolean } | { ok: false; refusal: Refusal };
}

/** So much of a plan's hash tells it from any other, in hexadecimal digits. */
const SHOWN_HASH = 12;

type Read = ReturnType<ParameterValue['read']>;

function refuse(allowed: Allowed, flaw: Refusal['flaw'] = null, meant: readonly string[] = []): Read {
  return { ok: false, refusal: { allowed, flaw, meant } };
}

function within(range: AllowedRange, value: number): Read {
  return value >= range.min && value <= range.max ? { ok: true, value } : refuse(range);
}

/** A whole number. */
export function whole(min: number, max: number): ParameterValue {
  return number({ kind: 'whole', min, max }, /^(?:0|[1-9]\d{0,11})$/);
}

/** A number with up to six decimals. */
export function decimal(min: number, max: number): ParameterValue {
  return number({ kind: 'decimal', min, max }, /^(?:0|[1-9]\d{0,3})(?:\.\d{1,6})?$/);
}

function number(allowed: AllowedRange & { kind: 'whole' | 'decimal' }, form: RegExp): ParameterValue {
  const read = (text: string): Read => (form.test(text) ? within(allowed, Number(text)) : refuse(allowed, 'form'));
  return { kind: allowed.kind, allowed, read };
}

/** `25` or `25%`. */
export function percentage(): ParameterValue {
  const allowed: AllowedRange = { kind: 'percentage', min: 0, max: 100 };
  return {
    kind: 'text',
    allowed,
    read(text) {
      const [, digits] = /^((?:0|[1-9]\d{0,2})(?:\.\d{1,2})?)%?$/.exec(text) ?? [];
      return digits === undefined ? refuse(allowed, 'form') : within(allowed, Number(digits));
    },
  };
}

/** A duration in milliseconds, `0` alone without a unit. */
export function duration(min: number, max: number): ParameterValue & { allowed: AllowedRange } {
  const allowed: AllowedRange = { kind: 'duration', min, max };
  return {
    kind: 'text',
    allowed,
    read(text) {
      if (/^\d+(?:\.\d+)?$/.test(text) && text !== '0') {
        const isValue = (one: string): boolean => within(allowed, parseDuration(one) ?? Number.NaN).ok;
        return refuse(allowed, 'unit', [`${text}s`, `${text}ms`].filter(isValue));
      }
      const value = text === '0' ? 0 : parseDuration(text.toLowerCase());
      return value === null ? refuse(allowed, 'form') : within(allowed, value);
    },
  };
}

/** One of a few words; `true` and `false` are values of their own. */
export function oneOf(options: readonly string[]): ParameterValue {
  return {
    kind: 'choice',
    options,
    allowed: { kind: 'one-of', options },
    read(text) {
      const typed = text.toLowerCase().replaceAll('_', '-');
      const value = options.find((option) => option.toLowerCase().replaceAll('_', '-') === typed);
      if (value === undefined) return refuse({ kind: 'one-of', options });
      return { ok: true, value: value === 'true' ? true : value === 'false' ? false : value };
    },
  };
}

/** The name of a target, which is a name of a configured profile and never an address. */
export function targetName(): ParameterValue {
  return {
    kind: 'text',
    allowed: { kind: 'target' },
    read(text) {
      const value = text.toLowerCase().replaceAll('_', '-');
      return /^[a-z0-9][a-z0-9-]{0,40}$/.test(value) ? { ok: true, value } : refuse({ kind: 'target' });
    },
  };
}

/** The beginning of a plan's hash, as it is shown to whoever confirms it. */
export function shownHash(hash: string): string {
  return hash.slice(0, SHOWN_HASH);
}

export function planHash(): ParameterValue {
  const allowed = { kind: 'plan-hash', digits: SHOWN_HASH } as const;
  return {
    kind: 'text',
    allowed,
    read(text) {
      const value = text.toLowerCase();
      return /^[0-9a-f]{12,64}$/.test(value) ? { ok: true, value } : refuse(allowed);
    },
  };
}

/** Of the scenario `custom`: a form takes the plan itself. */
export function planFile(): ParameterValue {
  const allowed = { kind: 'file' } as const;
  return { kind: 'lines', allowed, read: (text) => (text === '' ? refuse(allowed) : { ok: true, value: text }) };
}

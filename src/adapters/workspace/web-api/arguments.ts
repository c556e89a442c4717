import { TextDecoder } from 'node:util';
import { isObject } from '../http/body.ts';
import { SlackError } from './slack-error.ts';

/** A Web API call's arguments, from a form, from JSON or from the query. */
export interface Arguments {
  /** The argument as text, or undefined when it is absent or empty. */
  text(name: string): string | undefined;
  /** As `text`; throws `invalid_arguments` when it is missing. */
  required(name: string): string;
  /** A nested value: forms carry it as JSON text. Throws `errorCode` when that is not JSON. */
  nested(name: string, errorCode?: string): unknown;
  flag(name: string): boolean;
  /** A whole number from 1 to `max`, or `fallback`. */
  count(name: string, fallback: number, max: number): number;
}

/** Reads the arguments out of a body and a query string; throws `invalid_json` or `json_not_object`. */
export function readArguments(body: Buffer, contentType: string, query: URLSearchParams): Arguments {
  const values = new Map<string, unknown>(query);
  const entries = contentType.includes('application/json') ? jsonEntries(body) : formEntries(body);
  for (const [name, value] of entries) values.set(name, value);
  return argumentsOf(values);
}

function jsonEntries(body: Buffer): [string, unknown][] {
  if (body.length === 0) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(decode(body));
  } catch {
    throw new SlackError('invalid_json');
  }
  if (!isObject(parsed)) throw new SlackError('json_not_object');
  return Object.entries(parsed);
}

function formEntries(body: Buffer): [string, unknown][] {
  return [...new URLSearchParams(decode(body))];
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new SlackError('invalid_charset');
  }
}

function argumentsOf(values: Map<string, unknown>): Arguments {
  const text = (name: string) => {
    const value = values.get(name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    text,
    required(name) {
      const value = text(name);
      if (value === undefined) throw new SlackError('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
      return value;
    },
    nested(name, errorCode = 'invalid_arguments') {
      const value = values.get(name);
      if (typeof value !== 'string') return value ?? undefined;
      if (value === '') return undefined;
      try {
        return JSON.parse(value);
      } catch {
        throw new SlackError(errorCode, [`[ERROR] ${name} is not valid JSON`]);
      }
    },
    flag: (name) => ['true', '1'].includes(text(name) ?? ''),
    count(name, fallback, max) {
      const value = Number(text(name) ?? fallback);
      return Number.isInteger(value) && value >= 1 ? Math.min(value, max) : fallback;
    },
  };
}

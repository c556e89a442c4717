import { formatDuration, parseDuration } from './duration.ts';

/**
 * A parameter as the grammar and the help know it; `read` gives the value or a sentence that says what is allowed, and
 * where the text nearly is a value, that value.
 */
export interface ParameterRule {
  key: string;
  meaning: string;
  defaultText: string;
  range: string;
  example: string;
  /** What it is in a form; `whole` and `decimal` are numbers, `lines` is a text of many. */
  kind: 'choice' | 'text' | 'lines' | 'whole' | 'decimal';
  /** Of a choice. */
  options?: readonly string[];
  read(text: string): { ok: true; value: number | string | boolean } | { ok: false; expected: string; meant?: string };
}

/** So much of a plan's hash tells it from any other, in hexadecimal digits. */
const SHOWN_HASH = 12;

function refuse(expected: string, meant?: string): { ok: false; expected: string; meant?: string } {
  return { ok: false, expected, ...(meant === undefined ? {} : { meant }) };
}

export function integer(
  key: string,
  meaning: string,
  defaultText: string,
  min: number,
  max: number,
  example: string,
): ParameterRule {
  const range = `${min} to ${max.toLocaleString('en-US')}`;
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'whole',
    read(text) {
      if (!/^(?:0|[1-9]\d{0,11})$/.test(text)) return refuse(`a whole number, ${range}`);
      const value = Number(text);
      return value >= min && value <= max ? { ok: true, value } : refuse(`a whole number, ${range}`);
    },
  };
}

export function decimal(
  key: string,
  meaning: string,
  defaultText: string,
  min: number,
  max: number,
  example: string,
): ParameterRule {
  const range = `${min} to ${max}`;
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'decimal',
    read(text) {
      if (!/^(?:0|[1-9]\d{0,3})(?:\.\d{1,6})?$/.test(text)) return refuse(`a number, ${range}`);
      const value = Number(text);
      return value >= min && value <= max ? { ok: true, value } : refuse(`a number, ${range}`);
    },
  };
}

export function percentage(key: string, meaning: string, defaultText: string, example: string): ParameterRule {
  const range = '0% to 100%';
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'text',
    read(text) {
      const [, number] = /^((?:0|[1-9]\d{0,2})(?:\.\d{1,2})?)%?$/.exec(text) ?? [];
      if (number === undefined) return refuse(`a percentage such as \`25\` or \`25%\`, ${range}`);
      return Number(number) <= 100 ? { ok: true, value: Number(number) } : refuse(`a percentage, ${range}`);
    },
  };
}

export function duration(
  key: string,
  meaning: string,
  defaultText: string,
  minMs: number,
  maxMs: number,
  example: string,
): ParameterRule {
  const range = `${minMs === 0 ? '0s' : formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  const allowed = (ms: number | null): boolean => ms !== null && ms >= minMs && ms <= maxMs;
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'text',
    read(text) {
      if (/^\d+(?:\.\d+)?$/.test(text) && text !== '0') {
        const meant = [`${text}s`, `${text}ms`].filter((one) => allowed(parseDuration(one)));
        const such = meant.length === 0 ? '' : `, such as ${meant.map((one) => `\`${one}\``).join(' or ')}`;
        return refuse(`a duration with its unit${such} (${range})`, meant[0]);
      }
      const value = text === '0' ? 0 : parseDuration(text.toLowerCase());
      if (value === null) return refuse(`a duration such as \`500ms\`, \`3s\` or \`5m\` (${range})`);
      return allowed(value) ? { ok: true, value } : refuse(`a duration from ${range}`);
    },
  };
}

export function choice(key: string, meaning: string, defaultText: string, options: readonly string[]): ParameterRule {
  const range = options.map((option) => `\`${option}\``).join(' or ');
  return {
    key,
    meaning,
    defaultText,
    range: options.join(' or '),
    example: options.find((option) => option !== defaultText) ?? defaultText,
    kind: 'choice',
    options,
    read(text) {
      const typed = text.toLowerCase().replaceAll('_', '-');
      const value = options.find((option) => option.toLowerCase().replaceAll('_', '-') === typed);
      if (value === undefined) return refuse(range);
      return { ok: true, value: value === 'true' ? true : value === 'false' ? false : value };
    },
  };
}

export function name(key: string, meaning: string, defaultText: string, example: string): ParameterRule {
  const range = 'the name of a configured target';
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'text',
    read(text) {
      const value = text.toLowerCase().replaceAll('_', '-');
      return /^[a-z0-9][a-z0-9-]{0,40}$/.test(value) ? { ok: true, value } : refuse(range);
    },
  };
}

/** The beginning of a plan's hash, as it is shown to whoever confirms it. */
export function shownHash(hash: string): string {
  return hash.slice(0, SHOWN_HASH);
}

export function planHash(): ParameterRule {
  const range = `the ${SHOWN_HASH} digits that \`dry=true\` shows on a target that wants a confirmation; no other needs it`;
  return {
    key: 'confirm',
    meaning: 'from the shell: the plan that is confirmed',
    defaultText: 'none',
    range: "a plan's hash",
    example: '3f9a12b4c5d6',
    kind: 'text',
    read(text) {
      const value = text.toLowerCase();
      return /^[0-9a-f]{12,64}$/.test(value) ? { ok: true, value } : refuse(range);
    },
  };
}

/** Of the scenario `custom`: a form takes the plan itself. */
export function planFile(): ParameterRule {
  return {
    key: 'plan',
    meaning: 'with `custom`, from the shell: the file with the plan; in Slack the form takes the plan itself',
    defaultText: 'none',
    range: 'a file',
    example: 'plan.yaml',
    kind: 'lines',
    read: (text) => (text === '' ? refuse('a file') : { ok: true, value: text }),
  };
}

import { type Allowed, type AllowedRange, endsOf, type Refusal } from '../../allowed.ts';

function between(range: AllowedRange): string {
  return endsOf(range).join(' to ');
}

function words(options: readonly string[]): string {
  return options.map((option) => `\`${option}\``).join(' or ');
}

function range(one: Allowed): string {
  switch (one.kind) {
    case 'list':
      return `${one.most === null ? '' : `1 to ${one.most}, `}${between(one.of)} each, with commas`;
    case 'or-word':
      return `${between(one.of)}, or ${one.word}`;
    case 'by-scenario':
      return [
        between(one.time),
        ...one.of.map((of) => `${of.scenario} ${between(of.range)}`),
        ...one.words.map(({ scenario, options }) => `${scenario} ${words(options)}`),
      ].join('; ');
    case 'one-of':
      return words(one.options);
    case 'plan-hash':
      return "a plan's hash";
    case 'target':
      return 'the name of a configured target';
    case 'file':
      return 'a file';
    default:
      return between(one);
  }
}

function mustBe({ allowed: one, flaw, meant }: Refusal): string {
  switch (one.kind) {
    case 'whole':
      return `a whole number, ${between(one)}`;
    case 'decimal':
      return `a number, ${between(one)}`;
    case 'percentage':
      return `a percentage${flaw === 'form' ? ' such as `25` or `25%`' : ''}, ${between(one)}`;
    case 'duration': {
      if (flaw === null) return `a duration from ${between(one)}`;
      if (flaw === 'form') return `a duration such as \`500ms\`, \`3s\` or \`5m\` (${between(one)})`;
      const such = meant.length === 0 ? '' : `, such as ${meant.map((text) => `\`${text}\``).join(' or ')}`;
      return `a duration with its unit${such} (${between(one)})`;
    }
    case 'one-of':
      return words(one.options);
    case 'plan-hash':
      return `the ${one.digits} digits that \`dry=true\` shows on a target that wants a confirmation; no other needs it`;
    default:
      return range(one);
  }
}

/** What a key's value may be. */
export const allowed = {
  /** In few words: `1 to 2,000`. */
  range,
  /** Of a text that is none: `a whole number, 1 to 2,000`. */
  mustBe,
  /** The range with a value of it. */
  such: (one: Allowed, example: string) => `${range(one)}, such as ${example}`,
};

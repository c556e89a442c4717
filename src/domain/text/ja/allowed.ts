import { type Allowed, type AllowedRange, endsOf, type Refusal } from '../../allowed.ts';
import type { Words } from '../en/en.ts';

function between(range: AllowedRange): string {
  return endsOf(range).join(' から ');
}

function words(options: readonly string[]): string {
  return options.map((option) => `\`${option}\``).join(' または ');
}

function range(one: Allowed): string {
  switch (one.kind) {
    case 'list':
      return `${one.most === null ? '' : `1 から ${one.most} 個、`}それぞれ ${between(one.of)} (カンマ区切り)`;
    case 'or-word':
      return `${between(one.of)}、または ${one.word}`;
    case 'by-scenario':
      return [
        between(one.time),
        ...one.of.map((of) => `${of.scenario} は ${between(of.range)}`),
        ...one.words.map(({ scenario, options }) => `${scenario} は ${words(options)} `),
      ].join('、');
    case 'one-of':
      return words(one.options);
    case 'plan-hash':
      return '計画のハッシュ';
    case 'target':
      return '設定にあるターゲット名';
    case 'file':
      return 'ファイル';
    default:
      return between(one);
  }
}

function mustBe({ allowed: one, flaw, meant }: Refusal): string {
  switch (one.kind) {
    case 'whole':
      return `整数、${between(one)}`;
    case 'decimal':
      return `数値、${between(one)}`;
    case 'percentage':
      return `割合、${flaw === 'form' ? '例 `25` または `25%` 、' : ''}${between(one)}`;
    case 'duration': {
      if (flaw === null) return `時間、${between(one)}`;
      if (flaw === 'form') return `時間、例 \`500ms\` 、 \`3s\` または \`5m\` (${between(one)})`;
      const such = meant.length === 0 ? '' : `、例 ${meant.map((text) => `\`${text}\``).join(' または ')}`;
      return `単位つきの時間${such} (${between(one)})`;
    }
    case 'one-of':
      return words(one.options);
    case 'plan-hash':
      return `確認が必要なターゲットで \`dry=true\` が示す ${one.digits} 桁 (ほかでは不要)`;
    default:
      return range(one);
  }
}

export const allowed: Words['allowed'] = {
  range,
  mustBe,
  such: (one, example) => `${range(one)}、例 ${example}`,
};

/** What the grammar's tables say of defaults and ranges, in few words of their own. */
export function inJapanese(text: string): string {
  return PHRASES.reduce((said, [english, japanese]) => said.replaceAll(english, japanese), text);
}

const PHRASES: readonly (readonly [string | RegExp, string])[] = [
  [/^a file$/g, 'ファイル'],
  [/3, or twice `from`/g, '3、または `from` の 2 倍'],
  [/control 15s; treatment up to 45s/g, 'control 15s、treatment 最大 45s'],
  [/15s, treatment up to 45s/g, '15s、treatment 最大 45s'],
  [/2 x interval/g, 'リクエスト間隔の 2 倍'],
  [/clients \/ interval/g, 'クライアント数 / 間隔'],
  [/a duration with its unit/g, '単位つきの時間'],
  [/a duration such as/g, '時間、例'],
  [/a duration from/g, '時間、'],
  [/a whole number/g, '整数'],
  [/a percentage/g, '割合'],
  [/a number/g, '数値'],
  [/,? such as/g, '、例'],
  [/(\S+) to ([\d.,]+\w*%?)/g, '$1 から $2'],
  [/ each, with commas/g, ' (カンマ区切り)'],
  [/, or endless/g, '、または endless'],
  [/ or /g, ' または '],
  [/random, recorded/g, 'ランダム (記録されます)'],
  [/the default target/g, '設定によるもの'],
  [/as found/g, '現在の設定'],
  [/\bnever\b/g, '終わらない'],
  [/\bnone\b/g, 'なし'],
  [/\bany\b/g, '指定なし'],
  [/unary requests/g, 'unary リクエスト'],
  [/all alike/g, 'すべて同じ'],
  [/a plan's hash/g, '計画のハッシュ'],
  [/the name of a configured target/g, '設定にあるターゲット名'],
];

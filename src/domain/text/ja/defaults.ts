/** A default as the grammar has it; most are values, which are the same in each language. */
export function defaultInJapanese(text: string): string {
  return DEFAULTS[text] ?? text;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  '3, or twice `from`': '3、または `from` の 2 倍',
  'control 15s; treatment up to 45s': 'control 15s、treatment 最大 45s',
  '15s, treatment up to 45s': '15s、treatment 最大 45s',
  '2 x interval': 'リクエスト間隔の 2 倍',
  'clients / interval': 'クライアント数 / 間隔',
  'random, recorded': 'ランダム (記録されます)',
  'the default target': '設定によるもの',
  'as found': '現在の設定',
  never: '終わらない',
  none: 'なし',
  any: '指定なし',
  'unary requests': 'unary リクエスト',
  'all alike': 'すべて同じ',
};

import type { ArmChange } from '../../custom/custom-plan.ts';
import type { Expected, Wrong } from '../../custom/plan-problem.ts';
import type { Measure, Over, Severity } from '../../custom/probe.ts';
import { formatDuration } from '../../duration.ts';
import type { Words } from '../en/en.ts';

const SHAPES = { map: 'キーと値の組', list: '「-」で始まる項目のリスト', text: '1 つの値' } as const;
const OF = { plan: '計画', arm: '区間', probe: 'プローブ', setting: '設定' } as const;
const PLAIN = '`<` 、 `>` 、 `&` 、 `*` 、 `_` 、 `~` 、 `|` 、バッククォートを含まない';

function expected(one: Expected): string {
  switch (one.kind) {
    case 'one-of':
      return `${one.options.map((option) => `\`${option}\``).join(' 、 ')} のいずれか`;
    case 'duration':
      return `単位付きの時間 ( \`${formatDuration(one.min)}\` から \`${formatDuration(one.max)}\` )`;
    case 'whole':
      return `整数 ( ${one.min} から ${one.max.toLocaleString('en-US')} )`;
    case 'percentage':
      return 'パーセント ( `0%` から `100%` )';
    case 'arm-name':
      return '40 文字以内の英数字とハイフン (末尾は「-数字」以外)';
    case 'first-arm':
      return '`control` (ほかの区間は最初の区間と比較するため)';
    case 'title':
      return `${PLAIN} 80 文字以内の 1 行`;
    case 'probe-name':
      return `${PLAIN} 40 文字以内の 1 行`;
    case 'statistic':
      return 'Envoy の `/stats` にある統計の完全な名前 (例: `http.ingress_http.downstream_rq_5xx` )';
    case 'promql':
      return '1,000 文字以内の PromQL';
    case 'tolerance':
      return '引用符で囲んだ数値との比較 (例: `"<= 5"` 、 `">= 99.5 %"` )';
    case 'boolean':
      return '`true` または `false`';
  }
}

function wrong(what: Wrong): string {
  const near = 'near' in what && what.near !== null ? ` \`${what.near}\` のことですか?` : '';
  switch (what.kind) {
    case 'syntax':
      return `YAML として解釈できません (詳細: ${what.message})。`;
    case 'too-long':
      return `計画は ${what.length.toLocaleString('en-US')} 文字です。${what.most.toLocaleString('en-US')} 文字以内にしてください。`;
    case 'unknown':
      return `ここに \`${what.key}\` というキーはありません。${near} キー: ${what.keys.join(', ')}`;
    case 'twice':
      return `\`${what.key}\` が 2 回指定されています。`;
    case 'missing':
      return `${OF[what.of]}には \`${what.key}\` が必要です。`;
    case 'shape':
      return `\`${what.key}\` は${SHAPES[what.wanted]}で指定してください。`;
    case 'value':
      return `\`${what.key}\` が${what.got === '' ? '空' : ` \`${what.got}\` `}です。${expected(what.expected)}を指定してください。${near}`;
    case 'count':
      return `\`${what.key}\` は ${what.count} 件です。${what.least} 件から ${what.most} 件にしてください。`;
    case 'same-name':
      return `\`${what.name}\` という名前はすでに使われています。`;
    case 'one-judged':
      return `判定の対象はすでに \`${what.name}\` です。対象にできる区間は 1 つです。`;
    case 'not-with':
      return `\`${what.key}\` は \`${what.other}\` と同時に指定できません。`;
    case 'needs-restart':
      return `設定は再起動でのみ変わり、前の区間の設定は \`${what.before}\` です。${what.arm === '' ? 'この区間' : ` \`${what.arm}\` `}に同じ設定か \`change: rolling\` を指定してください。`;
    case 'observe-limit':
      return `このターゲットの \`observe\` は \`${formatDuration(what.most)}\` までです。`;
  }
}

const CHANGES: Readonly<Record<ArmChange, string>> = {
  none: '何も変更しません',
  rolling: 'ローリング再起動',
  burst: '先に 1 Pod だけ起動する再起動',
  reconnect: '全クライアントが接続し直します (Pod はそのまま)',
};

const MEASURED: Readonly<Record<Measure, string>> = {
  value: '',
  delta: '区間の開始からの増分',
  rate: '1 秒あたりの増分',
};

const OVERS: Readonly<Record<Over, string>> = { each: 'Pod ごと', sum: '全 Pod の合計' };

const IF_NOT: Readonly<Record<Severity, string>> = {
  note: '外れた場合は記録します',
  fail: '外れた場合、その区間は判定しません',
  stop: '外れた場合はただちに実行を終了し、すべて元に戻します',
};

export const custom: Words['custom'] = {
  problem: (line, column, what) => `${line} 行 ${column} 列: ${wrong(what)}`,
  moreProblems: (n) => `ほか ${n} 件。`,
  notRun: (problems) => `計画に誤りがあります。何も開始していません。\n${problems}`,
  noPlan: () => '計画を入力してください。',
  openForm: () =>
    'コマンドでは計画を渡せません。 `/nlb run custom` でフォームを開き、計画を入力または貼り付けてください。',
  needsFile: () => '`custom` には計画が必要です: `nlb run custom plan=FILE`',
  atShell: (line) => `*シェルで同じ内容を実行するコマンド (計画はファイル)*\n\`${line}\``,
  fieldHint: () => '最小の例は /nlb help custom で確認できます。誤りは行番号とともに表示します。',
  fieldKept: () => 'このシナリオでは使いません。custom 用に残しています。',
  helpHead: () => '*YAML の計画* (すべての要素を含む最小の例):',
  helpMore: () =>
    'Slack では `/nlb run custom` で入力欄のあるフォームが開きます。シェルではファイルを指定します: `nlb run custom plan=FILE` 。各キーのデフォルトと範囲: docs/custom.md',
  title: (title) => `custom: ${title}`,
  arm: (name, change, setting) =>
    `*${name}* - ${CHANGES[change]}${setting === null ? '、設定は現在のまま' : `、 ${setting}`}`,
  armOf: (arm, observed, isJudged) => `• ${arm}、観測 ${observed}${isJudged ? '、*判定の対象*' : ''}`,
  diffOf: (arm, config) => `区間 ${arm} では ${config} を現在の内容から次のように変更し、終了後にすべて元に戻します:`,
  probes: () => '*プローブ*',
  probe: ({ name, source, tolerance, every, severity }) =>
    `• *${name}* - ${source} が ${tolerance} であること (${every}ごとに確認)。${IF_NOT[severity]}`,
  statistic: (name, measure, over) =>
    `${name} (${[MEASURED[measure], OVERS[over]].filter((text) => text !== '').join('、')})`,
  table: (run) => `${run} のプローブ`,
  columns: {
    probe: 'プローブ',
    limit: '条件',
    severity: '重大度',
    readings: '測定回数',
    worst: '最悪値',
    held: '条件を満たしたか',
  },
  severities: { note: 'note (記録)', fail: 'fail (判定しない)', stop: 'stop (即時終了)' },
  readings: (read, all) => (read === all ? `${all}` : `${all} 回中 ${read} 回`),
  held: () => 'はい',
  notHeld: (at) => `いいえ (${at}の時点)`,
  blind: (at) => `${at}以降は読み取れず`,
  unread: () => '一度も読み取れず',
  stopped: (title, at, why, condition) =>
    `:octagonal_sign: ${title} は ${at}の時点で終了しました: ${why}。${condition}`,
  violated: (probe, value, limit) => `*${probe}* が ${value} となり、条件 ${limit} を外れました`,
  wentBlind: (probe) => `*${probe}* を 3 回続けて読み取れませんでした`,
  probesHeld: (n) => `プローブ ${n} 件はすべて条件を満たしました。`,
  probesBroken: (names) => `条件を外れたプローブ: ${names}。`,
  answer: {
    BALANCED: (title, target, arm, spread) =>
      `:white_check_mark: *${target} の ${title}: 区間 ${arm} ではコネクションが均等に分散しています*: ${spread}。`,
    IMBALANCED: (title, target, arm, spread) =>
      `:warning: *${target} の ${title}: 区間 ${arm} ではコネクションが偏っています*: ${spread}。`,
    INCONCLUSIVE: (title, target, arm, spread) =>
      `:grey_question: *${target} の ${title}: 区間 ${arm} は判断できません*: ${spread}。`,
  },
  others: (arms) => `ほかの区間: ${arms}。`,
  gate: (probe, value, limit) =>
    value === null
      ? `プローブ ${probe} を読み取れませんでした`
      : `プローブ ${probe} が ${value} となり、条件 ${limit} を外れました`,
  gateTodo: () => 'プローブの測定対象を確認してください。いつ外れたかはプローブの表にあります。',
};

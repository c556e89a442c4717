import type { Words } from '../en/en.ts';

const group = (n: number): string => n.toLocaleString('en-US');

export const way: Words['way'] = {
  side: ({ where, counts, n, shares, p }) =>
    `${where}では ${group(n)} コネクション中 ${counts} (予測 ${shares} %、${p})`,
  worse: ({ title, target, treatment, control, alone }) =>
    `:warning: *${target} の ${title} では、予測どおり分散が偏ります。* ${treatment}、${control}。${alone}`,
  repaired: ({ title, target, treatment, control, alone }) =>
    `:white_check_mark: *${target} の ${title} では、予測どおり分散が均等になります。* ${treatment}、${control}。${alone}`,
  follows: ({ title, target, treatment, control, alone }) =>
    `:white_check_mark: *${target} の ${title}: コネクションの行き先は Service の設定どおりです。* ${treatment}、${control}。${alone}`,
  same: ({ title, target, treatment, control }) =>
    `:white_check_mark: *${target} の ${title}: 予測どおり、どちらでも割合は同じです。* ${treatment}、${control}。`,
  undecided: ({ title, target, treatment, control }) =>
    `:grey_question: *${target} の ${title} と現在の設定の違いは、このコネクション数では判断できません。* ${treatment}、${control}。`,
  unexpected: ({ title, target, treatment, control }) =>
    `:warning: *${target} の ${title}: コネクションの行き先が Service の設定と一致しません。* ${treatment}、${control}。`,
  alone: (setting, share, pod, node) => ` ${setting} では、${node} に 1 つだけある ${pod} に ${share} % が集まります。`,
  paid: (after, damage) =>
    `どのクライアントもコネクションを開き直し、その後の再接続は${after === 0 ? 'なし' : ` ${group(after)} 回`}、${damage}`,
  spreadPods: () =>
    'どのノードにも同じ数の Pod を置く (`topologySpreadConstraints`) か、現在の設定のままにしてください。',
  keep: (setting) => `${setting} を維持してください。`,
  more: (command) => `クライアントを増やせば判断できます: \`${command}\``,
  lookAt: () =>
    'ほかの要因を調べてください: セッションアフィニティ、ロードバランサのゾーン、まだ全体に反映されていない変更など。',
  fit: (shares, p, other) => `${shares} %、${p} (もう一方の予測では ${other})`,
  chart: (treatment, now, control, before) => `${treatment}で ${now}、${control}で ${before}`,
  moved: (inLab) =>
    `どちらの区間でも、すべてのクライアントがコネクションを閉じて開き直し、Pod はそのままでした。行き先を決めたのは Pod までの経路だけです${inLab}。`,
  asFound: (sentence) => `現在の設定: ${sentence}`,
  changed: (service, settings, at) => `${at}に Service ${service} を ${settings} に変更しました。`,
  local: (nodes) =>
    `Local では、ノードは届いたコネクションを自分の Pod だけに渡し、ロードバランサはノードに送ります: ${nodes}。`,
  node: (node, pods, share) =>
    pods === 0
      ? `${node} は Pod がなく何も届かない`
      : `${node} は Pod ${pods} 個で${pods === 1 ? '' : '各'} ${share} %`,
  cluster: () =>
    'Cluster では、どのノードも届いたコネクションをすべての Pod に渡すため、どの Pod も同じ確率で選ばれます。',
  ip: (pods) =>
    `ip では、ロードバランサのターゲットは Pod のアドレス (${pods}) です。経路にノードはなく、kube-proxy は何も選びません。`,
  instance: () =>
    'instance では、ロードバランサのターゲットはノードの NodePort で、Pod はそこで kube-proxy が選びます。',
};

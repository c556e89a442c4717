import type { Words } from '../en/en.ts';

export const noise: Words['noise'] = {
  dirty: ({ target, treatment, control, each, before }) =>
    `:warning: *${target} のグラフに${treatment}が混ざります。* どの Pod でも 1 分あたり ${each} 本の無関係なコネクションが \`downstream_cx_total\` に数えられ、 \`downstream_cx_http2_total\` では 0 本です。${control}では ${before} 本です。http2 の統計をグラフにするか、ヘルスチェック専用のリスナーを設けてください。`,
  clean: ({ target, treatment, control, each, before }) =>
    `:white_check_mark: *${target} のグラフに${treatment}は混ざりません。* \`downstream_cx_total\` に数えられた無関係なコネクションは、どの Pod でも 1 分あたり ${each} 本です。${control}では ${before} 本、 \`downstream_cx_http2_total\` では 0 本です。`,
  same: ({ target, treatment, control, each, before }) =>
    `:grey_question: *${target} ではヘルスチェックが見られません。* 1 Pod あたり毎分の無関係なコネクションは、${treatment}では ${each} 本、${control}では ${before} 本です。 \`observe\` を長くすれば、より多く観測できます。`,
  clients: (numbers, isNoisy) =>
    `*クライアント*: ${numbers}。${isNoisy ? ' `downstream_cx_active` や `downstream_cx_total` でコネクションを数えると、ヘルスチェックも数えます。' : ''}`,
  chart: ({ control, each, before }) =>
    `1 Pod あたり毎分の無関係なコネクション ${each} 本、${control}では ${before} 本`,
  cell: (connections, each) => `${connections} 本、1 Pod あたり毎分 ${each} 本`,
};

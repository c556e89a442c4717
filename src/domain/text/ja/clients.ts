import type { Words } from '../en/en.ts';

export const clients: Words['clients'] = {
  predictForgetful: ({ idle, interval, keepalive }) =>
    `*予測*: keepalive がなければ、前のリクエストから ${interval} 後のリクエストは忘れられたコネクションに出て RST を受け、失敗します。次のリクエストが新しいコネクションを開くので、半分が失敗します。${keepalive} ごとに PING を送れば ${idle} 沈黙するコネクションはなく、失敗はありません。`,
  predictNothingForgotten: ({ idle, interval }) =>
    `*予測*: 忘れられるコネクションはありません。各クライアントは ${interval} ごとに通信し、無通信の時間は ${idle} に届きません。 \`interval\` を長くすると確かめられます。`,
  predictBalancing: (pods) =>
    `*予測*: 自分で分散するクライアントは ${pods} 個の Pod それぞれに 1 本ずつコネクションを持つので、どの Pod も同数になります。`,
  predictAdded: (added) =>
    `クライアントの接続中に追加する ${added} 個の Pod には、どちらからも何も届きません。コネクションは移動せず、DNS への問い合わせもないからです。`,
  whyForgetful: (idle) =>
    `NLB は ${idle} のあいだ 1 バイトも流れないコネクションを忘れ、どちら側にも知らせません (AWS の既定は 350 s。この実行では lab が短くしました)。クライアントは次のリクエストをそこに書いて RST を受け、そのリクエストは失敗します。その次のリクエストが新しいコネクションを開きます。`,
  whyGhosts: (envoy, held) =>
    `Envoy には何も伝わりません。control の最後に、クライアント ${held} 個に対して忘れられた分を含む ${envoy} 本のコネクションを数えていました。`,
  whyKeepalive: () => 'HTTP/2 の PING も通信なので、keepalive があればそれほど長く沈黙するコネクションはありません。',
  keepaliveBelow: () =>
    'クライアントの keepalive を、経路上で最も短いアイドルタイムアウトより短くしてください。AWS の既定の NLB なら 350 s 未満です。',
  whyOne: (spread) => `NLB 経由では各クライアントのコネクションは 1 本で、その Pod は偶然に選ばれました (${spread})。`,
  whyBalancing: (connections, pods) =>
    `round_robin のクライアントはヘッドレス Service の名前を ${pods} 個の Pod のアドレスに解決し、それぞれに 1 本ずつ (合計 ${connections} 本) コネクションを持って順番にリクエストを送ります。NLB も kube-proxy も関わりません。`,
  whyAdded: ({ pods, watched, through, balancing }) =>
    `接続中に追加した ${pods} 個の Pod に届いたのは、NLB 経由では ${through.of} 本中 ${through.got} 本 (開いているコネクションは Pod を変えないため)、round_robin では ${balancing.of} 本中 ${balancing.got} 本 (クライアントは DNS が返したアドレスを使い続けるため) です (観測はそれぞれ ${watched})。`,
  answerAdded: ({ pods, through, balancing }) =>
    `接続中に追加した ${pods} 個の Pod には ${balancing.of} 本中 ${balancing.got} 本、NLB 経由では ${through.of} 本中 ${through.got} 本でした。`,
  title: ({ pods, through, balancing }) =>
    `後から来た${pods === 1 ? ' ' : ` ${pods} 個の `}Pod には round_robin で ${balancing.of} 本中 ${balancing.got} 本、NLB 経由で ${through.of} 本中 ${through.got} 本`,
  markOne: () => 'NLB',
  markAdded: (pods) => `Pod +${pods}`,
  answerEven: ({ target, spread, before }) =>
    `:white_check_mark: *${target} では、自分で Pod に分散するクライアントのコネクションは均等です。* round_robin で ${spread}。${before === null ? '' : `NLB 経由では ${before} でした。`}`,
  answerUneven: ({ target, spread, before }) =>
    `:warning: *${target} では、自分で Pod に分散するクライアントのコネクションが均等とは示されませんでした。* round_robin で ${spread}。${before === null ? '' : `NLB 経由では ${before} でした。`}`,
  price: ({ connections, clients, failed }) =>
    `*代償*: クライアント ${clients} 個に 1 本ずつではなく ${connections} 本のコネクション、失敗したリクエスト ${failed} 件。あとから来た Pod には、コネクションが終わるまで何も届きません。 \`max_connection_duration\` を併用してください。`,
  whyLate: () =>
    'あとから来た Pod には、クライアントのコネクションのどれかが終わるまで何も届きません。gRPC が DNS に問い合わせ直すのはそのときだけで、間隔は最短 30 s です。Envoy の `max_connection_duration` はコネクションを終わらせます。',
};

import type { Words } from '../en/en.ts';

export const spread: Words['spread'] = {
  of: (spread, n, noun) =>
    `${noun === 'pick' ? '新規コネクション' : 'コネクション'} ${n.toLocaleString('en-US')} 本の内訳は ${spread}`,
  onPods: (pods) => ` (${pods} 個の Pod)`,
  withP: (spread, p) => `${spread}、${p}`,
  noFailure: () => '失敗したリクエスト 0 件',
  failed: (failed, requests, kinds) => `${requests.toLocaleString('en-US')} リクエスト中 ${failed} 件が失敗 (${kinds})`,
  failedShort: (failed, rpcs) => `${rpcs} 件中 ${failed} 件`,
  noStreamCut: () => '切断されたストリームなし',
  streamsCut: (cut, rate, statuses) =>
    `${cut.toLocaleString('en-US')} ストリームを切断 (${rate}/秒、クライアント側のステータスは ${statuses})`,
  cutByOthers: (others) => `うち ${others} は max_stream_duration 以外による切断`,
  missed: (messages) => `${messages.toLocaleString('en-US')} メッセージを欠落`,
  notOpened: (streams) => `${streams.toLocaleString('en-US')} ストリームは開始できず`,
  cutCell: (cut, messages) => `${cut}、欠落 ${messages.toLocaleString('en-US')} メッセージ`,
  notEvenIn: (observed) => `${observed}では均等にならず`,
  atOnce: () => '最初から',
  always: () => '常時',
  partly: (percent) => `時間の ${percent} %`,
  noHandshake: () => 'なし',
  eachHandshake: (what) => (what === 'request' ? '毎リクエスト' : '毎メッセージ'),
  oneHandshakeIn: (each, what) => `${each} ${what === 'request' ? 'リクエスト' : 'メッセージ'}に 1 回`,
  failures: {
    no_connection: '接続できず',
    cut_off: '途中で切断',
    timed_out: 'タイムアウト',
    answered: 'エラー応答',
  },
  lifeBetween: (shortest, longest) => `${shortest}から ${longest}`,
  gateFailed: (name, value, limit) =>
    `ゲート ${name} を満たしていません: ${value ?? '測定できず'} (基準 ${limit ?? 'なし'})`,
};

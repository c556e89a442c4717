import type { Words } from '../en/en.ts';

export const service: Words['service'] = {
  traffic_policy: (value) => `externalTrafficPolicy ${value}`,
  target_type: (value) => `ターゲットタイプ ${value}`,
  idle_timeout_ms: (value) => `アイドルタイムアウト ${value}`,
};

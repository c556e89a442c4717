import type { PodCounters } from './topology.ts';

/** Envoy's statistic behind each counter, below `http.<stat_prefix>.`; Prometheus has it as `envoy_http_<name>`. */
export const ENVOY_STATISTICS = {
  cx_active: 'downstream_cx_active',
  cx_total: 'downstream_cx_total',
  http2_active: 'downstream_cx_http2_active',
  http2_total: 'downstream_cx_http2_total',
  destroy: 'downstream_cx_destroy',
  destroy_active_rq: 'downstream_cx_destroy_active_rq',
  max_duration: 'downstream_cx_max_duration_reached',
  idle_timeout: 'downstream_cx_idle_timeout',
  max_requests: 'downstream_cx_max_requests_reached',
  drain_close: 'downstream_cx_drain_close',
} as const satisfies Record<keyof PodCounters, string>;

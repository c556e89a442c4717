/** The smallest plan with everything: what help shows, and what a form begins with. */
export const EXAMPLE_PLAN = `title: A restart, then a limit
arms:
  - name: control
    change: rolling
    observe: 15s
  - name: treatment
    change: rolling
    setting: { max-connection-duration: 5s }
    observe: 30s
probes:
  - name: server errors
    stats: http.ingress_http.downstream_rq_5xx
    measure: delta
    over: sum
    tolerance: "<= 5"
    every: 2s
    severity: stop
`;

interface Noise {
  treatment: string;
  control: string;
  /** Foreign connections on each Pod a minute, in the treatment and in the control. */
  each: string;
  before: string;
}

/** What health checks do to a graph of connections. */
export const noise = {
  dirty: (x: Noise & { target: string }) =>
    `:warning: *Health checks dirty the graph of ${x.target} ${x.treatment}*: ${x.each} foreign connections a minute on each Pod in \`downstream_cx_total\`, 0 in \`downstream_cx_http2_total\`; ${x.control} ${x.before}. Graph the http2 statistics, or give health checks a listener of their own.`,
  clean: (x: Noise & { target: string }) =>
    `:white_check_mark: *Health checks leave the graph of ${x.target} alone ${x.treatment}*: ${x.each} foreign connections a minute on each Pod in \`downstream_cx_total\`; ${x.control} ${x.before}, and 0 in \`downstream_cx_http2_total\`.`,
  same: (x: Noise & { target: string }) =>
    `:grey_question: *Health checks are not seen on ${x.target}*: ${x.each} foreign connections a minute on each Pod ${x.treatment}, and ${x.before} ${x.control}. A longer \`observe\` would hold more of them.`,
  clients: (numbers: string, isNoisy: boolean) =>
    `*Clients*: ${numbers}.${isNoisy ? ' Who counts connections by `downstream_cx_active` or `downstream_cx_total` counts the checks too.' : ''}`,
  chart: (x: Omit<Noise, 'treatment'>) =>
    `${x.each} foreign connections a minute on each Pod, ${x.before} ${x.control}`,
  cell: (connections: number, each: string) => `${connections}, ${each} a minute on each Pod`,
};

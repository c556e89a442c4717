/** Every key that these adapters use. */
export const keys = {
  run: (id: string): string => `nlb:run:${id}`,
  journal: (id: string): string => `nlb:run:${id}:journal`,
  record: (id: string): string => `nlb:run:${id}:record`,
  raw: (id: string): string => `nlb:run:${id}:raw`,
  /** The run whose messages are in a thread. */
  thread: (channel: string, ts: string): string => `nlb:thread:${channel}:${ts}`,
  delivery: (key: string): string => `nlb:delivery:${key}`,
  /** List: questions to the worker of a target. */
  asks: (target: string): string => `nlb:asks:${target}`,
  /** That a question was put. */
  asked: (ask: string): string => `nlb:asked:${ask}`,
  answer: (ask: string): string => `nlb:answer:${ask}`,
  /** Sorted set: runs that have not ended or not been told, by the time they were asked for. */
  open: 'nlb:open',
  /** Sorted set: every run that is kept, by the time it was asked for. */
  history: 'nlb:history',
  schedule: (id: string): string => `nlb:schedule:${id}`,
  /** Sorted set: every schedule, by the time it was made. */
  schedules: 'nlb:schedules',

  /** Stream: the audit log. */
  audit: 'nlb:audit',
  /** Hash: number and hash of its newest entry. */
  auditHead: 'nlb:audit:head',
} as const;

/** How long things are kept, in seconds. */
export const KEEP_S = {
  /** Slack repeats a delivery for up to five minutes; ten leave room for a clock that is off. */
  delivery: 15 * 60,
  ask: 30,
  /** That a worker took it: as long as a delivery, since a person's command may come twice. */
  asked: 15 * 60,
  answer: 3600,
  run: 90 * 24 * 3600,
  raw: 14 * 24 * 3600,
} as const;

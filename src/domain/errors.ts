/** For both places of the queue: a bot ends with a Valkey of its own. */
const REDIS_ADVICE =
  'Where REDIS_URL is set, check that Redis answers there; where it is not, the Valkey of this bot has ended: start the bot again.';

/** Every error that a person may meet: whether trying again can help, and what to do. */
export const ERROR_CODES = {
  already_set: { retryable: false, advice: 'Ask for another value.' },
  approval_missing: { retryable: false, advice: 'Nothing was started.' },
  audit_unavailable: {
    retryable: true,
    advice: `${REDIS_ADVICE} Nothing is changed that leaves no trace.`,
  },
  aws_cluster: { retryable: false, advice: "Check the cluster's name and region in nlb.config.yaml." },
  aws_credentials: {
    retryable: false,
    advice:
      'Renew the AWS credentials of the bot, or configure some; `aws sts get-caller-identity` shows which they are.',
  },
  chart_failed: {
    retryable: false,
    advice: 'Read the numbers in the table; the verdict does not depend on the chart.',
  },
  chat_closed: {
    retryable: false,
    advice: 'Put right what Slack names, or ask in another channel.',
  },
  chat_failed: { retryable: true, advice: 'Check that the bot is in the channel.' },
  clients_not_ready: {
    retryable: true,
    advice: 'Mend what the message names; the Service must answer gRPC at its address.',
  },
  cluster_access: { retryable: false, advice: 'Grant the access that the message names, or ask who administers it.' },
  config_invalid: { retryable: false, advice: "Read Envoy's message; nothing was changed." },
  config_unreadable: { retryable: false, advice: 'Check the Envoy configuration of the target.' },
  fenced: { retryable: false, advice: 'Another run holds the target now; run again when it is free.' },
  foreign_change: {
    retryable: false,
    advice: 'Take the other change back, or decide with /nlb recover whose state is kept.',
  },
  gate_timeout: { retryable: true, advice: 'Check that every client can reach the Service.' },
  internal: { retryable: false, advice: 'Look at the log of the worker for the cause.' },
  message_gone: { retryable: false, advice: 'Ask again with `/nlb show RUN`: its outcome is kept.' },
  not_allowed: {
    retryable: false,
    advice: 'Ask somebody who may, or have `allow` of the target extended in nlb.config.yaml. Nothing was touched.',
  },
  other_channel: {
    retryable: false,
    advice: "Press the button under the run's own message. Nothing was touched.",
  },
  over_limit: { retryable: false, advice: "Ask for less, or raise the target's limits in nlb.config.yaml." },
  plan_changed: { retryable: false, advice: 'Look at the new plan with `dry=true`; nothing was started.' },
  plan_unreadable: { retryable: false, advice: 'Check the path and the rights of the file. Nothing was started.' },
  probe_stopped: { retryable: false, advice: 'Look at what the probe measures before you run it again.' },
  queue_unavailable: { retryable: true, advice: REDIS_ADVICE },
  restore_failed: {
    retryable: true,
    advice: 'The undo record is kept on the target; /nlb recover says what is in the way.',
  },
  rollout_failed: { retryable: true, advice: "Read the Pod's reason." },
  slack_token: {
    retryable: false,
    advice: 'Copy it once more from the pages of the Slack app; docs/install-slack.md has each step.',
  },
  slack_unreachable: {
    retryable: true,
    advice:
      'Check that this host reaches Slack by HTTPS, and that SLACK_API_URL and SLACK_PORT are right where they are set.',
  },
  stats_unreadable: { retryable: true, advice: "Check that the Pod's statistics can be read." },
  target_busy: { retryable: true, advice: 'Wait for the run that holds it, or cancel that run.' },
  target_forbidden: { retryable: false, advice: 'Grant what the message names, then try again.' },
  target_unfit: { retryable: false, advice: 'Change the target or its profile as the message says.' },
  target_unhealthy: { retryable: true, advice: 'Wait until every Pod of the Deployment is Ready.' },
  target_unknown: { retryable: false, advice: 'Use the name of a configured target.' },
  target_unreachable: { retryable: true, advice: 'Check that the target runs.' },
} as const satisfies Record<string, { retryable: boolean; advice: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error with a stable code; the message says what happened and to which thing. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

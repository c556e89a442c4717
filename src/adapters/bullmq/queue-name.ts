/** One queue a target, so that targets run beside each other and each runs one at a time. BullMQ allows no colon. */
export function queueName(target: string): string {
  return `nlb-runs-${target}`;
}

import { WebAPIPlatformError } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';
import { isRefusal } from './chat-error.ts';

/** A newer block that not every workspace takes. */
export type NewerBlock = 'plan' | 'data_table' | 'table';

/** One way to show a message; `block` is null for the way that every workspace takes. */
export interface Variant<T> {
  block: NewerBlock | null;
  send: () => Promise<T>;
}

/** What the workspace takes of the newer blocks, as far as it has been asked. */
export interface BlockFallbacks {
  /**
   * Sends the first variant of a message that is not known to be refused; one that is refused now is followed at once by
   * the next. The last one must have no newer block. @throws what Slack refuses for another reason
   */
  send<T>(variants: readonly Variant<T>[]): Promise<T>;
}

const REFUSALS = ['invalid_blocks', 'invalid_blocks_format'];

/** Remembers what was refused until the process ends, and logs it. */
export function createBlockFallbacks(log: Log): BlockFallbacks {
  const refused = new Set<NewerBlock>();

  function note(block: NewerBlock, error: unknown): void {
    if (!isRefusal(error, REFUSALS)) throw error;
    log.warn('slack_block_refused', { block, reason: detailsOf(error).join(' ').slice(0, 500) });
    if (isOfItsKind(error)) refused.add(block);
  }

  return {
    async send(variants) {
      for (const { block, send } of variants) {
        if (block === null) return await send();
        if (refused.has(block)) continue;
        try {
          return await send();
        } catch (error) {
          note(block, error);
        }
      }
      throw new Error('no variant of the message is left');
    },
  };
}

/** Whether the kind of block is refused, rather than something in this one: Slack names what is in the way, if anything. */
function isOfItsKind(error: unknown): boolean {
  const details = detailsOf(error);
  return details.length === 0 || details.some((detail) => /unsupported|invalid (?:block )?type/i.test(detail));
}

function detailsOf(error: unknown): readonly string[] {
  return error instanceof WebAPIPlatformError ? (error.data.response_metadata?.messages ?? []) : [];
}

/** An answer to give instead of a Web API method's own. */
export interface Fault {
  /** A Web API method's name, or `*` for every one. */
  method: string;
  /** Only calls about this channel; every call when left out. */
  channel?: string;
  /** HTTP status; 429 always carries Retry-After. */
  status?: number;
  /** Slack error code. */
  error?: string;
  /** Seconds. */
  retry_after?: number;
  /** Milliseconds to wait before answering; alone, the call then goes on as usual. */
  delay_ms?: number;
  /** How many calls it hits. */
  count: number;
}

/** The faults that are waiting for calls. */
export interface FaultPlan {
  add(fault: Fault): void;
  clear(): void;
  /** Uses up one count of the oldest fault for this method, and for the channel that the call names. */
  take(method: string, channel: string | undefined): Fault | undefined;
}

/** Creates an empty plan. */
export function createFaultPlan(): FaultPlan {
  let faults: Fault[] = [];
  return {
    add(fault) {
      faults = [...faults, { ...fault }];
    },
    clear() {
      faults = [];
    },
    take(method, channel) {
      const fault = faults.find(
        (candidate) =>
          (candidate.method === method || candidate.method === '*') &&
          (candidate.channel === undefined || candidate.channel === channel),
      );
      if (!fault) return undefined;
      fault.count -= 1;
      faults = faults.filter((candidate) => candidate.count > 0);
      return fault;
    },
  };
}

/** A Web API call that came in. */
export interface LoggedCall {
  method: string;
  /** ISO-8601 UTC. */
  time: string;
  /** Bytes of its body. */
  size: number;
}

const KEPT = 20_000;

/** The calls received, oldest first. */
export interface CallLog {
  record(method: string, size: number): void;
  of(method: string | undefined): LoggedCall[];
}

/** Creates a log that keeps the last 20,000 calls. */
export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  return {
    record(method, size) {
      calls.push({ method, time: new Date().toISOString(), size });
      if (calls.length > KEPT) calls = calls.slice(-KEPT / 2);
    },
    of: (method) => (method === undefined ? calls : calls.filter((call) => call.method === method)),
  };
}

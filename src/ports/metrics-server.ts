/** Where a monitoring reads the bot's own numbers. Not in here: what they are, and Envoy's, which are read from the Pods. */
export interface MetricsServer {
  port: number;
  close(): Promise<void>;
}

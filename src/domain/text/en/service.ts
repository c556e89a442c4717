/** Settings of a Service, as they read after "has", "with" and "got". */
export const service = {
  traffic_policy: (value: string) => `externalTrafficPolicy ${value}`,
  target_type: (value: string) => `target type ${value}`,
  idle_timeout_ms: (value: string) => `an idle timeout of ${value}`,
};

import { describe, expect, it } from 'vitest';
import { serviceDiff } from '../../../src/domain/text/service-diff.ts';

const FOUND = { traffic_policy: 'Cluster', target_type: 'instance' } as const;
const FIELD = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

describe('the change of a Service', () => {
  it('takes away what its manifest says', () => {
    expect(serviceDiff(FOUND, { target_type: 'ip', traffic_policy: 'Local' })).toBe(
      ` metadata.annotations:\n-  ${FIELD}: instance\n+  ${FIELD}: ip\n spec:\n-  externalTrafficPolicy: Cluster\n+  externalTrafficPolicy: Local`,
    );
  });

  it('only adds what its manifest does not say', () => {
    expect(serviceDiff({ ...FOUND, unwritten: ['target_type'] }, { target_type: 'ip' })).toBe(
      ` metadata.annotations:\n+  ${FIELD}: ip`,
    );
  });
});

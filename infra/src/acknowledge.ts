import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says of a construct which findings of cdk-nag (`AwsSolutions-...`) and of the CDK's own validation stay, and why. A finding
 * that is not named here fails the synthesis.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const findings = Object.entries(reasons).map(([id, reason]) => ({ id, reason }));
  Validations.of(construct).acknowledge(...findings);
}

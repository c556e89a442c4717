import { App } from 'aws-cdk-lib';
import { buildStacks } from './build-stacks.ts';
import { ParameterError, readParameters } from './parameters/read-parameters.ts';

/** What the CDK runs: `cdk synth`, `cdk deploy`. The parameters come from `-c nlb:NAME=VALUE` and `cdk.json`. */
const app = new App();
try {
  buildStacks(app, readParameters(app.node.getAllContext()));
  app.synth();
} catch (error) {
  if (!(error instanceof ParameterError)) throw error;
  process.stderr.write(`${error.message}\nGive them as -c nlb:NAME=VALUE, or in infra/cdk.json under "context".\n`);
  process.exitCode = 1;
}

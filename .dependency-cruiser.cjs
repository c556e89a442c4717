/** The direction of imports: main -> jobs -> app -> ports -> domain, and adapters beside, each on its own. */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain imports nothing but itself: no node:*, no package.',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { pathNot: '^src/domain' },
    },
    {
      name: 'ports-know-domain-only',
      severity: 'error',
      from: { path: '^src/ports' },
      to: { pathNot: '^src/(ports|domain)' },
    },
    {
      name: 'app-knows-ports-and-domain',
      severity: 'error',
      from: { path: '^src/app' },
      to: { pathNot: '^src/(app|ports|domain)' },
    },
    {
      name: 'adapters-are-siblings',
      comment: 'An adapter gets another one from src/main, through its port.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-know-no-use-case',
      severity: 'error',
      from: { path: '^src/adapters' },
      to: { path: '^(src/(app|main)|jobs)' },
    },
    {
      name: 'jobs-are-thin',
      severity: 'error',
      from: { path: '^jobs' },
      to: { pathNot: '^(jobs|src/(app|ports|domain)|src/adapters/bullmq/payload|node_modules/bullmq)' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: '^(src|jobs)', pathNot: '^src/main' },
      to: { path: '^src/main' },
    },
    {
      name: 'only-main-imports-jobs',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main' },
      to: { path: '^jobs' },
    },
    {
      name: 'sdk-in-its-adapter',
      comment: 'An outside system is spoken to from its own folder alone.',
      severity: 'error',
      from: { pathNot: '^(src/adapters/(slack|bullmq|redis|grpc|chartjs|workspace|kubernetes|eks)/|jobs/)' },
      to: {
        path: '^node_modules/(@slack|bullmq|ioredis|@grpc|chartjs-node-canvas|chart\\.js|ws|@kubernetes|@aws-sdk|@smithy|@aws-crypto)/',
      },
    },
    { name: 'no-test-from-src', severity: 'error', from: { path: '^(src|jobs)' }, to: { path: '^test' } },
    {
      name: 'infra-stands-apart',
      comment: 'It has packages of its own, which the bot has not, and the other way round.',
      severity: 'error',
      from: { path: '^infra/src' },
      to: { path: '^(src|jobs|test)/' },
    },
    {
      name: 'stacks-know-no-report',
      comment: 'What is told of the stacks is read from their templates.',
      severity: 'error',
      from: { path: '^infra/src/(stacks|cluster|balancer|parameters)/' },
      to: { path: '^infra/src/(report/|check)' },
    },
    { name: 'nobody-imports-infra', severity: 'error', from: { path: '^(src|jobs)' }, to: { path: '^infra' } },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/adapters/workspace/page/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], conditionNames: ['import', 'node', 'default'] },
  },
};

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCENARIOS as EVERY_SCENARIO } from '../../src/domain/scenarios.ts';
import { ConfigError, namesGroups, readConfig } from '../../src/main/config.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nlb-config-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Every problem of a file and an environment, one line each; none when they can be used. */
async function problems(file: string | null, env: Record<string, string> = {}): Promise<string[]> {
  if (file !== null) await writeFile(join(folder, 'nlb.config.yaml'), file);
  try {
    readConfig(env, folder);
    return [];
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return cause.message.split('\n');
  }
}

const SCENARIOS = EVERY_SCENARIO.map(({ name }) => name);

describe('a configuration that can be used', () => {
  it('has a default for everything', () => {
    expect(readConfig({}, folder)).toMatchObject({
      defaultTarget: 'lab',
      targets: [
        {
          name: 'lab',
          kind: 'lab',
          class: 'lab',
          limits: { clients: 2000, observe_ms: 600_000, scenarios: SCENARIOS },
        },
      ],
      redisUrl: null,
      slack: null,
      workspacePort: 0,
      labNodePort: 0,
      stateDir: null,
      shellUser: null,
      cacheDir: expect.stringMatching(/\.cache$/),
    });
  });

  it('merges the file over the built-in lab, field by field, and beside it', async () => {
    await writeFile(
      join(folder, 'nlb.config.yaml'),
      'default: small\ntargets:\n  lab:\n    limits: {clients: 500}\n  small:\n    kind: lab\n    class: staging\n    limits:\n      observe: 1m30s\n      scenarios: [baseline]\n',
    );
    expect(readConfig({}, folder)).toMatchObject({
      defaultTarget: 'small',
      targets: [
        { name: 'lab', class: 'lab', limits: { clients: 500, observe_ms: 600_000, scenarios: SCENARIOS } },
        { name: 'small', class: 'staging', limits: { clients: 2000, observe_ms: 90_000, scenarios: ['baseline'] } },
      ],
    });
  });

  it('has a default target for a channel', async () => {
    await writeFile(join(folder, 'nlb.config.yaml'), 'channels: {C012ABCDEF: kubernetes}\ntargets: {kubernetes: {}}\n');
    const config = readConfig({ KUBECONFIG: '/nowhere' }, folder);
    expect([...config.channelTargets]).toEqual([['C012ABCDEF', 'kubernetes']]);
    expect(config.defaultTarget).toBe('lab');
  });

  it.each(['', '# nothing yet\n', '---\n', 'targets: {}\n', '\ufeffdefault: lab\r\n'])(
    'may be as good as empty: %j',
    async (file) => {
      expect(await problems(file)).toEqual([]);
      expect(readConfig({}, folder).targets.map((target) => target.name)).toEqual(['lab']);
    },
  );

  it('reads the environment, where an empty variable is none', () => {
    const env = {
      REDIS_URL: 'rediss://:secret@cache.example:6380/1',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      WORKSPACE_PORT: '8970',
      LAB_NODE_PORT: '31401',
      METRICS_PORT: '9464',
      NLB_STATE: join(folder, 'state'),
      NLB_CACHE: '/var/cache/nlb',
      NLB_SHELL_USER: 'shell:kato',
    };
    expect(readConfig(env, folder)).toMatchObject({
      redisUrl: env.REDIS_URL,
      slack: { botToken: 'xoxb-1', apiUrl: null, delivery: { kind: 'socket', appToken: 'xapp-1' } },
      workspacePort: 8970,
      labNodePort: 31_401,
      metricsPort: 9464,
      stateDir: env.NLB_STATE,
      cacheDir: '/var/cache/nlb',
      shellUser: 'shell:kato',
    });
    const empty = Object.fromEntries(Object.keys(env).map((name) => [name, '']));
    expect(readConfig(empty, folder)).toEqual(readConfig({}, folder));
  });
});

describe('who may change a target', () => {
  it('is everybody where nothing is listed, and else who is', async () => {
    await writeFile(
      join(folder, 'nlb.config.yaml'),
      'targets:\n  lab:\n    allow:\n      users: [U0KATO, W0ANNA]\n      groups: [S0ONCALL]\n      channels: [C0SRE, G0SECRET]\n  other: {kind: lab}\n',
    );
    expect(readConfig({}, folder).targets.map(({ allow }) => allow)).toEqual([
      { users: ['U0KATO', 'W0ANNA'], groups: ['S0ONCALL'], channels: ['C0SRE', 'G0SECRET'], scenarios: {} },
      { users: [], groups: [], channels: [], scenarios: {} },
    ]);
  });

  it('is narrowed for a scenario, whose groups Slack is asked about too', async () => {
    await writeFile(
      join(folder, 'nlb.config.yaml'),
      'targets:\n  lab:\n    allow:\n      scenarios:\n        idle-timeout: {groups: [S0LEADS]}\n',
    );
    const config = readConfig({}, folder);
    expect(config.targets[0]?.allow.scenarios).toEqual({
      'idle-timeout': { users: [], groups: ['S0LEADS'], channels: [] },
    });
    expect(namesGroups(config)).toBe(true);
    expect(namesGroups(readConfig({}, '/nowhere'))).toBe(false);
  });
});

describe('a cluster as a target', () => {
  it('needs only its kind and class, and has the fields of the base', async () => {
    await writeFile(join(folder, 'nlb.config.yaml'), 'targets:\n  kubernetes: {kind: kubernetes, class: lab}\n');
    expect(readConfig({}, folder).targets[1]).toMatchObject({
      name: 'kubernetes',
      kind: 'kubernetes',
      namespace: 'default',
      deployment: 'envoy',
      service: 'envoy',
      port: 8080,
      stat_prefix: 'ingress_http',
      stats: { from: 'pods', port: 9901 },
    });
  });

  it.each([
    ['kind: lab', 'lab', 'none'],
    ['kind: kubernetes', 'staging', 'confirm'],
    ['kind: kubernetes\n    class: lab', 'lab', 'none'],
    ['kind: kubernetes\n    class: production', 'production', 'second-person'],
    ['kind: kubernetes\n    class: production\n    approval: confirm', 'production', 'confirm'],
    ['kind: lab\n    approval: second-person', 'lab', 'second-person'],
  ])('of %j is of class %s and needs %s', async (profile, kept, approval) => {
    await writeFile(join(folder, 'nlb.config.yaml'), `targets:\n  edge:\n    ${profile}\n`);
    expect(readConfig({}, folder).targets.at(-1)).toMatchObject({ class: kept, approval });
  });

  it('is there by itself where KUBECONFIG is set, guarded, and is never the default by that alone', async () => {
    const config = readConfig({ KUBECONFIG: '/home/kato/.kube/config' }, folder);
    expect(config.targets.map(({ name }) => name)).toEqual(['lab', 'kubernetes']);
    expect(config.targets[1]).toMatchObject({ kind: 'kubernetes', class: 'staging', approval: 'confirm' });
    expect(config.defaultTarget).toBe('lab');
  });

  it('takes the built-in kind of its name', async () => {
    await writeFile(join(folder, 'nlb.config.yaml'), 'targets:\n  kubernetes: {class: lab, namespace: edge}\n');
    expect(readConfig({}, folder).targets[1]).toMatchObject({ kind: 'kubernetes', class: 'lab', namespace: 'edge' });
  });

  it("has its clients in the worker, or in a Job of the bot's own image", async () => {
    const profile = 'kind: kubernetes, class: lab';
    const fleet = '{mode: job, agents: 8, image: "nlb-bot:dev", namespace: clients, address: "edge.example.com:8080"}';
    await writeFile(
      join(folder, 'nlb.config.yaml'),
      `targets:\n  here: {${profile}}\n  there: {${profile}, fleet: ${fleet}}\n`,
    );
    expect(readConfig({}, folder).targets.slice(1)).toMatchObject([
      { fleet: { mode: 'worker' } },
      {
        fleet: {
          mode: 'job',
          agents: 8,
          image: 'nlb-bot:dev',
          namespace: 'clients',
          address: 'edge.example.com:8080',
        },
      },
    ]);
  });

  it.each([
    ['kubernetes', '{mode: pods}', 'mode: write worker or job'],
    [
      'kubernetes',
      '{mode: job}',
      "mode: write `image` beside it: the bot's own image, as the cluster pulls it, such as `nlb-bot:dev`",
    ],
    ['kubernetes', '{mode: job, image: i, agents: 51}', 'agents: write a whole number from 1 to 50'],
    [
      'kubernetes',
      '{mode: job, image: i, address: envoy}',
      'address: write HOST:PORT, such as `envoy.example.com:8080`',
    ],
    ['kubernetes', '{agents: 4}', 'agents: belongs to clients in a Job: write `mode: job` beside it, or leave it out'],
    ['kubernetes', '{mode: job, image: i, imgae: i}', 'imgae: is no key: write `image`'],
    ['lab', '{mode: job, image: i}', 'mode: write `worker`: the lab is on loopback, where no Pod reaches it'],
  ])('of kind %s refuses clients as %s', async (kind, fleet, problem) => {
    const file = `targets:\n  edge:\n    kind: ${kind}\n    class: lab\n    fleet: ${fleet}\n`;
    expect(await problems(file)).toEqual([`nlb.config.yaml:5: targets.edge.fleet.${problem}`]);
  });

  it('on EKS needs the name of the cluster and its region', async () => {
    expect(await problems('targets:\n  tokyo:\n    kind: eks\n    class: lab\n    cluster: edge\n')).toEqual([
      'nlb.config.yaml:2: targets.tokyo.region: write the region of the EKS cluster',
    ]);
  });

  it.each([
    ['cluster', '-edge', 'the name of an EKS cluster: letters, digits, hyphens and underscores, 100 at most'],
    ['region', 'us-west-1b', 'a region of AWS, such as `us-west-1`'],
    ['region', 'Tokyo', 'a region of AWS, such as `us-west-1`'],
    ['role_arn', 'nlb', 'the ARN of an IAM role, such as `arn:aws:iam::111122223333:role/nlb`'],
    ['role_arn', 'arn:aws:iam::111122223333:user/kato', 'the ARN of an IAM role, such as'],
    ['role_arn', 'arn:aws:sts::111122223333:assumed-role/nlb/kato', 'the ARN of an IAM role, such as'],
    ['namespace', 'Edge_1', 'the name of a namespace: lower-case letters, digits and hyphens, 63 at most'],
  ])('on EKS has no %s %s', async (key, value, write) => {
    const given = { cluster: 'edge', region: 'us-west-1', [key]: value };
    const found = await problems(`targets:\n  tokyo: ${JSON.stringify({ kind: 'eks', ...given })}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`nlb.config.yaml:2: targets.tokyo.${key}: write ${write}`);
  });

  it.each(['us-gov-west-1', 'cn-north-1', 'ap-northeast-3', 'us-iso-east-1', 'eusc-de-east-1'])(
    'on EKS may be in %s',
    async (region) => {
      const file = (role: string): string =>
        `targets:\n  tokyo: {kind: eks, cluster: edge, region: ${region}, role_arn: '${role}'}\n`;
      for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
        expect(await problems(file(`arn:${partition}:iam::111122223333:role/of/teams/nlb`))).toEqual([]);
      }
    },
  );

  it('on EKS may replace its tokens early, within the time that they are good for', async () => {
    const file = (ttl: string): string =>
      `targets:\n  tokyo:\n    {kind: eks, class: lab, cluster: edge, region: us-west-1, token_ttl: ${ttl}}\n`;
    await writeFile(join(folder, 'nlb.config.yaml'), file('90s'));
    expect(readConfig({}, folder).targets[1]).toMatchObject({ token_ttl: 90_000 });
    for (const ttl of ['15m', '500ms', '60', 'soon']) {
      expect(await problems(file(ttl))).toEqual([
        'nlb.config.yaml:3: targets.tokyo.token_ttl: write a duration from 1s to 14m, such as `10m`',
      ]);
    }
  });

  it("finds AWS where AWS's own variables say, and names one that is no URL", async () => {
    expect(readConfig({}, folder).stsEndpoint).toBeNull();
    expect(readConfig({ AWS_ENDPOINT_URL: 'http://aws.test:5000' }, folder).stsEndpoint).toBe('http://aws.test:5000');
    const both = { AWS_ENDPOINT_URL: 'http://aws.test:5000', AWS_ENDPOINT_URL_STS: 'https://sts.test' };
    expect(readConfig(both, folder).stsEndpoint).toBe('https://sts.test');
    expect(await problems(null, { AWS_ENDPOINT_URL: 'aws.test' })).toEqual([
      'AWS_ENDPOINT_URL is "aws.test": write http(s)://HOST, or leave it out for AWS\'s own endpoints',
    ]);
  });
});

describe('where samples come from', () => {
  const place =
    'write `http://HOST:PORT` (or https, with a path if it has one, without user and password) or `service:NAMESPACE/NAME:PORT`, as in `service:monitoring/prometheus-k8s:9090`';
  const edge = (stats: string): string =>
    `targets:\n  edge:\n    kind: kubernetes\n    class: lab\n    stats:\n${stats}`;

  it.each([
    'http://prometheus.example:9090',
    'https://metrics.example/prometheus/',
    'service:monitoring/prometheus-k8s:9090',
    'service:monitoring/prometheus-k8s:web/prometheus',
  ])('may be the Prometheus at %s', async (url) => {
    expect(await problems(edge(`      from: prometheus\n      url: ${url}\n`))).toEqual([]);
    expect(readConfig({}, folder).targets[1]?.stats).toEqual({ from: 'prometheus', port: 9901, url });
  });

  it.each([
    'prometheus.example:9090',
    'ftp://prometheus.example',
    'http://user:hunter2@prometheus.example',
    'http://prometheus.example/?a=b',
    'service:prometheus-k8s:9090',
    'service:monitoring/prometheus-k8s',
    'service:monitoring/../kube-system/x:1',
    'service:Monitoring/p:9090',
    '9090',
  ])('is not %s, which is not repeated', async (url) => {
    const found = await problems(edge(`      from: prometheus\n      url: '${url}'\n`));
    expect(found).toEqual([`nlb.config.yaml:7: targets.edge.stats.url: ${place}`]);
  });

  it('must be complete, and make sense', async () => {
    expect(await problems(edge('      from: prometheus\n'))).toEqual([
      `nlb.config.yaml:5: targets.edge.stats: \`from: prometheus\` needs \`url\`: ${place}`,
    ]);
    expect(await problems(edge('      url: http://prometheus.example\n'))).toEqual([
      'nlb.config.yaml:6: targets.edge.stats.url: is of no use with `from: pods`: write `from: prometheus`, or leave it out',
    ]);
    expect(await problems(edge('      from: graphite\n'))).toEqual([
      'nlb.config.yaml:6: targets.edge.stats.from: write pods or prometheus',
    ]);
    expect(await problems('targets:\n  lab:\n    stats: {from: prometheus, url: "http://p.example"}\n')).toEqual([
      'nlb.config.yaml:3: targets.lab.stats.from: write `pods`: no Prometheus scrapes the Pods of the lab',
    ]);
    expect(await problems(edge('      form: pods\n'))).toEqual([
      'nlb.config.yaml:6: targets.edge.stats.form: is no key: write `from`',
    ]);
  });
});

describe('a configuration that cannot be used', () => {
  it('is refused with every problem of file and environment at once, each with its line or name and the fix', async () => {
    const file = [
      'defalt: lab',
      'targets:',
      '  lab:',
      '    class: prod',
      '    limits:',
      '      clinets: 5',
      '      clients: 0',
      '      observe: 20m',
      '      scenarios: [baseline, chaos]',
      '  Bad Name:',
      '    kind: lab',
      '  remote:',
      '    kind: moon',
      '  flat: 5',
      'default: prod',
      'channels:',
      '  C012ABCDEF: remote',
      '  C012ABCDEG: edge',
    ].join('\n');
    const env = {
      REDIS_URL: 'http://10.0.0.1',
      SLACK_BOT_TOKEN: 'xoxb-1',
      WORKSPACE_PORT: '70000',
      NLB_LANG: 'fr',
      LAB_NODE_PORT: 'http',
      METRICS_PORT: '-1',
    };
    expect(await problems(file, env)).toEqual([
      'nlb.config.yaml:1: defalt: is no key: write `default`',
      'nlb.config.yaml:4: targets.lab.class: write lab, staging or production',
      'nlb.config.yaml:6: targets.lab.limits.clinets: is no key: write `clients`',
      'nlb.config.yaml:7: targets.lab.limits.clients: write a whole number from 1 to 2000',
      'nlb.config.yaml:8: targets.lab.limits.observe: write a duration from 5s to 10m, such as `120s`',
      `nlb.config.yaml:9: targets.lab.limits.scenarios.1: write a list of ${SCENARIOS.join(', ')}`,
      'nlb.config.yaml:10: targets.Bad Name: is no name: write lower-case letters, digits and hyphens, 41 at most',
      'nlb.config.yaml:13: targets.remote.kind: write lab, kubernetes or eks',
      'nlb.config.yaml:14: targets.flat: holds no keys: write below it kind, class, approval, kubeconfig, context, cluster, region, role_arn, token_ttl, namespace, deployment, service, port, stat_prefix, config, stats, fleet, allow, limits, or leave it out',
      'nlb.config.yaml:15: default: there is no target `prod`: write one of lab, remote, flat',
      'nlb.config.yaml:18: channels.C012ABCDEG: there is no target `edge`: write one of lab, remote, flat',
      'REDIS_URL is no Redis URL: write redis://HOST:6379/0, or leave it out for the embedded Valkey',
      'SLACK_APP_TOKEN must be the app-level token (xapp-..., scope connections:write) that goes with SLACK_BOT_TOKEN: Slack app, Basic Information; or for HTTP instead of Socket Mode set SLACK_SIGNING_SECRET, from the same page',
      'WORKSPACE_PORT is "70000": write a port from 1 to 65535, or 0 for a free one',
      'LAB_NODE_PORT is "http": write a port from 1 to 65535, or 0 for a free one',
      'METRICS_PORT is "-1": write a port from 1 to 65535, or 0 for a free one',
      'NLB_LANG is "fr": write en or ja, or leave it out for the language of each person',
    ]);
  });

  it.each([
    ['targets:\n  stage:\n    class: staging\n', 'nlb.config.yaml:2: targets.stage.kind: write lab, kubernetes or eks'],
    ['\ndefault: prod\n', 'nlb.config.yaml:2: default: there is no target `prod`: write one of lab'],
    [
      'default: lab\nchannels:\n  C012ABCDEF: lab\n  C012ABCDEG: edge\n',
      'nlb.config.yaml:4: channels.C012ABCDEG: there is no target `edge`: write one of lab',
    ],
    [
      'channels:\n  "#sre": lab\n',
      'nlb.config.yaml:2: channels.#sre: is no id: write the Slack id of a channel, such as C0123ABCD',
    ],
    [
      'channels:\n  C012ABCDEF: [lab]\n',
      'nlb.config.yaml:2: channels.C012ABCDEF: write lower-case letters, digits and hyphens, 41 at most',
    ],
    ['channels:\n', 'nlb.config.yaml:1: channels: holds no keys: write below it ids of channels, or leave it out'],
    ['default: constructor\n', 'nlb.config.yaml:1: default: there is no target `constructor`: write one of lab'],
    ['targets:\n', 'nlb.config.yaml:1: targets: holds no keys: write below it names of targets, or leave it out'],
    ['- a\n', 'nlb.config.yaml:1: the file: holds no keys: write below it default, targets, channels, or leave it out'],
    [
      'targets:\n  lab:\n    limits:\n      clients: "50"\n',
      'nlb.config.yaml:4: targets.lab.limits.clients: write a whole number from 1 to 2000',
    ],
    [
      'targets:\n  lab:\n    limits:\n      observe: 60\n',
      'nlb.config.yaml:4: targets.lab.limits.observe: write a duration from 5s to 10m, such as `120s`',
    ],
    [
      'targets:\n  lab:\n    allow:\n      users: [kato]\n',
      'nlb.config.yaml:4: targets.lab.allow.users.0: write a list of Slack ids of a user, such as [U0123ABCD]',
    ],
    [
      'targets:\n  lab:\n    allow:\n      user: [U0KATO]\n',
      'nlb.config.yaml:4: targets.lab.allow.user: is no key: write `users`',
    ],
    [
      'targets:\n  lab:\n    allow:\n      scenarios: {idle-timeouts: {users: [U0KATO]}}\n',
      'nlb.config.yaml:4: targets.lab.allow.scenarios.idle-timeouts: is no key: write `idle-timeout`',
    ],
    [
      'targets:\n  lab:\n    allow:\n      scenarios: {idle-timeout: {channel: [C0SRE]}}\n',
      'nlb.config.yaml:4: targets.lab.allow.scenarios.idle-timeout.channel: is no key: write `channels`',
    ],
    [
      'targets:\n  lab:\n    allow:\n      groups: S0AAA\n',
      'nlb.config.yaml:4: targets.lab.allow.groups: write a list of Slack ids of a user group, such as [S0123ABCD]',
    ],
    [
      'targets:\n  lab:\n    limits:\n      scenarios: []\n',
      `nlb.config.yaml:4: targets.lab.limits.scenarios: write a list of ${SCENARIOS.join(', ')}`,
    ],
    [
      'targets:\n  lab:\n    password: x\n',
      'nlb.config.yaml:3: targets.lab.password: is no key: write one of kind, class, approval, kubeconfig, context, cluster, region, role_arn, token_ttl, namespace, deployment, service, port, stat_prefix, config, stats, fleet, allow, limits',
    ],
    ['default: lab\ndefault: lab\n', 'nlb.config.yaml:2: Map keys must be unique: correct the YAML'],
    [
      'default: lab\ntargets: [a\n',
      'nlb.config.yaml:3: Flow sequence in block collection must be sufficiently indented and end with a ]: correct the YAML',
    ],
    ['default: *x\n', 'nlb.config.yaml:1: *x has no anchor: write &x before it'],
  ])('%j is answered with its line and the fix', async (file, problem) => {
    expect(await problems(file)).toEqual([problem]);
  });

  it('says so of a file that cannot be read', async () => {
    await mkdir(join(folder, 'nlb.config.yaml'));
    expect((await problems(null)).join()).toMatch(
      /^nlb\.config\.yaml cannot be read \(EISDIR.*\): make it a file that this user may read$/,
    );
  });

  it.each(['10.0.0.1:6379', 'redis://', 'redis://host:99999', 'memcached://host'])(
    'takes no %s for Redis, and repeats no password',
    async (url) => {
      expect(await problems(null, { REDIS_URL: url })).toEqual([expect.stringMatching(/^REDIS_URL is no Redis URL/)]);
      expect((await problems(null, { REDIS_URL: 'http://:hunter2@host' })).join()).not.toContain('hunter2');
    },
  );

  it('wants both Slack tokens, each of its own kind, and repeats neither', async () => {
    const bot = expect.stringMatching(/^SLACK_BOT_TOKEN must be the bot token/);
    const app = expect.stringMatching(/^SLACK_APP_TOKEN must be the app-level token/);
    expect(await problems(null, { SLACK_APP_TOKEN: 'xapp-1' })).toEqual([bot]);
    expect(await problems(null, { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: '' })).toEqual([app]);
    const swapped = await problems(null, { SLACK_BOT_TOKEN: 'xapp-hunter2', SLACK_APP_TOKEN: 'xoxb-hunter2' });
    expect(swapped).toEqual([bot, app]);
    expect(swapped.join()).not.toContain('hunter2');
  });

  it('listens to signed HTTP with a signing secret alone, and says what of it is wrong', async () => {
    const SLACK_SIGNING_SECRET = '0123456789abcdef0123456789abcdef';
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET };
    const http = { kind: 'http', signingSecret: SLACK_SIGNING_SECRET, port: 3000 };
    expect(readConfig(env, folder).slack).toEqual({ botToken: 'xoxb-1', apiUrl: null, delivery: http });
    const more = { ...env, SLACK_PORT: '8080', SLACK_API_URL: 'https://slack-gov.com/api' };
    expect(readConfig(more, folder).slack).toEqual({
      botToken: 'xoxb-1',
      apiUrl: 'https://slack-gov.com/api/',
      delivery: { ...http, port: 8080 },
    });
    // Both are often in one file of secrets; the token is there for nothing else.
    expect(readConfig({ ...env, SLACK_APP_TOKEN: 'xapp-1' }, folder).slack?.delivery.kind).toBe('socket');
    const wrong = { SLACK_SIGNING_SECRET: 'hunter2', SLACK_PORT: 'x', SLACK_API_URL: 'slack.com' };
    expect(await problems(null, wrong)).toEqual([
      'SLACK_BOT_TOKEN must be the bot token (xoxb-...) that goes with SLACK_SIGNING_SECRET: Slack app, OAuth & Permissions',
      expect.stringMatching(/^SLACK_API_URL is "slack.com": write an address/),
      expect.stringMatching(/^SLACK_SIGNING_SECRET must be the signing secret/),
      'SLACK_PORT is "x": write a port from 1 to 65535, or 0 for a free one',
    ]);
  });
});

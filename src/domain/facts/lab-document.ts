import { LAB_DIFFERENCES, labDifferences } from '../nlb/lab-differences.ts';

/** docs/lab.md: where the lab differs from AWS, with what can be set, and why. */
export function labDocument(): string {
  const rows = labDifferences('en');
  return [
    '# The lab, and where it differs from AWS',
    '',
    "The lab's Envoys, gRPC servers and clients are real, on loopback. Its NLB is a TCP proxy of the bot's own",
    '(`src/adapters/lab/nlb`), and an Envoy on each of two nodes stands in for the NodePort. This is what they do otherwise than an',
    'NLB and the nodes of an EKS cluster, as data (`src/domain/nlb/lab-differences.ts`): `/nlb explain lab` shows it in English and',
    'Japanese, `npm run facts` writes this page anew, and a test (`test/domain/nlb/lab-differences.test.ts`) holds every setting of',
    'the NLB to a row.',
    '',
    '| behaviour | AWS, Kubernetes | lab | why | set by |',
    '|---|---|---|---|---|',
    ...LAB_DIFFERENCES.map(({ id, settings }, index) => {
      const { behaviour = '', aws = '', lab = '', why = '', source } = rows[index] ?? {};
      const place = source?.kind === 'documentation' ? ` ([${source.title}](${source.url}))` : '';
      const set = settings.map((name) => `\`${name}\``).join(', ');
      return `| <a id="${id}"></a>${behaviour} | ${aws}${place} | ${lab} | ${why} | ${set} |`;
    }),
    '',
    "The settings are those of `POST /service` on the lab's socket, for whoever holds the lab; they stay when the lab is started",
    'again. Nothing else of AWS is there: no TLS listeners, stickiness, proxy protocol or zonal shift.',
    '',
  ].join('\n');
}

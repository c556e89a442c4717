/** What both languages write in the same way: names of the field, of Envoy, of Kubernetes, of keys and of units. */
const ALLOWED = new Set(
  `Pod Pods Ready Service NodePort ClusterIP LoadBalancer Deployment Local Cluster Envoy Kubernetes NLB ALB AWS gRPC grpc-js GOAWAY
HTTP TCP IP Holm bot Bot INVALID BALANCED IMBALANCED INCONCLUSIVE UNAVAILABLE INTERNAL UTC SIGTERM preStop keepalive sleep healthcheck fail Job A B N p ms s alpha control treatment
lab baseline rollout-restart max-connection-duration idle-timeout max_connection_duration idle_timeout max_stream_duration
max-requests max_requests_per_connection scale-out pod-kill client-round-robin control-scaled treatment-scaled Control-scaled Treatment-scaled
drain_timeout jitter seed burst rolling rps kube-proxy iptables IPVS round_robin externalTrafficPolicy HttpConnectionManager
pod_terminated max_duration other client drain surge Prometheus preflight warm-up restore report change observe drain_timeout
docs install-slack HTTPS SLACK_API_URL SLACK_PORT stats audit true false unary server-stream bidi-stream interval endless id REDIS_URL nlb config yaml worker's envoy value on clients keep foreign_connections Control Treatment Redis Valkey Slack EKS STS ConfigMap Lease connection_balance_config errors worker errors lab's DNS API UNKNOWN x Load Balancer Controller Amazon VPC CNI TLS RST
health-check-noise nlb-idle traffic-policy target-type traffic_policy target_type topologySpreadConstraints spec metadata.annotations instance ip
terminationGracePeriodSeconds readiness manifests base envoy-deployment --drain-time-s drain-time-s YAML PromQL custom unhealthy NAT Ingress PING grpc-go preStop SIGTERM`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** What stands in code, is a mention, an emoji or a name of this test's runs. */
function withoutNames(text: string): string {
  return (
    text
      .replaceAll(/```[\s\S]*?```/g, ' ')
      .replaceAll(/`[^`\n]*`/g, ' ')
      .replaceAll(/&(?:lt|gt|amp);/g, ' ')
      // Where a claim is from keeps its name.
      .replaceAll(/^\[\d+\] .*$/gm, ' ')
      // What was thrown keeps its language.
      .replaceAll(/詳細: [^。\n]*/g, ' ')
      .replaceAll(/\br-[0-9a-f]+\b|\d+(?:\.\d+)?e-\d+/g, ' ')
      .replaceAll(/\benvoy-[a-z0-9]+\b|\bnode-\d+/g, ' ')
      .replaceAll(/<@[UW][A-Z0-9]+>|shell:\w+/g, ' ')
      .replaceAll(/^:[a-z_]+:/gm, ' ')
      .replaceAll(/:[a-z_]+:/g, ' ')
      .replaceAll(/\/nlb(?: [a-z]+)*(?: \S+=\S+)*/g, ' ')
  );
}

/** English words that a Japanese text has and that are no names. */
export function englishIn(text: string): string[] {
  const words = withoutNames(text).match(/(?<![\w.-])[A-Za-z][\w'-]*/g) ?? [];
  // What has a digit in it is a name, a version or a key.
  return [...new Set(words)].filter((word) => !ALLOWED.has(word) && !/\d/.test(word));
}

/** Numbers as they are written, in order. */
export function numbersIn(text: string): string[] {
  return text.match(/\d+(?:[.,:]\d+)*/g) ?? [];
}

/** Numbers of one text that the other lacks, each as often as it lacks it. */
export function lostNumbers(english: string, japanese: string): string[] {
  const left = numbersIn(japanese);
  return numbersIn(english).filter((number) => {
    const at = left.indexOf(number);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Full-width digits, letters and brackets, of which texts have none. */
export function fullWidthIn(text: string): string[] {
  return text.match(/[\uFF01-\uFF5E\u3000]/g) ?? [];
}

/**
 * Marks that Slack would show as they are: mrkdwn is bold or code only where its marks stand beside a space, punctuation
 * or an edge.
 */
export function brokenMarks(text: string): string[] {
  const broken: string[] = [];
  for (const line of text.replaceAll(/```[\s\S]*?```/g, ' ').split('\n')) {
    const bare = line.replaceAll(/`[^`]*`/g, (code) => 'c'.repeat(code.length));
    for (const [found, ...rest] of line.matchAll(/`[^`]*`/g)) {
      const at = line.indexOf(found, (rest.at(-2) as unknown as number) ?? 0);
      if (!isEdge(line[at - 1]) || !isEdge(line[at + found.length])) broken.push(found);
    }
    let from = 0;
    for (;;) {
      const open = bare.indexOf('*', from);
      const close = open < 0 ? -1 : bare.indexOf('*', open + 1);
      if (close < 0) break;
      if (!isEdge(bare[open - 1]) || !isEdge(bare[close + 1])) broken.push(line.slice(open, close + 1));
      from = close + 1;
    }
  }
  return broken;
}

function isEdge(character: string | undefined): boolean {
  return character === undefined || /[\s()[\]{}.,:;!?/*~_'"·•-]/.test(character);
}

/** What is wrong with a Japanese text beside its English, a line each. */
export function flawsOf(english: string, japanese: string): string[] {
  return [
    ...lostNumbers(english, japanese).map((number) => `lacks ${number}`),
    ...englishIn(japanese).map((word) => `has English: ${word}`),
    ...fullWidthIn(japanese).map((character) => `has full width: ${character}`),
    ...brokenMarks(japanese).map((mark) => `has a broken mark: ${mark}`),
  ];
}

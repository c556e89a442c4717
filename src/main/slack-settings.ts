import { port } from './read-port.ts';

/** How the bot reaches a real Slack, and is reached by it. */
export interface SlackSettings {
  botToken: string;
  /** Where the Web API is, with a slash at its end; null for Slack's own. */
  apiUrl: string | null;
  delivery: SlackDelivery;
}

/** Socket Mode, or signed HTTP on a port. */
type SlackDelivery = { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string; port: number };

const DEFAULT_PORT = 3000;

/**
 * Null where no variable of Slack is set; each problem goes to `problems`. An app-level token means Socket Mode, whether
 * there is a signing secret or not; a signing secret alone means HTTP.
 */
export function readSlackSettings(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): SlackSettings | null {
  const botToken = env.SLACK_BOT_TOKEN;
  const appToken = env.SLACK_APP_TOKEN;
  const signingSecret = env.SLACK_SIGNING_SECRET;
  if (!botToken && !appToken && !signingSecret) return null;
  if (!botToken?.startsWith('xoxb-')) {
    const beside = appToken || !signingSecret ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET';
    problems.push(
      `SLACK_BOT_TOKEN must be the bot token (xoxb-...) that goes with ${beside}: Slack app, OAuth & Permissions`,
    );
  }
  const apiUrl = apiAddress(env.SLACK_API_URL, problems);
  const delivery = appToken || !signingSecret ? socketMode(appToken, problems) : http(env, signingSecret, problems);
  return { botToken: botToken ?? '', apiUrl, delivery };
}

function socketMode(appToken: string | undefined, problems: string[]): SlackDelivery {
  if (!appToken?.startsWith('xapp-')) {
    const other = appToken ? '' : '; or for HTTP instead of Socket Mode set SLACK_SIGNING_SECRET, from the same page';
    problems.push(
      `SLACK_APP_TOKEN must be the app-level token (xapp-..., scope connections:write) that goes with SLACK_BOT_TOKEN: Slack app, Basic Information${other}`,
    );
  }
  return { kind: 'socket', appToken: appToken ?? '' };
}

function http(
  env: Readonly<Record<string, string | undefined>>,
  signingSecret: string,
  problems: string[],
): SlackDelivery {
  if (!/^[0-9a-f]{32,64}$/.test(signingSecret)) {
    problems.push(
      'SLACK_SIGNING_SECRET must be the signing secret (32 hexadecimal digits): Slack app, Basic Information, App Credentials',
    );
  }
  const given = env.SLACK_PORT;
  return { kind: 'http', signingSecret, port: given ? port(given, 'SLACK_PORT', problems) : DEFAULT_PORT };
}

/** GovSlack has its own; tests have the local workspace's. */
function apiAddress(text: string | undefined, problems: string[]): string | null {
  if (!text) return null;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text.endsWith('/') ? text : `${text}/`;
  problems.push(
    `SLACK_API_URL is "${text}": write an address such as https://slack-gov.com/api/, or leave it out for Slack's own`,
  );
  return null;
}

/** The app-level token, where there is one. */
export function appToken({ delivery }: SlackSettings): { appToken?: string } {
  return delivery.kind === 'socket' ? { appToken: delivery.appToken } : {};
}

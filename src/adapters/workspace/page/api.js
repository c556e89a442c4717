/** What the workspace answered instead of doing what was asked. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body.error ?? `The workspace answered ${status}.`);
    this.status = status;
    this.field = body.field;
  }
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal(0, { error: 'The workspace does not answer. Is it still running?' });
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

const query = (parameters) => new URLSearchParams(parameters).toString();

/** Reads from the control interface; throws a Refusal. */
export function get(path, parameters = {}) {
  return call('GET', `${path}?${query(parameters)}`);
}

/** Does something through the control interface; throws a Refusal. */
export function post(path, body) {
  return call('POST', path, body);
}

/** Takes something away through the control interface; throws a Refusal. */
export function remove(path, parameters = {}) {
  return call('DELETE', `${path}?${query(parameters)}`);
}

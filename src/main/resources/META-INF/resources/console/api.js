/** Talking to the server: who we are, and reading. Whatever changes something goes through the SDK (trace.js). */

const KEY = 'payonce-console:api-key';
const DEVELOPMENT = 'sk_dev_acme';

/** The api key: in this tab's session alone, or the development merchant's. */
export const apiKey = () => {
  try {
    return sessionStorage.getItem(KEY) ?? DEVELOPMENT;
  } catch {
    return remembered ?? DEVELOPMENT;
  }
};
let remembered = null;

export function useApiKey(key) {
  remembered = key;
  try {
    sessionStorage.setItem(KEY, key);
  } catch {
    // A browser without a session storage: until the page is left.
  }
}

export const isDevelopmentKey = () => apiKey() === DEVELOPMENT;

/** What kept an answer from being one: `kind` is offline, unreachable, unauthorized, unavailable, missing or refused. */
export class Trouble extends Error {
  constructor(kind, message, problem = null) {
    super(message);
    this.kind = kind;
    this.problem = problem;
  }
}

const KINDS = { 401: 'unauthorized', 404: 'missing', 503: 'unavailable' };

async function ask(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw navigator.onLine === false
      ? new Trouble('offline', 'You are offline.')
      : new Trouble('unreachable', 'The server does not answer.');
  }
  const answer = await response.text();
  if (response.ok && answer === '') return null;
  let body = null;
  try {
    body = JSON.parse(answer);
  } catch {
    if (response.ok) throw new Trouble('refused', `The server answered ${response.status}, and not in JSON.`);
  }
  if (response.ok) return body;
  throw new Trouble(
    KINDS[response.status] ?? (response.status >= 500 ? 'unavailable' : 'refused'),
    body?.detail ?? `The server answered ${response.status}.`,
    body,
  );
}

/**
 * Reads a resource of the merchant's. Where the api key was changed before the answer came, the answer (a refusal, too) is
 * another merchant's: the question is asked again for the one who is here now.
 */
export async function get(path) {
  const key = apiKey();
  const answer = await ask(path, { headers: { Authorization: `Bearer ${key}` }, cache: 'no-store' })
    .then((body) => () => body, (trouble) => () => { throw trouble; });
  return key === apiKey() ? answer() : get(path);
}

/** Reads what is open to all. */
export const open = (path) => ask(path, { cache: 'no-store' });

const write = (method, path, body, { headers, signal } = {}) => ask(path, {
  method,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: body === undefined ? undefined : JSON.stringify(body),
  signal,
});

/** Asks whether two requests are one; `signal` gives the question up. */
export const compare = (left, right, signal) => write('POST', '/semantics/compare', { left, right }, { signal });

/** Asks for what is there or not for good, once; null where it is missing. What goes wrong besides is asked again. */
function once(path) {
  let known;
  return () => (known ??= open(path).catch((trouble) => {
    if (trouble.kind === 'missing') return null;
    known = undefined;
    throw trouble;
  }));
}

const simulated = once('/simulator/statement?reference=00000000-0000-0000-0000-000000000000');

/** Whether the gateway is the simulator of this very server, so that its statement can be looked at. */
export const simulator = async () => (await simulated()) !== null;

/** What moved at the gateway under a reference, or null where nobody can look. */
export const statement = async (reference) =>
  (await simulator()) ? (await open(`/simulator/statement?reference=${encodeURIComponent(reference)}`)).entries : null;

/** What there is to play with, or null where there is no playground: everywhere but in development. */
export const playground = once('/playground');

/** Tells the playground or the simulator something. */
export const tell = (method, path, body) => write(method, path, body);

/** Says what something of the merchant's is. What needs a key goes through the SDK instead. */
export const asMerchant = (method, path, body) => write(method, path, body, { headers: { Authorization: `Bearer ${apiKey()}` } });

/** A random id. Pages that are not of this machine, and not encrypted, have no randomUUID. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Calls `work` again and again while the page is seen and `wanted()`; the pause begins when the work is done. */
export function poll(ms, wanted, work) {
  let timer = null;
  let running = false;
  const turn = async () => {
    timer = null;
    if (running || document.hidden || !wanted()) return;
    running = true;
    try {
      await work();
    } finally {
      running = false;
      timer = setTimeout(turn, ms);
    }
  };
  const wake = () => {
    if (timer !== null) clearTimeout(timer);
    return turn();
  };
  document.addEventListener('visibilitychange', wake);
  return wake;
}

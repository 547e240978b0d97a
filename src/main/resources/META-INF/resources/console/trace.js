/** Sends through the SDK, and watches each attempt: what was sent, and what the server did with it. */

import { decide, Payonce, sha256 } from '/sdk/payonce.js';
import { apiKey, get, statement, uuid } from './api.js';

const USER = 'console';
const STORE = 'payonce-console:timeline';
const KEPT = 12;

/** Groups of attempts, one group for each intent as it was sent, the newest first. */
export const groups = [];
const listeners = new Set();

/** `listener` is called whenever something about an attempt changes, until what this returns is called. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed() {
  save();
  listeners.forEach((listener) => listener());
}

function save() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(groups.filter((group) => group.shown).slice(0, KEPT)));
  } catch {
    // The timeline then does not outlive a reload; the keys, which matter, are the SDK's.
  }
}

let leaving = false;
addEventListener('beforeunload', () => (leaving = true));

/** What was on the timeline before a reload. An attempt that was under way then has lost its answer. */
export function restore() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORE) ?? '[]');
    for (const group of stored) {
      group.running = false;
      for (const lane of group.lanes) {
        if (lane.outcome !== 'running') continue;
        finish(lane, 'lost', 'The page was left before the answer came. The key had been stored before the first send.');
        lane.waitMs = null;
      }
    }
    groups.push(...stored);
  } catch {
    sessionStorage.removeItem(STORE);
  }
}

export function clear() {
  for (let i = groups.length - 1; i >= 0; i--) if (groups[i].shown && !groups[i].running) groups.splice(i, 1);
  changed();
}

/** A new group; `shown` is whether it belongs on the shop's timeline. */
export function group(title, { shown = true, note = '' } = {}) {
  const made = { id: uuid(), title, note, shown, running: true, at: Date.now(), key: null, reference: null, lanes: [] };
  groups.unshift(made);
  if (groups.length > 60) groups.length = 60;
  changed();
  return made;
}

export function closeGroup(made) {
  made.running = false;
  changed();
}

function finish(lane, outcome, says) {
  lane.outcome = outcome;
  lane.says = says;
  lane.ended ??= Date.now();
}

const differing = ({ differingFields: fields }) => `${fields.join(', ')} ${fields.length === 1 ? 'differs' : 'differ'}`;

/** What an answer tells about what the server did: by status and headers alone, as any client can. */
export function judge(status, header, answer) {
  const { reason, body } = decide(status, answer);
  if (reason === 'not-an-answer' || (status >= 500 && !body)) {
    return ['error', `Something answered ${status}, and not in this API’s words: a proxy, perhaps. Nobody knows from that what happened, but the key does.`];
  }
  const why = body?.failureCode ? ` (${body.failureCode})` : '';
  const slug = body?.type?.split('/').pop() ?? '';
  if (header('X-Idempotent-Result') === 'true') {
    return ['replayed', status < 300
      ? 'Knew the key and the operation, and gave the first answer again. Nothing was executed.'
      : `Knew the key and the operation, and refused again as it did first: ${slug}${why}.`];
  }
  if (status === 202) return ['unknown', 'Asked the gateway and got no answer. It does not guess: PENDING, until it has found out.'];
  if (status >= 200 && status < 300) return ['executed', status === 201 ? 'Claimed the key, executed, and stored the answer under it.' : 'Claimed the key and executed.'];
  if (status === 422) return ['mismatch', `The key belongs to another operation: ${differing(body)}. Nothing was executed.`];
  if (slug === 'operation-in-progress') return ['in-progress', 'Another request under this key is running. Nothing was executed twice; ask again with the same key.'];
  if (status === 503) return ['error', body?.detail ?? 'It cannot answer now. The key is free to run again.'];
  if (status >= 500) return ['error', `Answered ${status}: nobody knows from that what happened, but the key does.`];
  if ([402, 404, 409].includes(status)) return ['refused', `Decided against it for good: ${slug}${why}. That, too, is kept under the key.`];
  return ['refused', `${body?.title ?? slug}: ${body?.detail ?? ''}`];
}

/**
 * The fetch that the SDK is given: it notes the attempt in `into`, and with `drop` throws the first answer away after
 * the server has done its work, as a network does. `first` says where the first attempt goes instead: to a server that
 * dies of it. `last` is the latest attempt that went through it.
 */
export function traced(into, { drop = false, first = null } = {}) {
  let toDrop = drop;
  let elsewhere = first;
  const watched = async (url, init) => {
    const lane = {
      n: into.lanes.length + 1,
      method: init.method,
      path: url,
      key: init.headers.get('Idempotency-Key'),
      body: init.body,
      at: Date.now(),
      ended: null,
      outcome: 'running',
      status: null,
      says: 'Working on it…',
      moved: null,
      waitMs: null,
    };
    into.key ??= lane.key;
    watched.last = lane;
    into.lanes.push(lane);
    const dropThis = toDrop;
    const toTheDoomed = elsewhere !== null;
    const target = elsewhere ?? url;
    toDrop = false;
    elsewhere = null;
    changed();
    try {
      const response = await fetch(target, init);
      const answer = await response.clone().text();
      const [outcome, says] = judge(response.status, (name) => response.headers.get(name), answer);
      lane.status = response.status;
      into.reference = referenceOf(decide(response.status, answer).body) ?? into.reference;
      if (dropThis) {
        finish(lane, 'lost', `The server answered ${response.status}, and the page dropped it. For the client this is no answer at all.`);
        throw new TypeError('the answer was dropped by this page');
      }
      finish(lane, outcome, says);
      return response;
    } catch (failure) {
      // Where the page is being left, restore() says so.
      if (lane.outcome === 'running' && !leaving) {
        if (toTheDoomed) into.diedAt = Date.now();
        finish(lane, 'error', init.signal?.aborted ? 'Not waited for any longer.'
          : toTheDoomed ? 'It died. The client hears nothing, and does not know whether it was charged.'
            : 'No answer: the server or the network is away.');
      }
      throw failure;
    } finally {
      changed();
      lookBehind(into, lane);
    }
  };
  watched.last = null;
  return watched;
}

/** The id of what an answer is about; payments and refunds carry it to the gateway as their reference. */
function referenceOf(body) {
  if (typeof body?.id === 'string') return body.id;
  const path = body?.resource ?? body?.operation;
  return typeof path === 'string' ? path.split('/').pop() : null;
}

const AT_THE_GATEWAY = /\/(payments|refunds)$/;

/** How often money has moved as of the end of this attempt, and when what stands under its key was claimed and decided. */
async function lookBehind(into, lane) {
  const atTheGateway = AT_THE_GATEWAY.test(lane.path);
  if (!atTheGateway) lane.moved = 'none';
  if (into.reference && lane.outcome !== 'mismatch') {
    await Promise.all([atTheGateway && countMoves(into, lane), learnTimes(into)]);
  }
  changed();
}

const movement = ({ type, amount, currency, executedAt }) => ({ type, amount, currency, at: Date.parse(executedAt) });

async function countMoves(into, lane) {
  try {
    const entries = await statement(into.reference);
    lane.moved = entries === null ? 'unseen' : entries.length;
    lane.type = entries?.[0]?.type;
    if (entries) into.moves = entries.map(movement);
  } catch {
    lane.moved = 'unseen';
  }
}

async function learnTimes(into) {
  try {
    const { createdAt, completedAt } = await get(`/v1/operations/${into.reference}`);
    into.times = { claimed: Date.parse(createdAt), decided: completedAt === null ? null : Date.parse(completedAt) };
  } catch {
    // Then the timeline shows the client alone.
  }
}

/** What has moved by now, for the attempts that are still running. */
export function noteMoves(entries) {
  let noted = false;
  for (const group of groups.filter((each) => each.running && each.reference)) {
    const { reference, lanes } = group;
    const own = entries.filter((entry) => entry.reference === reference);
    const count = own.length;
    if (count) group.moves = own.map(movement);
    for (const lane of lanes) {
      if (lane.outcome === 'running' && lane.moved !== count) {
        Object.assign(lane, { moved: count, type: own[0]?.type });
        noted = true;
      }
    }
  }
  if (noted) changed();
}

const instances = new Map();

/** An SDK of this merchant's, with options of its own. The merchants' keys are kept apart. */
export function payonce(options = {}) {
  return new Payonce({
    namespace: `console-${sha256(`payonce console ${apiKey()}`).slice(0, 12)}`,
    headers: () => ({ Authorization: `Bearer ${apiKey()}` }),
    maxAttempts: 12,
    ...options,
  });
}

/** The one that joins clicks: each key's attempts go through the fetch that was set for it. */
function shared() {
  const key = apiKey();
  if (!instances.has(key)) {
    const routes = new Map();
    const sdk = payonce({
      fetch: (url, init) => (routes.get(init.headers.get('Idempotency-Key')) ?? fetch)(url, init),
    });
    instances.set(key, { sdk, routes });
  }
  return instances.get(key);
}

/** The attempts that were made under this key before: those that follow stand below them. */
function goOn(key, shown, note) {
  const before = groups.find((each) => shown && each.shown && each.key === key);
  if (!before) return null;
  groups.splice(groups.indexOf(before), 1);
  groups.unshift(before);
  Object.assign(before, { running: true, stopped: null, note: note || 'Goes on with the same key: the intent is not decided yet.' });
  return before;
}

/** What is told of the ends that leave the key undecided; the others are told by the last attempt's lane. */
const KEPT_KEY = {
  'gave-up': (error) => error.message,
  aborted: () => 'Not asked any further. The key is kept: the next send goes on with it.',
};

/** What the SDK tells between the attempts of one sender, put on the timeline. */
function progress(into, sender) {
  const before = into.lanes.length;
  const note = (text) => {
    into.note = text;
    changed();
  };
  return (event) => {
    if (event.type === 'retrying') {
      sender.last.waitMs = event.delayMs;
      changed();
    } else if (event.type === 'offline') {
      note('Offline. The intent waits with its key until the network is back.');
    } else if (event.type === 'waiting') {
      // Mostly over at once; where it is not, there is something to tell.
      setTimeout(() => {
        if (into.running && into.lanes.length === before && !into.note.startsWith('Offline')) {
          note('Waiting: another tab is sending the same intent. This one asks when that one is done.');
        }
      }, 500);
    }
  };
}

/** The group that an intent belongs to already, being under way or just decided: nothing more is sent for it. */
function joined(intent) {
  const own = groups.find((each) => each.key === intent.key && (each.running || !Number.isNaN(intent.decidedAt)));
  if (own) {
    own.note = own.running
      ? 'A second click joined the first: the SDK sends one intent once at a time.'
      : 'Clicked again within three seconds: taken for the same click, and not sent at all.';
    changed();
  }
  return own;
}

/** As from a second tab, in a browser without locks: nothing but the server stands between the two. */
async function sendFromAnotherTab(action, payload, into, signal) {
  const sender = traced(into);
  const intent = await payonce({ locks: undefined, fetch: sender }).intent(USER, action, payload);
  return intent.send({ signal, onEvent: progress(into, sender) });
}

/**
 * Sends one intent and puts its attempts on the timeline.
 *
 * @param {string} title of its group there
 * @param {object} [how] `drop` the first answer; send the `first` attempt to that path; `twice` at once; `shown` on the shop's timeline; `note` what is going
 *     on; `signal` ends it; `again` although it was done a moment ago; `onGroup` is given the group before the first send
 * @returns {Promise<{answer?: object, error?: Error, group: object, joined?: boolean}>} it never rejects
 */
export async function send(title, action, payload, { drop, first, twice, shown = true, note = '', signal, again = false, onGroup } = {}) {
  const { sdk, routes } = shared();
  let into = null;
  try {
    const intent = await sdk.intent(USER, action, payload, { again });
    const under = joined(intent);
    if (under) return { ...(await settled(intent.send(), under)), joined: true };
    into = goOn(intent.key, shown, note) ?? group(title, { shown, note });
    const stopping = new AbortController();
    signal?.addEventListener('abort', () => stopping.abort());
    Object.assign(into, { key: intent.key, action, payload, stop: () => stopping.abort() });
    const sender = traced(into, { drop, first });
    routes.set(intent.key, sender);
    onGroup?.(into);
    const sends = [settled(intent.send({ signal: stopping.signal, onEvent: progress(into, sender) }), into)];
    if (twice) sends.push(settled(sendFromAnotherTab(action, payload, into, stopping.signal), into));
    const [own] = await Promise.all(sends);
    const { error } = own;
    Object.assign(into, { stopped: KEPT_KEY[error?.code]?.(error) ?? null, gaveUp: error?.code === 'gave-up' });
    closeGroup(into);
    return own;
  } catch (error) {
    if (into) closeGroup(into);
    return { error, group: into };
  }
}

/** Gives up a key that cannot be read any more, once a person has found out what happened. */
export function forget(intentId) {
  try {
    shared().sdk.forget(intentId);
  } catch {
    // The storage that refuses to forget it has just been told about.
  }
}

async function settled(sending, into) {
  try {
    return { answer: await sending, group: into };
  } catch (error) {
    return { error, group: into };
  }
}

/** What a client without the SDK would send: a key that was chosen by hand. For showing what the server does then. */
export async function sendByHand(title, path, key, body, { into = null, shown = false, note = '' } = {}) {
  const at = into ?? group(title, { shown, note });
  const headers = new Headers({ Authorization: `Bearer ${apiKey()}`, 'Content-Type': 'application/json', 'Idempotency-Key': key });
  try {
    const response = await traced(at)(path, { method: 'POST', headers, body });
    const answer = await response.text();
    return { status: response.status, body: JSON.parse(answer), group: at };
  } catch (error) {
    return { error, group: at };
  } finally {
    if (!into) closeGroup(at);
  }
}

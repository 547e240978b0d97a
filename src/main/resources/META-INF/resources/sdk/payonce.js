/** payonce, the browser's half: one intent, one key, one effect. How to use it, and what an answer means: payonce.d.ts. */

/** The contract's table. Ids in a path are taken out of the payload. */
export const ACTIONS = Object.freeze({
  'order.create': { path: '/v1/orders', noise: ['note', 'metadata'], unordered: ['items'] },
  'order.cancel': { path: '/v1/orders/{order}/cancel', noise: ['reason'] },
  'payment.create': { path: '/v1/orders/{order}/payments', noise: ['description', 'metadata'] },
  'refund.create': { path: '/v1/payments/{payment}/refunds', noise: ['reason', 'metadata'] },
  'transfer.create': { path: '/v1/transfers', noise: ['memo', 'metadata'] },
  'receipt.send': { path: '/v1/orders/{order}/receipts' },
});

const ABANDON = { path: '/v1/operations/current/abandon' };

/** The server forgets a key after 90 days. */
const STALE_MS = 80 * 24 * 3600 * 1000;
const FIND_OUT = 'Find out what happened, then call forget(intentId).';
const WHY = {
  failed: 'It failed for good, without effect',
  refused: 'The request was refused',
  mismatch: 'Not executed, the key belongs to another operation',
  expired: `Not executed again, the key is too old. ${FIND_OUT}`,
};

/** Whatever goes wrong, by `code`. */
export class PayonceError extends Error {
  /** @param {string} code @param {string} message @param {object} [more] */
  constructor(code, message, more) {
    super(message);
    Object.assign(this, { name: 'PayonceError', code, effect: 'none' }, more);
  }
}

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';
const invalid = (why) => {
  throw new PayonceError('invalid', `Not sent: ${why}.`);
};
const unsure = (code, intentId, why) => {
  throw new PayonceError(code, `Not sent: ${why}. ${FIND_OUT}`, { intentId, effect: 'unknown' });
};

/** The one text of a JSON value; what is not clear is refused. */
export function canonical(value, depth = 0) {
  const within = (each) => canonical(each, depth + 1);
  if (depth > 32) invalid('the payload is nested too deep, or cyclic');
  if (value === null || value === true || value === false) return `${value}`;
  if (typeof value === 'number') {
    const text = String(value);
    const exact = Number.isInteger(value)
      ? Number.isSafeInteger(value)
      : /^-?[\d.]+$/.test(text) && text.replace(/\D/g, '').replace(/^0+/, '').length <= 15;
    return exact ? text : invalid(`${value} is not a number that every language reads alike`);
  }
  if (typeof value === 'string') {
    return /\p{Cs}/u.test(value) ? invalid('half a surrogate pair') : JSON.stringify(value.normalize('NFC'));
  }
  if (typeof value?.toJSON === 'function') return within(value.toJSON());
  if (Array.isArray(value)) return `[${Array.from(value, within)}]`;
  if (!isObject(value)) invalid(`${typeof value} is not JSON`);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const members = new Map(entries.map(([name, each]) => [name.normalize('NFC'), each]));
  if (members.size < entries.length) invalid('two names are equal in NFC');
  return `{${[...members.keys()].sort().map((name) => `${within(name)}:${within(members.get(name))}`)}}`;
}

/** SHA-256's constants: of the primes' square and cube roots. */
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const [SQUARE, CUBE] = [Math.sqrt, Math.cbrt].map((root) => primes.map((p) => ((root(p) % 1) * 2 ** 32) | 0));

/** SHA-256 in hex. `crypto.subtle` is missing on plain http. */
export function sha256(text) {
  const data = new TextEncoder().encode(text);
  const padded = new Uint8Array(((data.length + 72) >> 6) << 6);
  padded.set(data);
  padded[data.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, data.length << 3);
  const w = new Int32Array(64);
  const turn = (x, ...by) => by.reduce((sum, n) => sum ^ (x >>> n) ^ (x << (32 - n)), 0);
  const hash = SQUARE.slice(0, 8);
  for (let block = 0; block < padded.length; block += 64) {
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      w[i] = i < 16
        ? view.getInt32(block + i * 4)
        : w[i - 16] + (turn(x, 7, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17, 19) ^ (y >>> 10));
      const t = h + turn(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + CUBE[i] + w[i];
      const s = t + turn(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [s | 0, a, b, c, (d + t) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] = (hash[i] + word) | 0));
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * What an intent is known by (`id`), and what is sent for it.
 * @returns {import('./payonce.js').Spec}
 */
export function identify(user, action, payload, actions = ACTIONS) {
  const { path, noise = [], unordered = [] } = actions[action] ?? invalid(`there is no action ${action}`);
  if (typeof user !== 'string' || !user) invalid('the user id must be a string, and not empty');
  // A copy: what is hashed is sent, whatever the page does to its object.
  const body = JSON.parse(canonical(payload));
  if (!isObject(body)) invalid('the payload must be an object');
  if ('idempotencyKey' in body) invalid('a payload has no idempotencyKey, the key is made here');
  const identity = { ...body };
  for (const name in body) {
    if (body[name] === null || ['clientNonce', 'clientTimestamp', ...noise].includes(name)) delete identity[name];
    else if (unordered.includes(name) && Array.isArray(body[name])) {
      identity[name] = body[name].map((each) => canonical(each)).sort();
    }
  }
  const digest = sha256(canonical(identity));
  const to = path.replace(/{(\w+)}/g, (_, name) => {
    const id = body[name];
    delete body[name];
    return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : invalid(`${action} needs the id of its ${name}`);
  });
  return { user, action, digest, id: sha256(canonical([1, user, action, digest])), path: to, body: JSON.stringify(body) };
}

/** The key of an intent. The random bits, 32 hex digits, hide the user. */
export function makeKey({ user, action, digest }, at, random) {
  if (!(at >= 0 && at < 2 ** 48)) throw new PayonceError('clock', `Not sent: the clock says ${at}.`);
  return `po1-${at.toString(16).padStart(12, '0')}-${sha256(canonical([1, user, action, at, digest, random]))}`;
}

/**
 * What an answer decides: nothing, if it is neither a resource nor a problem.
 * @returns {import('./payonce.js').Verdict}
 */
export function decide(status, text) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {}
  if (!isObject(body)) body = null;
  const verdict = (decision, reason) => ({ decision, reason, body });
  if (status === 422) return verdict('mismatch', 'idempotency-key-reused');
  if (status === 429) return verdict('retry', 'too-many-requests');
  if (status >= 500 || status === 408 || status === 425) return verdict('retry', 'server-error');
  const good = status >= 200 && status < 300;
  if (typeof body?.[good ? 'status' : 'type'] !== 'string' || (!good && status < 400)) return verdict('retry', 'not-an-answer');
  if (good) return status === 202 ? verdict('retry', 'pending') : verdict('done', 'done');
  const slug = body.type.split('/').pop();
  if (status === 410) return verdict('expired', slug);
  if (slug === 'operation-in-progress' || body.retry === 'same-key') return verdict('retry', slug);
  return verdict([402, 404, 409].includes(status) ? 'failed' : 'refused', slug);
}

/** The wait after a try (from 1): full jitter under an exponential ceiling; after a Retry-After, once to twice that. */
export function backoff(attempt, random, retryAfterMs, baseMs = 250, capMs = 10000) {
  const ceiling = Math.min(capMs, baseMs * 2 ** (attempt - 1));
  const least = retryAfterMs || 0;
  return least + Math.floor(random * Math.min(ceiling, least || ceiling));
}

/** Retry-After in milliseconds; a date is read against the server's own. */
export function retryAfter(value, date, now) {
  if (/^\d{1,9}$/.test(value)) return value * 1000;
  const wait = /GMT$/.test(value) ? Date.parse(value) - (Date.parse(date) || now) : NaN;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** A record as it is stored; `sum` finds damage. */
const seal = (record) => {
  const text = canonical(record);
  return `${text.slice(0, -1)},"sum":"${sha256(text).slice(0, 16)}"}`;
};

/** Reads a stored record; null if it cannot be trusted. */
export function readRecord(text, id) {
  try {
    const { sum, ...record } = JSON.parse(text);
    const sound = seal(record) === text && record.v === 1 && record.id === id;
    return sound && /^po1-[\da-f]{12}-[\da-f]{64}$/.test(record.key) ? record : null;
  } catch {
    return null;
  }
}

/** Gives `work` a signal that aborts with the caller's, or after `ms`. */
async function bounded(ms, signal, work) {
  const cut = new AbortController();
  const stop = () => cut.abort();
  const timer = setTimeout(() => cut.abort('timeout'), ms);
  signal?.addEventListener('abort', stop);
  try {
    return await work(cut.signal, stop);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** For what may never end, such as the page's asking for a token. */
const unlessAborted = (work, signal) =>
  Promise.race([work, new Promise((_, reject) => signal.addEventListener('abort', reject))]);

/** Waits; an abort ends it early. */
const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
  });

/** Makes intents, and keeps their keys until they are decided. */
export class Payonce {
  #o;
  #live = new Map();
  /** Records that could not be stored. */
  #memory = new Map();

  /** @param {import('./payonce.js').Options} [options] */
  constructor(options = {}) {
    const { navigator } = globalThis;
    this.#o = {
      baseUrl: '',
      namespace: 'default',
      maxAttempts: 20,
      maxElapsedMs: 120000,
      attemptTimeoutMs: 15000,
      backoffBaseMs: 250,
      backoffCapMs: 10000,
      repeatGuardMs: 3000,
      lockWaitMs: 10000,
      fetch: (...args) => fetch(...args),
      locks: navigator?.locks,
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      randomBytes: (n) => crypto.getRandomValues(new Uint8Array(n)),
      sleep: pause,
      network: { online: () => navigator?.onLine !== false, target: globalThis },
      ...options,
      actions: { ...ACTIONS, ...options.actions },
    };
  }

  /**
   * The intent of this user to do this. `again`: repeats a success of a moment ago; an undecided key stays.
   * @returns {Promise<Intent>}
   */
  async intent(userId, action, payload, { again = false } = {}) {
    const spec = identify(userId, action, payload, this.#o.actions);
    for (let live; (live = this.#live.get(spec.id)); ) {
      const since = this.#o.monotonic() - (await live).decidedAt;
      if (!(since >= (again ? 0 : this.#o.repeatGuardMs))) return live;
      if (this.#live.get(spec.id) === live) this.#live.delete(spec.id);
    }
    const made = this.#locked(`${spec.id}:key`, undefined, (held) => this.#claim(spec, held, again));
    this.#live.set(spec.id, made);
    made.catch(() => this.#live.delete(spec.id));
    return made;
  }

  /** The stored intents that are undecided or `corrupt`. */
  pending() {
    return this.#records().filter(({ decided }) => decided === undefined);
  }

  /** Forgets a key. If it had its effect, the next equal intent makes a second: find out first, or abandon it. */
  forget(id) {
    this.#live.delete(id);
    this.#remove(id);
  }

  #name(id) {
    return `payonce:${this.#o.namespace}:${id}`;
  }

  /** Runs `work` under a Web Lock; where none is to be had, `work(false)`: the server tells the two apart. */
  async #locked(what, outer, work) {
    const { locks, lockWaitMs } = this.#o;
    let entered = !locks;
    try {
      if (locks) {
        return await bounded(lockWaitMs, outer, (signal) =>
          locks.request(this.#name(what), { signal }, () => work((entered = true))));
      }
    } catch (error) {
      if (entered) throw error;
    }
    return work(false);
  }

  #storage(work) {
    try {
      return work(this.#o.storage ?? localStorage);
    } catch (cause) {
      if (this.#o.allowMemory) return undefined;
      throw new PayonceError('storage', `Not sent: the storage fails: ${cause}. See allowMemory.`, { cause });
    }
  }

  #read(id) {
    const text = this.#memory.get(id) ?? this.#storage((storage) => storage.getItem(this.#name(id))) ?? null;
    const record = readRecord(text, id);
    if (text === null || record) return record;
    return unsure('corrupt', id, 'the stored key is damaged, and may have been sent');
  }

  /** Stores and reads back: some storages drop what they are given. */
  #write(record) {
    const text = seal(record);
    const kept = this.#storage((storage) => {
      storage.setItem(this.#name(record.id), text);
      if (storage.getItem(this.#name(record.id)) !== text) throw new Error('it was dropped');
      return true;
    });
    this.#memory.delete(record.id);
    if (!kept) {
      this.#memory.set(record.id, text);
      this.#emit({ type: 'memory-only', intentId: record.id });
    }
  }

  #remove(id) {
    this.#memory.delete(id);
    this.#storage((storage) => storage.removeItem(this.#name(id)));
  }

  #records() {
    const prefix = this.#name('');
    const names = this.#storage((storage) => Array.from({ length: storage.length }, (_, i) => storage.key(i))) ?? [];
    const ids = names.filter((name) => name?.startsWith(prefix)).map((name) => name.slice(prefix.length));
    return [...new Set([...ids, ...this.#memory.keys()])].map((id) => {
      try {
        return this.#read(id) ?? { id, decided: 0 };
      } catch {
        return { id, corrupt: true };
      }
    });
  }

  #settled({ decided }, again) {
    return decided !== undefined && (again || Math.abs(this.#o.now() - decided) >= this.#o.repeatGuardMs);
  }

  /** The standing record, or a new one. Without the lock two tabs may both write: each waits, and takes what stands then. */
  async #claim(spec, held, again) {
    const own = [];
    for (let round = 0; round < 4; round++) {
      const found = this.#read(spec.id);
      if (found && !this.#settled(found, again)) return this.#open(spec, found, !own.includes(found.key));
      for (const record of this.#records()) if (this.#settled(record)) this.#remove(record.id);
      const record = { v: 1, id: spec.id, action: spec.action, at: Math.floor(this.#o.now()) };
      const random = Array.from(this.#o.randomBytes(16), (byte) => byte.toString(16).padStart(2, '0'));
      own.push((record.key = makeKey(spec, record.at, random.join(''))));
      this.#write(record);
      if (held) return this.#open(spec, record, false);
      await this.#o.sleep(40 + 40 * this.#o.random());
    }
    throw new PayonceError('storage', 'Not sent: the stored key vanishes as it is written.');
  }

  #open(spec, record, resumed) {
    this.#emit({ type: resumed ? 'resumed' : 'created', intentId: spec.id, action: spec.action });
    return new Intent(spec, record, resumed, (...how) => this.#send(...how));
  }

  #emit(event, listener) {
    for (const each of [this.#o.onEvent, listener]) {
      try {
        each?.(event);
      } catch (error) {
        globalThis.reportError?.(error);
      }
    }
  }

  /** Sends it, or gives it up. */
  async #send(intent, { signal, onEvent }, what = intent) {
    const o = this.#o;
    const { id, action } = intent;
    const emit = (type, more) => this.#emit({ type, intentId: id, action, ...more }, onEvent);
    const deadline = o.monotonic() + o.maxElapsedMs;
    if (!intent.sent) {
      await this.#locked(`${id}:key`, signal, async () => {
        // Another tab's key that stands instead wins: ours was never sent.
        const standing = this.#read(id);
        if (!standing) this.#write(intent.record);
        else if (standing.decided === undefined && standing.key !== intent.key) {
          Object.assign(intent, { record: standing, resumed: true });
        }
      });
    }
    if (intent.resumed && Math.abs(o.now() - intent.record.at) > STALE_MS) {
      unsure('stale', id, 'so old that the server may have forgotten the key');
    }
    const run = () => this.#loop(intent, what, deadline, signal, emit);
    // Not after another tab, or this one, has given up sending: the server tells the two apart.
    if (what === ABANDON) return run();
    emit('waiting');
    return this.#locked(id, signal, run);
  }

  async #loop(intent, what, deadline, signal, emit) {
    const o = this.#o;
    let last = 'nothing was sent';
    let attempts = 0;
    const stop = (code, message, more) => {
      emit('stopped', { code, attempts });
      const effect = intent.sent || intent.resumed ? 'unknown' : 'none';
      throw new PayonceError(code, message, { intentId: intent.id, key: intent.key, attempts, effect, ...more });
    };
    for (;;) {
      if (!o.network.online() && !signal?.aborted) {
        emit('offline');
        await bounded(2 ** 30, signal, (online, stop) => {
          o.network.target.addEventListener?.('online', stop, { once: true });
          return o.sleep(deadline - o.monotonic(), online);
        });
      }
      if (signal?.aborted) stop('aborted', 'Aborted; the key is kept.', { cause: signal.reason });
      const left = deadline - o.monotonic();
      let delayMs = 0;
      if (left > 0) {
        const maybeDone = intent.sent || intent.resumed;
        emit('sending', { attempt: ++attempts });
        const { status, text, header } = await this.#attempt(intent, what, Math.min(left, o.attemptTimeoutMs), signal);
        if (signal?.aborted && !status) continue;
        let { decision, reason, body } = status ? decide(status, text) : { decision: 'retry', reason: text };
        last = status ? `${status} ${reason}` : reason;
        emit('answer', { attempt: attempts, status, decision, reason, body });
        if (what === ABANDON) {
          const executed = reason === 'already-executed';
          if (decision === 'done') this.#decided(intent, false, emit);
          if (executed || decision === 'done') return { executed, body, resource: body.resource, attempts, key: intent.key };
          if (decision === 'failed') decision = 'refused';
        }
        if (decision === 'done') {
          this.#decided(intent, true, emit);
          const replayed = header('X-Idempotent-Result') === 'true';
          return { status, body, replayed, requestId: header('X-Request-ID'), attempts, key: intent.key };
        }
        if (decision !== 'retry') {
          const fields = [body?.differingFields ?? []].flat();
          const effect = maybeDone && decision === 'refused' || decision === 'expired' ? 'unknown' : 'none';
          if (decision === 'failed') this.#decided(intent, false, emit);
          stop(decision, `${WHY[decision]} (${last}): ${fields.join(', ') || (body?.detail ?? '')}`, {
            status, effect, problem: body, resource: body?.resource, differingFields: fields,
          });
        }
        const after = retryAfter(header('Retry-After'), header('Date'), o.now());
        delayMs = backoff(attempts, o.random(), after, o.backoffBaseMs, o.backoffCapMs);
        if (attempts < o.maxAttempts && o.monotonic() + delayMs < deadline) {
          emit('retrying', { attempt: attempts, delayMs, reason });
          await o.sleep(delayMs, signal);
          continue;
        }
      }
      stop('gave-up', `No definitive answer in ${attempts} tries (last: ${last}). Sending again goes on with the same key.`);
    }
  }

  /** One try; status 0 is no answer, with the reason as the text. */
  #attempt(intent, { path, body }, timeoutMs, outer) {
    return bounded(timeoutMs, outer, async (signal) => {
      try {
        const { headers: given, baseUrl } = this.#o;
        const headers = new Headers(typeof given === 'function' ? await unlessAborted(given(), signal) : given);
        headers.set('Content-Type', 'application/json');
        headers.set('Idempotency-Key', intent.key);
        const init = { method: 'POST', headers, body, redirect: 'manual', signal };
        intent.sent ||= path === intent.path;
        const response = await this.#o.fetch(baseUrl + path, init);
        const text = await response.text();
        return { status: response.status, text: text || 'no body', header: (name) => response.headers.get(name) };
      } catch (cause) {
        return { status: 0, text: signal.reason === 'timeout' ? 'timeout' : `network: ${cause}`, header: () => null };
      }
    });
  }

  /** A failure drops the key, a success lets it guard for a moment. Unstored, the old answer comes again. */
  #decided(intent, well, emit) {
    intent.decidedAt = well ? this.#o.monotonic() : -Infinity;
    try {
      if (this.#read(intent.id)?.key === intent.key) {
        if (well) this.#write({ ...intent.record, decided: Math.floor(this.#o.now()) });
        else this.#remove(intent.id);
      }
    } catch (error) {
      emit('storage-failed', { error });
    }
    emit('decided', { well });
  }
}

/** One intent, with its one key. */
export class Intent {
  #run;
  #sending;
  sent = false;
  decidedAt = NaN;

  constructor(spec, record, resumed, run) {
    const { id, action, path, body } = spec;
    Object.assign(this, { id, action, path, body, record, resumed });
    this.#run = run;
  }

  get key() {
    return this.record.key;
  }

  /**
   * Sends until there is a definitive answer. While it runs, and once decided, every call gives the same promise.
   * @returns {Promise<import('./payonce.js').Answer>}
   */
  send(how = {}) {
    if (!this.#sending) {
      this.#sending = this.#run(this, how);
      this.#sending.catch(() => {
        if (Number.isNaN(this.decidedAt)) this.#sending = undefined;
      });
    }
    return this.#sending;
  }

  /**
   * Gives it up: it has not happened and never will, or the answer says that it has.
   * @returns {Promise<import('./payonce.js').Abandonment>}
   */
  abandon(how = {}) {
    return this.#run(this, how, ABANDON);
  }
}

// node --test src/test/js/payonce.test.mjs - Node 20 or later, no packages. Run by SdkTest as well.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sdk = join(root, 'src/main/resources/META-INF/resources/sdk');
const source = readFileSync(join(sdk, 'payonce.js'), 'utf8');
const types = readFileSync(join(sdk, 'payonce.d.ts'), 'utf8');
const vectors = JSON.parse(readFileSync(join(root, 'src/test/resources/client-vectors.json'), 'utf8'));

// Without a package.json node takes .js for CommonJS: the copy makes it a module. A query makes a new instance of it.
const scratch = mkdtempSync(join(tmpdir(), 'payonce-sdk-'));
copyFileSync(join(sdk, 'payonce.js'), join(scratch, 'payonce.mjs'));
let loads = 0;
const load = () => import(`${pathToFileURL(join(scratch, 'payonce.mjs'))}?${loads++}`);
const js = await load();
after(() => rmSync(scratch, { recursive: true }));

describe('the vectors shared with the Java client', () => {
  for (const each of vectors.canonical) {
    test(`canonical: ${each.name}`, () => assert.equal(js.canonical(JSON.parse(each.json)), each.canonical));
  }
  for (const each of vectors.refused) {
    test(`refused: ${each.name}`, () => assert.throws(() => js.canonical(JSON.parse(each.json)), { code: 'invalid' }));
  }
  for (const each of vectors.identity) {
    test(`identity: ${each.name}`, () => {
      const { id, digest, path, body } = js.identify(each.user, each.action, each.payload);
      assert.deepEqual({ id, digest, path }, { id: each.id, digest: each.digest, path: each.path });
      assert.equal(js.canonical(JSON.parse(body)), each.body);
    });
  }
  for (const each of vectors.invalidIntents) {
    test(`invalid: ${each.name}`, () =>
      assert.throws(() => js.identify(each.user, each.action, each.payload), { code: 'invalid', effect: 'none' }));
  }
  test('keys', () => {
    for (const each of vectors.keys) {
      const key = js.makeKey(each, each.at, each.random);
      assert.equal(key, each.key);
      assert.match(key, /^[A-Za-z0-9\-_.:~+/=]{8,255}$/);
      assert.ok(!key.includes(each.user));
    }
  });
  for (const each of vectors.records) {
    test(`record: ${each.name}`, () => assert.equal(js.readRecord(each.text, each.id)?.key ?? null, each.key));
  }
  for (const { name, key } of vectors.noKeys) {
    test(`no key: ${name}`, () => {
      const sealed = (record) => {
        const text = js.canonical(record);
        return `${text.slice(0, -1)},"sum":"${js.sha256(text).slice(0, 16)}"}`;
      };
      const made = { v: 1, id: 'id', action: 'order.create', key: vectors.keys[0].key, at: 0 };
      assert.equal(js.readRecord(sealed(made), 'id').key, made.key);
      assert.equal(js.readRecord(sealed({ ...made, key }), 'id'), null);
    });
  }
  for (const each of vectors.decisions) {
    test(`decision: ${each.name}`, () => assert.equal(js.decide(each.status, each.body).decision, each.decision));
  }
  test('backoff', () => {
    for (const { attempt, random, retryAfterMs, baseMs, capMs, delayMs } of vectors.backoff) {
      assert.equal(js.backoff(attempt, random, retryAfterMs, baseMs, capMs), delayMs);
    }
  });
  test('Retry-After', () => {
    for (const each of vectors.retryAfter) assert.equal(js.retryAfter(each.value, each.date, each.now), each.ms, each.value);
  });
});

describe('the file', () => {
  test('imports nothing, requires nothing', () => {
    assert.doesNotMatch(source, /^\s*import\s/m);
    assert.doesNotMatch(source, /require\(/);
  });
  test('exports what payonce.d.ts says', () => {
    const names = (text) =>
      [...text.matchAll(/^export (?:declare )?(?:async )?(?:function|class|const) (\w+)/gm)].map((m) => m[1]).sort();
    assert.deepEqual(names(types), names(source));
    assert.deepEqual(Object.keys(js).sort(), names(source));
  });
  test('refers in its JSDoc only to types that payonce.d.ts has', () => {
    const used = [...source.matchAll(/import\('\.\/payonce\.js'\)\.(\w+)/g)].map((m) => m[1]);
    assert.ok(used.length > 0);
    for (const name of used) assert.match(types, new RegExp(`^export (interface|type) ${name}\\b`, 'm'));
  });
  test('documents every option that it has, and no other', () => {
    const declared = [...types.match(/export interface Options \{([\s\S]*?)\n\}/)[1].matchAll(/^ {2}(\w+)\?[:(]/gm)];
    const read = [...source.matchAll(/\bo\.(\w+)|#o\.(\w+)|const \{([^}]*)\} = this\.#o/g)].flatMap((m) =>
      m[3] ? m[3].split(',').map((name) => name.trim().split(':')[0]) : [m[1] ?? m[2]]);
    assert.deepEqual(declared.map((m) => m[1]).sort(), [...new Set(read)].sort());
  });
  test('has a SHA-256 that agrees with the platform for every length around the block', () => {
    for (let n = 0; n < 200; n++) {
      const text = 'é'.repeat(n % 7) + 'x'.repeat(n);
      assert.equal(js.sha256(text), createHash('sha256').update(text).digest('hex'));
    }
  });
  test('refuses what JSON would silently change', () => {
    const cyclic = {};
    cyclic.self = cyclic;
    for (const bad of [NaN, Infinity, 1n, () => 1, Symbol('s'), undefined, [undefined], new Array(1), new Map(), cyclic]) {
      assert.throws(() => js.canonical({ bad }.bad === undefined ? [bad] : { bad }), { code: 'invalid' });
    }
    assert.equal(js.canonical({ a: undefined, at: new Date(0) }), '{"at":"1970-01-01T00:00:00.000Z"}');
  });
});

/** A localStorage; `broken` decides what throws. */
function storage(broken = () => {}) {
  const kept = new Map();
  return {
    kept,
    get length() { return broken('length'), kept.size; },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (name) => (broken('get'), kept.get(name) ?? null),
    setItem: (name, text) => (broken('set'), void kept.set(name, text)),
    removeItem: (name) => (broken('remove'), void kept.delete(name)),
  };
}

/** Web Locks: exclusive, first come first served; an abort ends the waiting, not the holding. */
function lockManager() {
  const tails = new Map();
  return {
    async request(name, { signal }, work) {
      const before = tails.get(name) ?? Promise.resolve();
      let release;
      tails.set(name, before.then(() => new Promise((resolve) => (release = resolve))));
      const aborted = new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
      try {
        await Promise.race([before, aborted]);
      } catch (error) {
        before.then(() => setImmediate(() => release()));
        throw error;
      }
      await Promise.resolve();
      try {
        return await work({ name });
      } finally {
        release();
      }
    },
  };
}

const order = '0199a0b1-7c00-7000-8000-000000000001';
const payment = { order, amount: 1000, currency: 'EUR', paymentMethod: 'pm_ok' };
const problem = (status, slug, retry, more = {}) => (key, res) => {
  res.writeHead(status, { 'Content-Type': 'application/problem+json', ...more.headers });
  res.end(JSON.stringify({ type: `/problems/${slug}`, title: slug, status, retry, ...more.members }));
};
const html = (status) => (key, res) => res.writeHead(status, { 'Content-Type': 'text/html' }).end('<!doctype html>Sorry');

/** A server that executes a key once and replays it, unless the script says otherwise for the next request. */
const effects = new Set();
const seen = [];
let script = [];
function execute(key, res) {
  const first = !effects.has(key);
  effects.add(key);
  const headers = { 'Content-Type': 'application/json', 'X-Request-ID': 'r1', ...(first ? {} : { 'X-Idempotent-Result': 'true' }) };
  res.writeHead(first ? 201 : 200, headers).end(JSON.stringify({ id: 'pay_1', status: 'SUCCEEDED' }));
}
const lost = (key, res) => (effects.add(key), res.destroy());
const silent = (key) => void effects.add(key);
const pending = (key, res) => {
  effects.add(key);
  res.writeHead(202, { 'Content-Type': 'application/json', 'Retry-After': '2' }).end('{"id":"pay_1","status":"PENDING"}');
};
const server = createServer((req, res) => {
  res.setHeader('Connection', 'close');
  let body = '';
  req.on('data', (chunk) => (body += chunk)).on('end', () => {
    const key = req.headers['idempotency-key'];
    seen.push({ key, url: req.url, body, headers: req.headers });
    (script.shift() ?? execute)(key, res);
  });
});
let baseUrl;
before(() => new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
  baseUrl = `http://127.0.0.1:${server.address().port}`;
  resolve();
})));
after(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
beforeEach(() => {
  effects.clear();
  seen.length = 0;
  script = [];
});

/** A browser: storage, locks and clocks that its tabs share. Sleeping moves the clocks, and takes no time. */
function browser(more = {}) {
  const world = { storage: storage(), locks: lockManager(), now: 1763870400000, mono: 0, slept: [], events: [] };
  const options = {
    baseUrl,
    storage: world.storage,
    locks: world.locks,
    now: () => world.now,
    monotonic: () => world.mono,
    random: () => 0.5,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      world.slept.push(ms);
      world.mono += ms;
      world.now += ms;
      await new Promise(setImmediate);
    },
    onEvent: (event) => world.events.push(event),
    ...more,
  };
  return Object.assign(world, { tab: async (extra) => new (await load()).Payonce({ ...options, ...extra }) });
}
const stored = (world) => [...world.storage.kept.values()].map((text) => JSON.parse(text));

describe('one intent, one effect', () => {
  test('an intent is stored before it is sent, and answered', async () => {
    const world = browser();
    let atFirstSending;
    const tab = await world.tab({ fetch: (...args) => ((atFirstSending ??= stored(world)), fetch(...args)) });
    const intent = await tab.intent('alice@example.org', 'payment.create', payment);
    const answer = await intent.send();
    assert.equal(atFirstSending[0].key, intent.key);
    assert.deepEqual({ ...answer, key: 0 }, {
      status: 201, body: { id: 'pay_1', status: 'SUCCEEDED' }, replayed: false, requestId: 'r1', attempts: 1, key: 0,
    });
    assert.equal(seen[0].url, `/v1/orders/${order}/payments`);
    assert.deepEqual(JSON.parse(seen[0].body), { amount: 1000, currency: 'EUR', paymentMethod: 'pm_ok' });
    assert.ok(![...world.storage.kept].flat().join().includes('alice'));
    assert.deepEqual(world.events.map((e) => e.type), ['created', 'waiting', 'sending', 'answer', 'decided']);
  });

  for (const locks of [true, false]) {
    const how = locks ? 'with Web Locks' : 'without Web Locks';
    const given = () => (locks ? browser() : browser({ locks: undefined }));

    test(`a double click is one request, ${how}`, async () => {
      const tab = await given().tab();
      const click = async () => (await tab.intent('u', 'payment.create', payment)).send();
      const [a, b] = await Promise.all([click(), click()]);
      assert.equal(a, b);
      assert.equal(seen.length, 1);
      assert.equal(await click(), a, 'a third click, just after the answer');
      assert.equal(seen.length, 1);
    });

    test(`two tabs with one intent have one effect, ${how}`, async () => {
      const world = given();
      const [one, two] = [await world.tab(), await world.tab()];
      script = [pending, pending];
      const run = async (tab) => (await tab.intent('u', 'payment.create', payment)).send();
      const answers = await Promise.all([run(one), run(two)]);
      assert.equal(effects.size, 1);
      assert.equal(new Set(seen.map((r) => r.key)).size, 1);
      assert.equal(answers[0].key, answers[1].key);
    });

    test(`a reload in mid flight goes on with the same key, ${how}`, async () => {
      const world = given();
      const leaving = new AbortController();
      const first = await (await world.tab()).intent('u', 'payment.create', payment);
      script = [(key) => (effects.add(key), leaving.abort())];
      await assert.rejects(first.send({ signal: leaving.signal }), { code: 'aborted', effect: 'unknown' });
      const again = await (await world.tab()).intent('u', 'payment.create', { ...payment, amount: 1e3 });
      assert.equal(again.key, first.key);
      assert.equal(again.resumed, true);
      assert.equal((await again.send()).replayed, true);
      assert.equal(effects.size, 1);
    });
  }

  test('a tab whose key was never sent takes the key that another tab stored meanwhile', async () => {
    const world = browser();
    const [one, two] = [await world.tab(), await world.tab()];
    const early = await one.intent('u', 'payment.create', payment);
    two.forget(early.id);
    const late = await two.intent('u', 'payment.create', payment);
    assert.notEqual(early.key, late.key);
    await Promise.all([late.send(), early.send()]);
    assert.equal(effects.size, 1);
  });

  test('without Web Locks, two tabs that both found nothing agree on one key before they send', async () => {
    const world = browser({ locks: undefined });
    const late = { ...world.storage, reads: 0, getItem: (name) => (late.reads++ ? world.storage.getItem(name) : null) };
    const [one, two] = [await world.tab(), await world.tab({ storage: late })];
    const [a, b] = await Promise.all([one, two].map((tab) => tab.intent('u', 'payment.create', payment)));
    assert.equal(a.key, b.key);
    assert.ok(late.reads > 1);
  });

  test('a tab that holds the lock and hangs does not stop the other for ever', async () => {
    const world = browser({ lockWaitMs: 30 });
    const tab = await world.tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    let release;
    const hung = world.locks.request(`payonce:default:${intent.id}`, {}, () => new Promise((r) => (release = r)));
    assert.equal((await intent.send()).status, 201);
    release();
    await hung;
  });

  test('the same thing again, deliberately, is a new intent', async () => {
    const world = browser();
    const tab = await world.tab();
    const first = await tab.intent('u', 'transfer.create', { recipient: 'r', amount: 1, currency: 'EUR' });
    await first.send();
    const again = await tab.intent('u', 'transfer.create', { recipient: 'r', amount: 1, currency: 'EUR' }, { again: true });
    assert.notEqual(again.key, first.key);
    await again.send();
    world.mono += 3000;
    world.now += 3000;
    const later = await tab.intent('u', 'transfer.create', { recipient: 'r', amount: 1, currency: 'EUR' });
    assert.notEqual(later.key, again.key);
    await later.send();
    assert.equal(effects.size, 3);
    world.now += 3000;
    const other = await tab.intent('u', 'transfer.create', { recipient: 'r', amount: 2, currency: 'EUR' });
    assert.deepEqual(stored(world).map((record) => record.key), [other.key], 'what is settled is swept');
  });

  test('again never replaces an undecided key', async () => {
    const tab = await browser().tab();
    const first = await tab.intent('u', 'payment.create', payment);
    assert.equal((await tab.intent('u', 'payment.create', payment, { again: true })).key, first.key);
  });

  test('the example in docs/clients.md pays', async () => {
    const page = readFileSync(join(root, 'docs', 'clients.md'), 'utf8');
    const [, example] = page.match(/```js\nimport \{ Payonce \} from '\/sdk\/payonce\.js';\n([\s\S]*?)```/);
    const AsyncFunction = (async () => {}).constructor;
    const world = browser();
    class Payonce extends js.Payonce {
      constructor(options) {
        super({ baseUrl, storage: world.storage, locks: world.locks, ...options });
      }
    }
    const answer = await new AsyncFunction('Payonce', 'order', `${example}; return answer;`)(Payonce, order);
    assert.equal(answer.status, 201);
    assert.deepEqual([seen[0].url, seen[0].headers.authorization], [`/v1/orders/${order}/payments`, 'Bearer sk_dev_acme']);
  });

  test('two intents of one user in one millisecond differ', async () => {
    const tab = await browser().tab();
    const keys = new Set();
    for (let i = 0; i < 50; i++) {
      const intent = await tab.intent('u', 'payment.create', payment);
      keys.add(intent.key);
      tab.forget(intent.id);
    }
    assert.equal(keys.size, 50);
  });

  test('what is sent is what was hashed, whatever the page does to its object', async () => {
    const tab = await browser().tab();
    const mine = { ...payment };
    const intent = await tab.intent('u', 'payment.create', mine);
    mine.amount = 999999;
    await intent.send();
    assert.equal(JSON.parse(seen[0].body).amount, 1000);
  });

  test('a listener that throws does not touch the payment', async () => {
    const tab = await browser({ onEvent: () => { throw new Error('page'); } }).tab();
    assert.equal((await (await tab.intent('u', 'payment.create', payment)).send()).status, 201);
  });
});

describe('sent again with the same key', () => {
  const retried = {
    'a lost answer': lost,
    'a timeout': silent,
    'a 500': html(500),
    'a 503 of payonce': problem(503, 'gateway-unavailable', 'same-key'),
    '409 operation-in-progress': problem(409, 'operation-in-progress', 'same-key'),
    'a 202': pending,
    'a 429': problem(429, 'too-many-requests', 'same-key'),
    'a 200 of HTML': html(200),
    'a 404 of HTML': html(404),
    'a redirect': (key, res) => res.writeHead(302, { Location: '/login' }).end(),
  };
  for (const [name, behaviour] of Object.entries(retried)) {
    test(name, async () => {
      script = [behaviour, behaviour];
      const tab = await browser({ attemptTimeoutMs: name === 'a timeout' ? 500 : 5000 }).tab();
      const intent = await tab.intent('u', 'payment.create', payment);
      const answer = await intent.send();
      assert.equal(answer.attempts, 3);
      assert.deepEqual(new Set(seen.map((r) => r.key)), new Set([intent.key]));
      assert.equal(effects.size, 1);
    });
  }

  test('Retry-After is honoured, backoff is exponential with full jitter', async () => {
    const world = browser();
    script = [lost, lost, lost, pending, problem(429, 'too-many-requests', 'same-key', { headers: { 'Retry-After': '7' } })];
    await (await (await world.tab()).intent('u', 'payment.create', payment)).send();
    assert.deepEqual(world.slept, [125, 250, 500, 2000 + 1000, 7000 + 2000]);
  });

  test('offline is waited out without using up tries', async () => {
    const target = new EventTarget();
    let online = false;
    const world = browser({ sleep: (ms, signal) => new Promise((r) => signal.addEventListener('abort', r)),
      network: { online: () => online, target } });
    const intent = await (await world.tab()).intent('u', 'payment.create', payment);
    const sending = intent.send({
      onEvent: ({ type }) => type === 'offline' && setImmediate(() => {
        assert.equal(seen.length, 0);
        online = true;
        target.dispatchEvent(new Event('online'));
      }),
    });
    assert.equal((await sending).attempts, 1);
  });

  test('offline for too long says that nothing was sent', async () => {
    const world = browser({ network: { online: () => false, target: new EventTarget() } });
    const intent = await (await world.tab()).intent('u', 'payment.create', payment);
    await assert.rejects(intent.send(), { code: 'gave-up', effect: 'none', attempts: 0 });
  });

  test('the bound on tries holds, the key is kept, and sending again goes on with it', async () => {
    script = Array(3).fill(lost);
    const world = browser({ maxAttempts: 3 });
    const tab = await world.tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    await assert.rejects(intent.send(), { code: 'gave-up', effect: 'unknown', attempts: 3, key: intent.key });
    assert.equal(seen.length, 3);
    assert.equal(tab.pending()[0].key, intent.key);
    assert.equal((await intent.send()).replayed, true);
    assert.equal(effects.size, 1);
  });

  test('the bound on time holds, and a Retry-After beyond it is not waited for', async () => {
    const world = browser({ maxElapsedMs: 10000 });
    const tab = await world.tab();
    script = Array(50).fill(html(502));
    await assert.rejects((await tab.intent('u', 'payment.create', payment)).send(), /gave-up|502 server-error/);
    assert.ok(world.mono <= 10000);
    seen.length = 0;
    script = [problem(503, 'service-unavailable', 'same-key', { headers: { 'Retry-After': '3600' } })];
    await assert.rejects((await tab.intent('v', 'payment.create', payment)).send(), { code: 'gave-up' });
    assert.equal(seen.length, 1);
  });

  test('HTML to the end is a clear error', async () => {
    script = Array(4).fill(html(200));
    const tab = await browser({ maxAttempts: 4 }).tab();
    await assert.rejects((await tab.intent('u', 'payment.create', payment)).send(),
      /No definitive answer in 4 tries \(last: 200 not-an-answer\)/);
  });
});

describe('stopped', () => {
  test('422: it says which fields differ, is not sent again, and keeps the key', async () => {
    script = [problem(422, 'idempotency-key-reused', 'new-key', { members: { differingFields: ['amount', 'currency'] } })];
    const tab = await browser().tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    await assert.rejects(intent.send(), (error) => {
      assert.equal(error.code, 'mismatch');
      assert.deepEqual(error.differingFields, ['amount', 'currency']);
      assert.match(error.message, /amount, currency/);
      return true;
    });
    assert.equal(seen.length, 1);
    assert.equal((await tab.intent('u', 'payment.create', payment)).key, intent.key);
    assert.notEqual((await tab.intent('u', 'payment.create', { ...payment, amount: 2 })).key, intent.key);
  });

  test('402: a definitive failure; the next equal intent has a new key', async () => {
    script = [problem(402, 'payment-declined', 'new-key', { members: { detail: 'card_declined' } })];
    const tab = await browser().tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    await assert.rejects(intent.send(), { code: 'failed', effect: 'none', status: 402 });
    await assert.rejects(intent.send(), { code: 'failed' }, 'the same answer for the same intent');
    assert.equal(seen.length, 1);
    const next = await tab.intent('u', 'payment.create', payment);
    assert.notEqual(next.key, intent.key);
    assert.equal((await next.send()).status, 201);
  });

  test('410: surfaced, not sent as new; only forget gives the key up', async () => {
    const world = browser();
    const old = await (await world.tab()).intent('u', 'payment.create', payment);
    world.now += 25 * 3600 * 1000;
    world.mono += 25 * 3600 * 1000;
    script = [problem(410, 'idempotency-key-expired', 'never', { members: { resource: '/v1/payments/p' } })];
    const tab = await world.tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    await assert.rejects(intent.send(), { code: 'expired', effect: 'unknown', resource: '/v1/payments/p', key: old.key });
    assert.equal((await (await world.tab()).intent('u', 'payment.create', payment)).key, old.key);
    tab.forget(intent.id);
    assert.notEqual((await tab.intent('u', 'payment.create', payment)).key, old.key);
  });

  test('a 401 after a lost answer keeps the key, and says that the outcome is unknown', async () => {
    script = [lost, problem(401, 'unauthorized', 'never')];
    const tab = await browser().tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    await assert.rejects(intent.send(), { code: 'refused', effect: 'unknown' });
    assert.equal((await tab.intent('u', 'payment.create', payment)).key, intent.key);
    assert.equal((await intent.send()).replayed, true);
    assert.equal(effects.size, 1);
  });

  test('a 400 at once had no effect', async () => {
    script = [problem(400, 'invalid-request', 'never')];
    const tab = await browser().tab();
    await assert.rejects((await tab.intent('u', 'payment.create', payment)).send(), { code: 'refused', effect: 'none' });
  });

  test('an abort while it waits', async () => {
    const stop = new AbortController();
    script = Array(9).fill(lost);
    const tab = await browser().tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    const onEvent = ({ type }) => type === 'retrying' && stop.abort();
    await assert.rejects(intent.send({ signal: stop.signal, onEvent }), { code: 'aborted', effect: 'unknown', attempts: 1 });
    assert.equal(seen.length, 1);
  });
});

describe('given up', () => {
  const abandoned = (key, res) =>
    res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":"op_1","status":"ABANDONED","resource":null}');
  const failed = (key, res) =>
    res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":"op_1","status":"FAILED","resource":"/v1/payments/1"}');
  const executed = problem(409, 'already-executed', 'never', { members: { resource: '/v1/payments/1' } });
  const make = async (tab) => tab.intent('u', 'payment.create', payment);

  test('what was never sent never happens, and the next equal intent has a new key', async () => {
    const world = browser();
    const tab = await world.tab();
    const intent = await make(tab);
    script = [abandoned];
    const { executed: happened, body, key, attempts } = await intent.abandon();
    assert.deepEqual([happened, body.status, key, attempts], [false, 'ABANDONED', intent.key, 1]);
    const { url, body: sent, key: carried } = seen[0];
    assert.deepEqual([url, sent, carried], ['/v1/operations/current/abandon', '', intent.key]);
    assert.equal(world.storage.kept.size, 0);
    assert.notEqual((await make(tab)).key, intent.key);
  });

  test('after a lost answer it asks until the server knows, and says that nothing happened', async () => {
    const world = browser();
    const tab = await world.tab({ maxAttempts: 4 });
    const intent = await make(tab);
    script = [lost, lost, lost, lost];
    await assert.rejects(intent.send(), { code: 'gave-up' });
    script = [lost, html(502), problem(409, 'operation-in-progress', 'same-key', { headers: { 'Retry-After': '1' } }), failed];
    const { executed: happened, resource, attempts } = await intent.abandon();
    assert.deepEqual([happened, resource, attempts], [false, '/v1/payments/1', 4]);
    assert.equal(new Set(seen.map(({ key }) => key)).size, 1);
    assert.notEqual((await make(tab)).key, intent.key);
  });

  test('what has happened is said, the key stays, and send gets the answer', async () => {
    const world = browser();
    const tab = await world.tab({ maxAttempts: 1 });
    const intent = await make(tab);
    script = [lost, executed, executed];
    await assert.rejects(intent.send(), { code: 'gave-up' });
    for (let twice = 0; twice < 2; twice++) {
      const { executed: happened, resource } = await intent.abandon();
      assert.deepEqual([happened, resource], [true, '/v1/payments/1']);
    }
    assert.equal((await make(tab)).key, intent.key);
    assert.equal((await intent.send()).replayed, true);
    assert.equal(effects.size, 1);
  });

  test('a send that is still waiting does not keep it from being given up, and then fails without effect', async () => {
    const world = browser();
    const tab = await world.tab();
    const intent = await make(tab);
    const gone = problem(409, 'operation-abandoned', 'new-key');
    script = [
      (key, res) => intent.abandon().then(({ executed: happened }) => {
        assert.equal(happened, false);
        script.push(gone);
        res.destroy();
      }),
      abandoned,
    ];
    await assert.rejects(intent.send(), { code: 'failed', effect: 'none', status: 409 });
    assert.notEqual((await make(tab)).key, intent.key);
  });

  test('where nobody can say, the bounds hold, the key is kept, and giving up can go on', async () => {
    const world = browser();
    const tab = await world.tab({ maxAttempts: 2 });
    const intent = await make(tab);
    script = [problem(503, 'service-unavailable', 'same-key'), lost];
    await assert.rejects(intent.abandon(), { code: 'gave-up', attempts: 2, effect: 'none' });
    assert.equal((await make(tab)).key, intent.key);
    script = [abandoned];
    assert.equal((await intent.abandon()).executed, false);
  });

  test('a server that does not know it leaves the key alone', async () => {
    const tab = await browser().tab({ maxAttempts: 1 });
    const intent = await make(tab);
    script = [lost, problem(404, 'not-found', 'never')];
    await assert.rejects(intent.send(), { code: 'gave-up' });
    await assert.rejects(intent.abandon(), { code: 'refused', effect: 'unknown' });
    assert.equal((await make(tab)).key, intent.key);
  });

  test('a key that the server may have forgotten is not given up in vain', async () => {
    const world = browser();
    await make(await world.tab());
    world.now += 81 * 24 * 3600 * 1000;
    await assert.rejects((await make(await world.tab())).abandon(), { code: 'stale', effect: 'unknown' });
    assert.equal(seen.length, 0);
  });
});

describe('by itself', () => {
  test('it waits, and an abort ends the waiting at once', async () => {
    const tab = new (await load()).Payonce({ baseUrl, storage: storage(), random: () => 0.99, backoffBaseMs: 60000, backoffCapMs: 60000 });
    const stop = new AbortController();
    script = [lost];
    const intent = await tab.intent('u', 'payment.create', payment);
    const onEvent = ({ type }) => type === 'retrying' && setTimeout(() => stop.abort(), 10);
    const began = performance.now();
    await assert.rejects(intent.send({ signal: stop.signal, onEvent }), { code: 'aborted' });
    assert.ok(performance.now() - began < 30000);
  });
  test('it waits as long as it says', async () => {
    const tab = new (await load()).Payonce({ baseUrl, storage: storage(), random: () => 0.5, backoffBaseMs: 40 });
    script = [lost];
    const began = performance.now();
    await (await tab.intent('u', 'payment.create', payment)).send();
    assert.ok(performance.now() - began >= 19);
  });
});

describe('bad surroundings', () => {
  const quota = (what) => {
    if (what === 'set') throw new DOMException('full', 'QuotaExceededError');
  };
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  for (const [name, broken] of Object.entries({ full: quota, forbidden })) {
    test(`a storage that is ${name} is a clear error before anything is sent`, async () => {
      const tab = await browser({ storage: storage(broken) }).tab();
      await assert.rejects(tab.intent('u', 'payment.create', payment), { code: 'storage', effect: 'none' });
      assert.equal(seen.length, 0);
    });
    test(`a storage that is ${name} can be done without, if the page says so`, async () => {
      const world = browser({ storage: storage(broken), allowMemory: true });
      const tab = await world.tab();
      const click = async () => (await tab.intent('u', 'payment.create', payment)).send();
      const intent = await tab.intent('u', 'payment.create', payment);
      assert.deepEqual(tab.pending().map((record) => record.key), [intent.key]);
      script = [lost];
      assert.equal((await Promise.all([click(), click()]))[0].replayed, true);
      assert.equal(effects.size, 1);
      assert.ok(world.events.some((e) => e.type === 'memory-only'));
      assert.deepEqual(tab.pending(), []);
    });
  }

  test('a storage that works again is used again', async () => {
    let full = true;
    const tab = await browser({ storage: storage((what) => full && quota(what)) }).tab();
    await assert.rejects(tab.intent('u', 'payment.create', payment), { code: 'storage' });
    full = false;
    assert.equal((await (await tab.intent('u', 'payment.create', payment)).send()).status, 201);
  });

  test('a key that was in memory only is dropped as well, where the storage works again', async () => {
    let full = true;
    const world = browser({ storage: storage((what) => full && quota(what)), allowMemory: true });
    const tab = await world.tab();
    const first = await tab.intent('u', 'payment.create', payment);
    full = false;
    await first.send();
    world.now += 3000;
    world.mono += 3000;
    assert.notEqual((await tab.intent('u', 'payment.create', payment)).key, first.key);
  });

  test('a storage that drops what it is given is found out', async () => {
    const dropping = { ...storage(), setItem() {}, length: 0 };
    const tab = await browser({ storage: dropping }).tab();
    await assert.rejects(tab.intent('u', 'payment.create', payment), { code: 'storage' });
  });

  test('a full storage does not hide the key that is in it', async () => {
    const world = browser();
    const first = await (await world.tab()).intent('u', 'payment.create', payment);
    world.storage.setItem = () => quota('set');
    const tab = await world.tab({ allowMemory: true });
    assert.equal((await tab.intent('u', 'payment.create', payment)).key, first.key);
  });

  test('a storage that fails after the answer leaves the key: an equal intent gets the old answer', async () => {
    let full = false;
    const world = browser({ storage: storage((what) => full && quota(what)) });
    const tab = await world.tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    full = true;
    assert.equal((await intent.send()).status, 201);
    assert.ok(world.events.some((e) => e.type === 'storage-failed'));
    full = false;
    world.mono += 1e6;
    world.now += 1e6;
    assert.equal((await (await (await world.tab()).intent('u', 'payment.create', payment)).send()).replayed, true);
    assert.equal(effects.size, 1);
  });

  test('a corrupt stored intent is a clear error; nothing is guessed until forget', async () => {
    const world = browser();
    const intent = await (await world.tab()).intent('u', 'payment.create', payment);
    const [[name, text]] = world.storage.kept;
    for (const bad of ['{', '', 'null', text.slice(0, 80), text.replace('po1-0', 'po1-1'), text.replace('"v":1', '"v":2')]) {
      world.storage.kept.set(name, bad);
      const tab = await world.tab();
      await assert.rejects(tab.intent('u', 'payment.create', payment),
        { code: 'corrupt', effect: 'unknown', intentId: intent.id });
      assert.deepEqual(tab.pending(), [{ id: intent.id, corrupt: true }]);
    }
    assert.equal(seen.length, 0);
    const tab = await world.tab();
    tab.forget(intent.id);
    assert.equal((await (await tab.intent('u', 'payment.create', payment)).send()).status, 201);
  });

  test('a clock that jumps, either way and in mid flight, changes neither key nor bounds', async () => {
    const world = browser({ maxAttempts: 4 });
    const tab = await world.tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    const year = 365 * 24 * 3600 * 1000;
    const jump = (by) => (key, res) => ((world.now += by), lost(key, res));
    script = [jump(50 * year), jump(-90 * year), jump(40 * year)];
    assert.equal((await intent.send()).attempts, 4);
    assert.equal(new Set(seen.map((r) => r.key)).size, 1);
    assert.equal(effects.size, 1);
  });

  test('a clock that is set back an hour after a crash goes on with the same key', async () => {
    const world = browser();
    const intent = await (await world.tab()).intent('u', 'payment.create', payment);
    world.now -= 3600000;
    const again = await (await world.tab()).intent('u', 'payment.create', payment);
    assert.equal(again.key, intent.key);
    assert.equal((await again.send()).status, 201);
  });

  test('an intent older than the server remembers keys is not sent', async () => {
    const world = browser();
    const intent = await (await world.tab()).intent('u', 'payment.create', payment);
    world.now += 81 * 24 * 3600 * 1000;
    const again = await (await world.tab()).intent('u', 'payment.create', payment);
    await assert.rejects(again.send(), { code: 'stale', effect: 'unknown', intentId: intent.id });
    assert.equal(seen.length, 0);
  });

  test('a clock that is no clock is a clear error', async () => {
    const tab = await browser({ now: () => NaN }).tab();
    await assert.rejects(tab.intent('u', 'payment.create', payment));
    assert.equal(seen.length, 0);
  });

  test('a token that cannot be had is not a request', async () => {
    const headers = async () => { throw new Error('token'); };
    const tab = await browser({ maxAttempts: 2, headers }).tab();
    await assert.rejects((await tab.intent('u', 'payment.create', payment)).send(), { code: 'gave-up', effect: 'none' });
    assert.equal(seen.length, 0);
  });

  test('a token that never comes is not waited for without end', async () => {
    const headers = () => new Promise(() => {});
    const tab = await browser({ maxAttempts: 2, attemptTimeoutMs: 30, headers }).tab();
    await assert.rejects((await tab.intent('u', 'payment.create', payment)).send(), { code: 'gave-up', effect: 'none' });
    assert.equal(seen.length, 0);
  });

  test('a header of the page cannot replace the key', async () => {
    const tab = await browser({ headers: { 'idempotency-key': 'mine-mine-mine', Authorization: 'Bearer sk' } }).tab();
    const intent = await tab.intent('u', 'payment.create', payment);
    await intent.send();
    assert.equal(seen[0].key, intent.key);
    assert.equal(seen[0].headers.authorization, 'Bearer sk');
  });
});

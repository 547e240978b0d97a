/**
 * payonce, the browser's half: one intent, one key, one effect.
 *
 *     const payonce = new Payonce({ headers: { Authorization: `Bearer ${apiKey}` } });
 *     const intent = await payonce.intent(userId, 'payment.create', { order, amount, currency, paymentMethod });
 *     const answer = await intent.send();
 *
 * An intent is known by user, action and the identity fields of its payload: noise (notes, metadata, `clientNonce`,
 * `clientTimestamp`), a member that is null, and the order of an order's items do not count. While it is undecided every
 * equal call gets the same key: a double click, a reload, a crash, another tab. What an answer means for the key:
 *
 * | answer | what happens | the key |
 * |---|---|---|
 * | 2xx with a resource | `send` resolves | guards `repeatGuardMs` against the second click, then is dropped |
 * | 402, 404, 409 with a problem | error `failed`, no effect | dropped: the next equal intent gets a new one |
 * | 400, 401, 405, ... with a problem | error `refused` | kept: an earlier try may have had its effect |
 * | 422 | error `mismatch`, with `differingFields` | kept until `forget` |
 * | 410 with a problem | error `expired`, with `resource` | kept until `forget` |
 * | 202, 409 `operation-in-progress`, 429, 5xx, HTML, a timeout, no answer | sent again after a wait | the same |
 * | the same until a bound is reached | error `gave-up` | kept: `send` again goes on with it |
 *
 * Who does not want it any more calls `intent.abandon()`. Then it has not happened and never will, whatever is still on its
 * way, or the answer says that it has: to undo that is another intent.
 *
 * Two equal intents of one user that are both meant, and both under way, need something that tells them apart, for
 * instance a `reference`. A page on another origin than the API has to be allowed (CORS) to send `Idempotency-Key` and to
 * read `Retry-After`, `Date`, `X-Request-ID` and `X-Idempotent-Result`.
 *
 * Where there are no Web Locks (plain http), two tabs that begin the same intent in the same moment settle on one key by
 * writing, waiting and reading again; a tab that is stopped for longer than that wait between its read and its write can
 * still make a second key. Give such intents a `reference`: the server refuses the second.
 */

/** An operation: where it goes, and what of its payload does not count. */
export interface Action {
  /** A path with `{name}` for ids, which are taken out of the payload. */
  path: string;
  /** Fields that are sent, but do not tell intents apart. */
  noise?: string[];
  /** Lists whose order does not count. */
  unordered?: string[];
}

/** What of a browser is used to know whether there is a network. */
export interface Network {
  online(): boolean;
  target: { addEventListener?(type: 'online', listener: () => void, options?: { once: boolean }): void };
}

export interface Options {
  /** Where the API is; default: the page's own origin. */
  baseUrl?: string;
  /** Added to every request, or asked before every request, for instance for a fresh token: in the time of that try. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Keeps merchants or environments apart that share an origin; default `default`. */
  namespace?: string;
  /** More actions. A success must be a JSON object with a `status`, an error a problem (RFC 9457). */
  actions?: Record<string, Action>;
  /** Bound on tries of one `send`; default 20. */
  maxAttempts?: number;
  /** Bound on the time of one `send`, by the monotonic clock; default 120 000. */
  maxElapsedMs?: number;
  /** How long one answer is waited for; default 15 000. */
  attemptTimeoutMs?: number;
  /** First ceiling of the backoff; default 250. It doubles up to `backoffCapMs`. */
  backoffBaseMs?: number;
  /** Default 10 000. */
  backoffCapMs?: number;
  /** For how long after a success an equal intent is the same click; default 3000. */
  repeatGuardMs?: number;
  /** How long another tab is waited for before the server has to tell the two apart; default 10 000. */
  lockWaitMs?: number;
  /** Go on where nothing can be stored. A reload then loses the key, and a repetition may be a second effect. */
  allowMemory?: boolean;
  /** What goes on, for all intents. */
  onEvent?(event: PayonceEvent): void;

  /** For tests, and unusual surroundings; each has the browser's own as its default. */
  fetch?: typeof fetch;
  storage?: Storage;
  locks?: LockManager;
  now?(): number;
  monotonic?(): number;
  /** In [0, 1): for jitter alone, never for a key. */
  random?(): number;
  randomBytes?(n: number): Uint8Array;
  /** Resolves after `ms`, or as soon as the signal aborts; never rejects. */
  sleep?(ms: number, signal?: AbortSignal): Promise<unknown>;
  network?: Network;
}

/** Fields that every operation takes and none is known by. */
export interface ClientNoise {
  clientNonce?: unknown;
  clientTimestamp?: unknown;
}

/** One line of an order; `unitPrice` is in minor units. */
export interface OrderItem {
  sku: string;
  quantity: number;
  unitPrice: number;
}

/** What each operation takes. The ids of its path belong to it, amounts are in minor units. */
export interface Payloads {
  'order.create': ClientNoise & {
    customer: string;
    currency: string;
    items: OrderItem[];
    reference?: string | null;
    note?: string | null;
    metadata?: object | null;
  };
  'order.cancel': ClientNoise & {
    order: string;
    reason?: string | null;
  };
  'payment.create': ClientNoise & {
    order: string;
    amount: number;
    currency: string;
    paymentMethod: string;
    description?: string | null;
    metadata?: object | null;
  };
  'refund.create': ClientNoise & {
    payment: string;
    kind: 'FULL' | 'PARTIAL';
    amount?: number | null;
    reference?: string | null;
    reason?: string | null;
    metadata?: object | null;
  };
  'transfer.create': ClientNoise & {
    recipient: string;
    amount: number;
    currency: string;
    reference?: string | null;
    memo?: string | null;
    metadata?: object | null;
  };
  'receipt.send': ClientNoise & {
    order: string;
    email: string;
  };
}

/** What each operation answers, once it is done. Times are RFC 3339. */
export interface Bodies {
  'order.create': Order;
  'order.cancel': Order;
  'payment.create': Payment;
  'refund.create': Refund;
  'transfer.create': Transfer;
  'receipt.send': { status: 'SENT' | 'ALREADY_SENT' };
}

export interface Order {
  id: string;
  status: 'OPEN' | 'PAYMENT_PENDING' | 'PAID' | 'PARTIALLY_REFUNDED' | 'REFUNDED' | 'CANCELLED';
  customer: string;
  currency: string;
  total: number;
  amountRefunded: number;
  items: OrderItem[];
  reference: string | null;
  note: string | null;
  metadata: Record<string, unknown> | null;
  createdAt: string;
}

export interface Payment {
  id: string;
  orderId: string;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  amount: number;
  currency: string;
  paymentMethod: string;
  amountRefunded: number;
  failureCode: string | null;
  gatewayReference: string | null;
  createdAt: string;
}

export interface Refund {
  id: string;
  paymentId: string;
  orderId: string;
  kind: 'FULL' | 'PARTIAL';
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  amount: number;
  currency: string;
  reference: string | null;
  failureCode: string | null;
  createdAt: string;
}

export interface Transfer {
  id: string;
  status: 'SUCCEEDED';
  recipient: string;
  amount: number;
  currency: string;
  reference: string | null;
  memo: string | null;
  metadata: Record<string, unknown> | null;
  createdAt: string;
}

/** What an intent is known by, and what is sent for it. */
export interface Spec {
  user: string;
  action: string;
  /** SHA-256 of the canonical identity fields. */
  digest: string;
  /** SHA-256 of user, action and digest. */
  id: string;
  path: string;
  body: string;
}

export interface Verdict {
  decision: 'done' | 'failed' | 'refused' | 'mismatch' | 'expired' | 'retry';
  reason: string;
  body: any;
}

/** An intent as it is stored. */
export interface StoredIntent {
  v: 1;
  id: string;
  action: string;
  key: string;
  /** When it was made, in milliseconds since 1970. */
  at: number;
  /** When it succeeded. */
  decided?: number;
}

/** A definitive, good answer. */
export interface Answer<Body = any> {
  status: number;
  body: Body;
  /** Whether the server had executed it before, and says the same again. */
  replayed: boolean;
  requestId: string | null;
  attempts: number;
  key: string;
}

/** What came of giving an intent up. */
export interface Abandonment {
  /**
   * `false`: it has not happened and never will, and the key is dropped. `true`: it has happened; the key is kept, and `send`
   * gets the answer.
   */
  executed: boolean;
  /** The operation as it stands, or the problem that says that it has happened. */
  body: any;
  /** The path of what it made or acted on, where there is one. */
  resource?: string | null;
  attempts: number;
  key: string;
}

export type PayonceEvent = { intentId: string; action?: string } & (
  | { type: 'created' | 'resumed' | 'memory-only' }
  /** For the lock: another tab may be sending. */
  | { type: 'waiting' }
  | { type: 'offline' }
  | { type: 'sending'; attempt: number }
  /** `body` is the resource or the problem, where there is one: with reason `pending`, the resource as it stands. */
  | { type: 'answer'; attempt: number; status: number; decision: Verdict['decision']; reason: string; body?: any }
  | { type: 'retrying'; attempt: number; delayMs: number; reason: string }
  | { type: 'decided'; well: boolean }
  | { type: 'stopped'; code: PayonceError['code']; attempts: number }
  /** The answer stands, but the key could not be dropped: an equal intent will get this answer again. */
  | { type: 'storage-failed'; error: unknown }
);

/** Whatever goes wrong, by `code`. */
export class PayonceError extends Error {
  constructor(code: PayonceError['code'], message: string, more?: object);
  /**
   * `failed`, `refused`, `mismatch`, `expired`, `gave-up`: see the table above. `aborted`: by the caller's signal; the key
   * is kept. Before anything is sent: `invalid` (the arguments), `storage` (it is full or forbidden), `clock` (it is none),
   * `corrupt` (the stored key cannot be read) and `stale` (the stored key is older than the server's memory); the last two
   * are for a person to find out what happened, and then for `forget`.
   */
  code: 'failed' | 'refused' | 'mismatch' | 'expired' | 'gave-up' | 'aborted' | 'invalid' | 'storage' | 'clock' | 'corrupt' | 'stale';
  /** What is known of the intent's effect: `none`, or `unknown` where an earlier try may have had it. */
  effect: 'none' | 'unknown';
  /** For `forget`. */
  intentId?: string;
  key?: string;
  attempts?: number;
  status?: number;
  /** The problem document. */
  problem?: any;
  /** Where to look: the problem's `resource`. */
  resource?: any;
  /** Names of the fields that are not those the key was first used with. */
  differingFields?: string[];
}

/** What is sent where, and what is noise: the contract's table. */
export const ACTIONS: Readonly<Record<string, Action>>;

/**
 * Makes intents, and remembers their keys until they are decided.
 *
 * `Own` has the payloads of actions of your own: `new Payonce<{ 'gift.create': { to: string } }>({ actions })`.
 */
export class Payonce<Own extends object = {}> {
  constructor(options?: Options);
  /**
   * The intent of this user to do this; the caller never composes a key.
   * @param payload a JSON object; the ids of the path belong to it: `{ order, amount, currency, paymentMethod }`
   * @param how `again: true`: a success of a moment ago is to be repeated. It never replaces an undecided key.
   */
  intent<Name extends keyof (Payloads & Own) & string>(
    userId: string,
    action: Name,
    payload: (Payloads & Own)[Name],
    how?: { again?: boolean },
  ): Promise<Intent<Name extends keyof Bodies ? Bodies[Name] : any>>;
  /** The undecided intents that are stored, and those that cannot be read. */
  pending(): (StoredIntent | { id: string; corrupt: true })[];
  /**
   * Forgets a key, undecided or unreadable: the next equal intent gets a new one, and if the old one had its effect there
   * will be two. For when a person has found out what happened; where the key can be read, `Intent.abandon` finds out.
   */
  forget(intentId: string): void;
}

/** One intent, with its one key; made by `Payonce.intent` alone. */
export class Intent<Body = any> {
  private constructor();
  readonly id: string;
  readonly action: string;
  readonly path: string;
  readonly body: string;
  readonly key: string;
  /** Whether its key was found, and may have been sent before. */
  readonly resumed: boolean;
  /**
   * Sends until there is a definitive answer. While it runs, and once decided, every call gives the same promise (and the
   * first call's signal counts); after a stop that kept the key, a call goes on with it.
   */
  send(how?: { signal?: AbortSignal; onEvent?(event: PayonceEvent): void }): Promise<Answer<Body>>;
  /**
   * Gives it up, sent or not, in this tab or another: asks until the server says that it has not happened and never will, or
   * that it has. A `send` that is still waiting then fails, or has its answer. The bounds are those of `send`, and so are
   * the errors; after one the key is kept.
   */
  abandon(how?: { signal?: AbortSignal; onEvent?(event: PayonceEvent): void }): Promise<Abandonment>;
}

/** The one text of a JSON value: names sorted by UTF-16 code units, no whitespace, strings in NFC, numbers by value. */
export function canonical(value: unknown): string;
/** SHA-256 in hex. */
export function sha256(text: string): string;
export function identify(user: string, action: string, payload: object, actions?: Record<string, Action>): Spec;
export function makeKey(spec: Pick<Spec, 'user' | 'action' | 'digest'>, at: number, random: string): string;
/** What an answer decides, by status and body. */
export function decide(status: number, text: string): Verdict;
/** The wait after try `attempt` (from 1). */
export function backoff(attempt: number, random: number, retryAfterMs: number | null, baseMs?: number, capMs?: number): number;
/** Retry-After in milliseconds; null where there is none that can be read. */
export function retryAfter(value: string | null, date: string | null, now: number): number | null;
/** Reads a stored record; null if it cannot be trusted. */
export function readRecord(text: string, id: string): StoredIntent | null;

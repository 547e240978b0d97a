/** The shop: orders, pays, refunds and transfers through the SDK, in all the ways that go wrong. */

import { $, h, text, short, time } from './dom.js';
import { minor, money } from './money.js';
import { get, playground, poll, simulator, statement } from './api.js';
import * as duel from './duel.js';
import * as mortal from './mortal.js';
import { clear, groups, noteMoves, restore, send, watch } from './trace.js';
import { label, Timeline } from './timeline.js';
import { METHODS } from './methods.js';

const CURRENCY = 'EUR';
const GOODS = [
  { sku: 'tea-100g', name: 'Tea, 100 g', unitPrice: 1200, quantity: 2 },
  { sku: 'pot', name: 'Pot', unitPrice: 2500, quantity: 0 },
  { sku: 'cup', name: 'Cup', unitPrice: 800, quantity: 0 },
];
const ORDER = 'payonce-console:order';
const RESUME = 'payonce-console:resume';

const stored = {
  read(name) {
    try {
      return JSON.parse(sessionStorage.getItem(name));
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      // Without it a reload forgets what was shown; it never forgets a key.
    }
  },
};

const state = { order: null, payments: [], moves: null, balance: null, refunds: [], cart: newCart() };
let trouble = () => {};
let visible = false;
let interrupted = [];

/** A cart's number: all clicks on one cart are one order, the next cart is another. */
function newCart() {
  return `cart-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

/** As long as the SDK takes a repetition for the same click, which a fast answer must not turn into another order. */
const SAME_CLICK_MS = 2900;

const total = () => GOODS.reduce((sum, good) => sum + good.quantity * good.unitPrice, 0);
const paid = () => state.payments.find((payment) => payment.status === 'SUCCEEDED') ?? null;
const undecided = () => state.payments.some((payment) => payment.status === 'PENDING');
const payable = () => state.order !== null && ['OPEN', 'PAYMENT_PENDING'].includes(state.order.status);
const busy = () => groups.some((group) => group.shown && group.running);

// ---------------------------------------------------------------- what is sent

/** What a reload would have to go on with: intents that were sent, and are not decided. */
const unfinished = {
  all: () => stored.read(RESUME) ?? [],
  without: (intent) => unfinished.all().filter((each) => JSON.stringify(each.intent) !== JSON.stringify(intent)),
  add: (title, intent) => stored.write(RESUME, [...unfinished.without(intent), { title, intent }]),
  remove: (intent) => stored.write(RESUME, unfinished.without(intent)),
};

async function run(title, action, payload, options = {}) {
  const intent = { action, payload };
  unfinished.add(title, intent);
  wake();
  const { answer, error, group, joined } = await send(title, action, payload, options);
  if (!joined) {
    // Whatever came of it has been told: a later reload has nothing to go on with. An undecided key stays with the SDK.
    unfinished.remove(intent);
    if (error && !group) trouble(error);
  }
  wake();
  return { answer, error };
}

async function placeOrder() {
  const items = GOODS.filter((good) => good.quantity > 0).map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice }));
  const { answer } = await run('Place an order', 'order.create', { customer: 'ada', currency: CURRENCY, items, reference: state.cart });
  if (answer) take(answer.body);
}

function take(order) {
  setTimeout(() => leaveCart(order), SAME_CLICK_MS);
  if (state.order?.id !== order.id) Object.assign(state, { payments: [], refunds: [], moves: null });
  state.order = order;
  stored.write(ORDER, order.id);
  render();
  wake();
}

/** The next order takes another cart. */
function leaveCart(order) {
  if (order?.reference === state.cart) state.cart = newCart();
}

/** An order that can be paid now: the one that is there, or a new one. */
async function payableOrder() {
  if (!payable()) {
    leaveCart(state.order);
    await placeOrder();
  }
  return payable();
}

let beginning = false;

/** In development the first order is there already, so that one click is enough. */
async function begin() {
  if (beginning || state.order || stored.read(ORDER) || unfinished.all().length || document.body.dataset.merchant !== 'known') return;
  beginning = true;
  if (await playground().catch(() => null)) await placeOrder();
  beginning = false;
}

/** The double click, here and where there are no keys. */
async function payTwice() {
  if (!(await payableOrder())) return;
  $('pay-method').value = 'pm_ok';
  aboutMethod();
  const { total: amount, currency } = state.order;
  duel.payTwiceWithoutKey(amount, currency, 'pm_ok').catch(trouble);
  await payDouble();
}

/** The first attempt goes to a server that dies of it. */
async function payMortally({ paymentMethod, onDeath }) {
  if (!(await payableOrder())) throw new Error('There is no order that could be paid.');
  const { id } = state.order;
  const stop = watch(() => {
    const group = groups.find((each) => each.payload?.order === id && each.diedAt);
    if (!group) return;
    stop();
    onDeath(group);
  });
  const payload = payment(paymentMethod);
  const { answer, error } = await run(`Pay ${money(payload.amount, payload.currency)}, and the server dies`, 'payment.create', payload, {
    first: `/playground/mortal/orders/${id}/payments`,
    note: 'The first attempt goes to the server that dies, the others to the one that lives.',
  });
  stop();
  await look();
  const charges = (state.moves ?? []).length;
  const moved = `${charges} charge${charges === 1 ? '' : 's'}`;
  return { says: answer ? `Paid: the same key got its answer, and the gateway shows ${moved}.` : `Not paid: ${error.message} The gateway shows ${moved}.` };
}

function payment(method) {
  const { id, total: amount, currency } = state.order;
  return { order: id, amount, currency, paymentMethod: method };
}

function pay(how, options) {
  const payload = payment($('pay-method').value);
  return run(`Pay ${money(payload.amount, payload.currency)} with ${payload.paymentMethod}${how}`, 'payment.create', payload, options);
}

const payDouble = () => pay(', clicked twice', {
  twice: true,
  note: 'Two sends of one intent at once, as from two tabs: only the server stands between them.',
});

function reloadInTheMiddle() {
  $('pay-method').value = 'pm_slow';
  aboutMethod();
  pay(', and reload in the middle', {
    note: 'The page reloads while the gateway works.',
    // Once the request is on its way, and long before its answer.
    onGroup: () => setTimeout(() => location.reload(), 900),
  });
}

/** The amount in a field; where it is none, that is said there, and null comes back. */
function amountIn(id) {
  const amount = minor($(id).value, CURRENCY);
  $(id).toggleAttribute('aria-invalid', amount === null);
  $(id).setCustomValidity(amount === null ? 'An amount in euros, for instance 4.00.' : '');
  if (amount === null) $(id).reportValidity();
  return amount;
}

function refund(kind) {
  const payload = { payment: paid().id, kind };
  if (kind === 'PARTIAL') {
    payload.amount = amountIn('refund-amount');
    if (payload.amount === null) return null;
  }
  return run(kind === 'FULL' ? 'Refund all that remains' : `Refund ${money(payload.amount, CURRENCY)}`, 'refund.create', payload);
}

function transfer() {
  const amount = amountIn('transfer-amount');
  const recipient = $('transfer-recipient').value;
  return amount && run(`Transfer ${money(amount, CURRENCY)} to ${recipient}`, 'transfer.create', { recipient, amount, currency: CURRENCY });
}

// ---------------------------------------------------------------- what is seen

/** The order, its payments and what moved: read again and again while anything may still change. */
async function look() {
  try {
    state.balance = (await get('/v1/balances')).data.find((each) => each.currency === CURRENCY)?.available ?? 0;
    const id = state.order?.id ?? stored.read(ORDER);
    if (id) {
      const [order, payments] = await Promise.all([get(`/v1/orders/${id}`), get(`/v1/orders/${id}/payments`)]);
      const charged = payments.data.filter((each) => each.status !== 'FAILED');
      const refunds = (await Promise.all(charged.map((each) => get(`/v1/payments/${each.id}/refunds`)))).flatMap((page) => page.data);
      if (state.order && state.order.id !== id) return; // another order was placed meanwhile
      noteReferences(charged, refunds);
      const lists = await Promise.all([...payments.data, ...refunds].map((each) => statement(each.id)));
      if (state.order && state.order.id !== id) return;
      Object.assign(state, {
        order,
        payments: payments.data,
        refunds,
        moves: lists.includes(null) ? null : lists.flat().sort((a, b) => a.executedAt.localeCompare(b.executedAt)),
      });
      if (state.moves) noteMoves(state.moves);
    }
    trouble(null);
  } catch (error) {
    if (error.kind === 'missing') {
      stored.write(ORDER, null);
      Object.assign(state, { order: null, payments: [], refunds: [], moves: null });
    } else {
      trouble(error);
    }
  }
  render();
}

/** An attempt that was not answered yet: what it is about is read from the books. */
function noteReferences(charged, refunds) {
  for (const group of groups) {
    if (!group.running || group.reference) continue;
    const { action, payload } = group;
    const made = action === 'payment.create' ? charged.filter((each) => each.orderId === payload.order)
      : action === 'refund.create' ? refunds.filter((each) => each.paymentId === payload.payment && each.status === 'PENDING') : [];
    if (made.length) group.reference = made[0].id;
  }
}

let settledLooks = 0;
const wakeLoop = poll(600, () => visible && settledLooks > 0, async () => {
  // Two looks after the last change: what was decided in between is seen, too.
  settledLooks = busy() || undecided() || state.refunds.some((each) => each.status === 'PENDING') ? 2 : settledLooks - 1;
  await look();
});

function wake() {
  settledLooks = 2;
  wakeLoop();
}

/** On a small screen the timeline is further down: the latest of it, where the buttons are. */
function renderPeek() {
  const latest = groups.find((group) => group.shown);
  $('peek').hidden = !latest?.lanes.length;
  if (!latest?.lanes.length) return;
  const attempts = latest.lanes.length;
  const moves = (state.moves ?? []).length;
  text($('peek'), `${attempts} attempt${attempts === 1 ? '' : 's'}, ${label(latest.lanes.at(-1))}${state.moves ? ` · ${moves} moved` : ''} ↓`);
}

async function renderMoves() {
  const root = $('gateway-moves');
  let simulated = true;
  try {
    simulated = await simulator();
  } catch {
    // told by the banner
  }
  const moves = state.moves ?? [];
  root.dataset.count = String(moves.length);
  if (!simulated) {
    root.replaceChildren(h('p', { class: 'hint' }, 'This server mounts no simulator: what moves at its gateway cannot be shown here.'));
  } else if (!state.order) {
    root.replaceChildren(h('p', { class: 'empty' }, 'Nothing yet. The gateway’s own statement appears here: the truth that all attempts are measured against.'));
  } else if (moves.length === 0) {
    root.replaceChildren(h('p', { class: 'empty' }, undecided() ? 'Nothing has moved so far.' : 'No money has moved for this order.'));
  } else {
    const charges = moves.filter((each) => each.type === 'CHARGE').length;
    const refunds = moves.length - charges;
    root.replaceChildren(
      h('p', { class: 'count' }, `${charges} charge${charges === 1 ? '' : 's'}`, refunds ? `, ${refunds} refund${refunds === 1 ? '' : 's'}` : ''),
      h('ul', { class: 'moves-list' }, moves.map((each) =>
        h('li', { data: { type: each.type } },
          h('span', { class: 'kind' }, each.type === 'CHARGE' ? 'Charge' : 'Refund'),
          h('strong', {}, `${each.type === 'CHARGE' ? '+' : '−'}${money(each.amount, each.currency)}`),
          h('code', { title: each.reference }, short(each.reference, 8, 4)),
          time(each.executedAt)))));
  }
}

function renderForms() {
  const { order } = state;
  text($('order-total'), money(total(), CURRENCY));
  $('order-create').disabled = total() === 0;
  $('order-facts').hidden = !order;
  if (order) {
    text($('order-id'), order.id);
    text($('order-status'), order.status);
    $('order-status').dataset.status = order.status;
  }
  // Not disabled, which would take the focus away from a keyboard that has just pressed it.
  allow(['pay', 'pay-double', 'pay-lose', 'pay-reload'], payable());
  text($('pay'), order ? `Pay ${money(order.total, order.currency)}` : 'Pay');
  text($('pay-hint'), !order ? 'Place an order first.'
    : payable() ? 'Click as often as you like: until the intent is decided, each click goes on with the same key.'
      : 'This order is paid. Place another one to go on.');
  const payment = paid();
  const left = payment ? payment.amount - payment.amountRefunded : 0;
  allow(['refund-partial', 'refund-full'], left > 0);
  text($('refund-hint'), !payment ? 'There is nothing to refund yet.'
    : left ? `${money(left, payment.currency)} can still be refunded.` : 'All of it has been given back.');
  const written = (id) => {
    const amount = minor($(id).value, CURRENCY);
    return amount === null ? '' : money(amount, CURRENCY);
  };
  text($('refund-partial'), `Refund ${written('refund-amount') || 'this part'}`);
  text($('refund-full'), left ? `Refund all ${money(left, payment.currency)}` : 'Refund all');
  text($('transfer'), `Transfer ${written('transfer-amount')}`.trim());
  text($('balance'), state.balance === null ? '' : `${money(state.balance, CURRENCY)} available.`);
}

function allow(ids, allowed) {
  for (const id of ids) $(id).setAttribute('aria-disabled', String(!allowed));
}

/** Does it at a click, where the button is not shown as one that does nothing. */
const onClick = (id, work) => $(id).addEventListener('click', () => $(id).getAttribute('aria-disabled') !== 'true' && work());

function renderHero() {
  const { order } = state;
  text($('hero-order'), order ? `An order of ${money(order.total, order.currency)} is placed.` : 'No order yet: the button places one.');
  $('hero-status').hidden = !order;
  text($('hero-status'), order?.status ?? '');
  $('hero-status').dataset.status = order?.status ?? '';
  text($('pay-twice'), !order || payable() ? 'Pay twice, be charged once' : 'Once more, with a new order');
  const charges = (state.moves ?? []).filter((each) => each.type === 'CHARGE');
  duel.score($('keyed-score'), charges, undecided() || busy() ? 'Paying…' : 'Not paid yet');
  const latest = groups.find((group) => group.shown && group.action === 'payment.create' && group.payload.order === order?.id);
  text($('keyed-hint'), charges.length && latest
    ? `${latest.lanes.length} requests under one key. The first was executed, the others were told so.`
    : 'Both requests carry one idempotency key: one intent.');
}

function render() {
  renderHero();
  renderForms();
  renderPeek();
  renderMoves();
}

function aboutMethod() {
  const [, , about] = METHODS.find(([method]) => method === $('pay-method').value);
  text($('pay-method-about'), about);
  simulator().then((there) => {
    if (!there) text($('pay-method-about'), 'These methods are the simulator’s, which this server does not mount: its own gateway decides what it makes of them.');
  }, () => {}); // told by the banner
}

function buildCatalogue() {
  for (const good of GOODS) {
    const quantity = h('output', {}, String(good.quantity));
    const step = (by) => () => {
      good.quantity = Math.min(99, Math.max(0, good.quantity + by));
      leaveCart(state.order); // other goods are another order, however soon
      text(quantity, String(good.quantity));
      renderForms();
    };
    $('catalogue').append(h('div', { class: 'good' },
      h('span', { class: 'good-name' }, good.name),
      h('span', { class: 'soft' }, money(good.unitPrice, CURRENCY)),
      h('span', { class: 'stepper' },
        h('button', { type: 'button', 'aria-label': `One ${good.name} less`, onclick: step(-1) }, '−'),
        quantity,
        h('button', { type: 'button', 'aria-label': `One ${good.name} more`, onclick: step(1) }, '+'))));
  }
}

/** What was under way when the page was left goes on by itself, with the keys that the SDK kept. */
export async function resume() {
  for (const { title, intent } of interrupted.splice(0)) {
    const { answer } = await run(title, intent.action, intent.payload, { note: 'Resumed after a reload, with the key that was stored before the first send.' });
    if (answer && intent.action === 'order.create') take(answer.body);
  }
  if (visible) await begin();
}

export function start(onTrouble) {
  trouble = onTrouble;
  restore();
  interrupted = unfinished.all();
  buildCatalogue();
  $('pay-method').append(...METHODS.map(([method, name]) => h('option', { value: method }, `${method} (${name.toLowerCase()})`)));
  aboutMethod();
  const timeline = new Timeline($('timeline'), () => groups.filter((group) => group.shown),
    h('p', { class: 'empty' }, 'Each request that this page sends gets a lane here: what was sent, what the server did, what moved.'));
  watch(() => {
    $('timeline-clear').hidden = !groups.some((group) => group.shown && !group.running);
    timeline.draw();
    renderPeek();
  });
  timeline.draw();
  $('timeline-clear').hidden = groups.length === 0;
  $('timeline-clear').addEventListener('click', clear);
  $('peek').addEventListener('click', () => {
    $('timeline-title').focus({ preventScroll: true });
    $('gateway-moves').parentElement.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  });
  $('pay-method').addEventListener('change', aboutMethod);
  for (const id of ['refund-amount', 'transfer-amount']) {
    $(id).addEventListener('input', () => {
      $(id).setCustomValidity('');
      $(id).removeAttribute('aria-invalid');
      renderForms();
    });
  }
  $('order-create').addEventListener('click', placeOrder);
  onClick('pay-twice', payTwice);
  onClick('pay', () => pay(''));
  onClick('pay-double', payDouble);
  onClick('pay-lose', () => pay(', and lose the answer', {
    drop: true,
    note: 'The page throws the first answer away, after the server has done its work.',
  }));
  onClick('pay-reload', reloadInTheMiddle);
  onClick('refund-partial', () => refund('PARTIAL'));
  onClick('refund-full', () => refund('FULL'));
  $('transfer').addEventListener('click', transfer);
  duel.start().catch(trouble);
  mortal.start(payMortally, trouble).catch(trouble);
  render();
}

export function show() {
  visible = true;
  wake();
  begin();
}

export function hide() {
  visible = false;
}

/** Another merchant: nothing of the one before is shown. */
export function forget() {
  stored.write(ORDER, null);
  stored.write(RESUME, null);
  Object.assign(state, { order: null, payments: [], refunds: [], moves: null, balance: null });
  clear();
  render();
}

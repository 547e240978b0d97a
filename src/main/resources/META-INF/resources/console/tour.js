/** The tour: ten steps of real calls, from the first key to an unknown outcome and its end. */

import { $, h, text, copy } from './dom.js';
import { money } from './money.js';
import { get, simulator, statement } from './api.js';
import { groups, closeGroup, send, sendByHand, watch } from './trace.js';
import { Timeline } from './timeline.js';

const CURRENCY = 'EUR';

/** What one step leaves for the next. */
let made = {};

const cart = () => `tour-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
const order = (sku, quantity, unitPrice) => ({ customer: 'ada', currency: CURRENCY, items: [{ sku, quantity, unitPrice }], reference: cart() });

/** Through the SDK; an answer that the step cannot go on without. */
async function sent(title, action, payload, options = {}) {
  const result = await send(title, action, payload, { shown: false, again: true, ...options });
  if (result.error && !options.mayFail) throw result.error;
  return result;
}

const moved = async (reference) => (await statement(reference))?.length ?? null;
const times = (count) => (count === null ? 'cannot be looked at' : count === 1 ? 'once' : `${count} times`);

const STEPS = [
  {
    title: 'An intent gets a key',
    about: 'Placing an order is an intent, and the client makes one key for it before it sends anything. The server claims the key, places the order and stores the answer in one commit: either all of it happened, or nothing did.',
    async run() {
      const { answer, group: lane } = await sent('Place an order', 'order.create', order('tea-100g', 2, 1200));
      made.order = answer.body;
      return [[lane], `201: order of ${money(answer.body.total, CURRENCY)}, status ${answer.body.status}.`];
    },
  },
  {
    title: 'The double click',
    about: 'Two requests under one key arrive at once, and the gateway takes three seconds. The first one claims the key; the other is told that it is running, waits, and gets the first one’s answer. Two requests, one charge.',
    async run() {
      const { id, total } = made.order;
      const { answer, group: lane } = await sent('Pay, clicked twice', 'payment.create', { order: id, amount: total, currency: CURRENCY, paymentMethod: 'pm_slow' }, { twice: true });
      made.payment = answer.body;
      made.paymentKey = answer.key;
      return [[lane], `Paid. At the gateway the card was charged ${times(await moved(answer.body.id))}.`];
    },
  },
  {
    title: 'Other bytes, same meaning',
    about: 'The same payment again, as a careless proxy or an older client would send it: fields in another order, the amount as a decimal, a fresh nonce. The fingerprint is taken over what the request means, so it is the same operation, and the stored answer comes back.',
    async run() {
      const { total, id } = made.order;
      const body = `{"clientNonce": "${Math.random().toString(36).slice(2)}", "paymentMethod": "pm_slow", "currency": "${CURRENCY}", "amount": ${total}.0}`;
      const { status, group: lane } = await sendByHand('The payment, written differently', `/v1/orders/${id}/payments`, made.paymentKey, body);
      return [[lane], `${status}, replayed. Charged ${times(await moved(made.payment.id))}, still.`];
    },
  },
  {
    title: 'Another amount is another operation',
    about: 'Now the same key with an amount of one cent more. A server that looked at the key alone would say “already paid” to a request that it never executed. This one says 422, names the field that differs, and executes nothing.',
    async run() {
      const { total, id } = made.order;
      const { status, body, group: lane } = await sendByHand('The same key, one cent more', `/v1/orders/${id}/payments`, made.paymentKey,
        JSON.stringify({ amount: total + 1, currency: CURRENCY, paymentMethod: 'pm_slow' }));
      return [[lane], `${status}: ${body.differingFields.join(', ')} differs.`];
    },
  },
  {
    title: 'A key means one intent, everywhere',
    about: 'The payment’s key, used for a refund: a bug that a copied variable makes easily. The scope of a key is the merchant and not the endpoint, so this too is another operation under a key that is taken.',
    async run() {
      const { status, body, group: lane } = await sendByHand('The payment’s key, for a refund', `/v1/payments/${made.payment.id}/refunds`, made.paymentKey, JSON.stringify({ kind: 'FULL' }));
      return [[lane], `${status}: ${body.differingFields.join(', ')} differs. Nothing was given back.`];
    },
  },
  {
    title: 'The answer gets lost',
    about: 'A refund of a part. The server does its work and answers, but this page throws the answer away, as a dying connection would. The SDK cannot know whether the money moved; it sends the same key again, and hears what happened the first time.',
    async run() {
      const { answer, group: lane } = await sent('Refund 4.00, and lose the answer', 'refund.create', { payment: made.payment.id, kind: 'PARTIAL', amount: 400 }, { drop: true });
      return [[lane], `Refunded ${money(answer.body.amount, CURRENCY)}, at the gateway ${times(await moved(answer.body.id))}.`];
    },
  },
  {
    title: 'Full is not partial',
    about: 'A full refund means whatever remains when it is executed, and names no amount. It is never the same operation as a partial refund, even where the two amounts are equal, because one of them would change its meaning with every other refund.',
    async run() {
      const { answer, group: lane } = await sent('Refund all that remains', 'refund.create', { payment: made.payment.id, kind: 'FULL' });
      return [[lane], `What remained was ${money(answer.body.amount, CURRENCY)}; this amount is frozen under the key now.`];
    },
  },
  {
    title: 'A refusal is an answer, too',
    about: 'Another order, and a card that is declined. The decision is stored like a success: asked again under the same key, the server refuses again, and does not try the card a second time. A new attempt is a new intent, with a new key.',
    async run() {
      const placed = await sent('Place another order', 'order.create', order('cup', 1, 800));
      const payload = { order: placed.answer.body.id, amount: 800, currency: CURRENCY, paymentMethod: 'pm_declined' };
      const { error, group: lane } = await sent('Pay with a card that is declined', 'payment.create', payload, { mayFail: true });
      if (error?.code !== 'failed') throw error ?? new Error('The card was not declined.');
      const { order: id, ...body } = payload;
      const again = await sendByHand('The same key again', `/v1/orders/${id}/payments`, error.key, JSON.stringify(body), { into: lane });
      closeGroup(lane);
      return [[placed.group, lane], `402 ${error.problem.failureCode}, and ${again.status} again: the same answer.`];
    },
  },
  {
    title: 'The outcome is unknown',
    about: 'The hard case: the gateway charges the card, and its answer never comes. Saying “failed” would invite a second charge, and saying “paid” would be a guess. The server says 202, PENDING: it does not know yet, and it will find out.',
    slow: 'The gateway’s answer is waited for five seconds.',
    async run() {
      const placed = await sent('Place a third order', 'order.create', order('pot', 1, 2500));
      made.third = placed.answer.body;
      made.intent = { order: made.third.id, amount: 2500, currency: CURRENCY, paymentMethod: 'pm_timeout_charged' };
      const gone = new AbortController();
      const into = { current: null };
      // One attempt only: what comes of it is the next step's.
      const stop = watch(() => {
        if (into.current?.lanes[0]?.ended) gone.abort();
      });
      const { error, group: lane } = await sent('Pay, and hear nothing', 'payment.create', made.intent, {
        mayFail: true,
        signal: gone.signal,
        onGroup: (each) => (into.current = each),
      });
      stop();
      made.unknown = lane.reference;
      made.unknownKey = lane.key;
      return [[placed.group, lane], error ? `202: PENDING. The card was charged ${times(await moved(lane.reference))}, and nobody on this side knows it yet.` : 'It was decided already.'];
    },
  },
  {
    title: 'Recovery finds out',
    about: 'Nothing is sent to the gateway again. A recovery job asks what became of the payment’s reference and books that; what the gateway never heard of is barred there first, so that it cannot happen late. The same key then gives the answer, as if nothing had been.',
    async run() {
      const { answer, group: lane } = await sent('Ask again, with the same key', 'payment.create', made.intent);
      const operation = await get(`/v1/operations/${answer.body.id}`);
      return [[lane], `${answer.body.status} after ${operation.attempts} attempt${operation.attempts === 1 ? '' : 's'} of the server’s; charged ${times(await moved(answer.body.id))}.`];
    },
  },
];

// ---------------------------------------------------------------- drawing

const views = [];
const timelines = [];
/** The step that is shown, and the one that can be run next. */
let shown = 0;
let next = 0;
let running = false;

function stepView(step, i) {
  const lanes = h('div', { class: 'timeline' });
  const result = h('p', { class: 'result', role: 'status' });
  const view = {
    groups: [],
    result,
    element: h('section', { class: 'card tour-step', data: { testid: 'tour-step', done: 'false' }, 'aria-labelledby': `tour-step-${i}`, hidden: true },
      h('h2', { id: `tour-step-${i}`, tabindex: '-1' }, h('span', { class: 'n' }, String(i + 1)), ` ${step.title}`),
      h('p', {}, step.about),
      lanes, result),
    dot: h('button', { type: 'button', class: 'quiet', 'aria-label': `Step ${i + 1}: ${step.title}`, onclick: () => go(i) }, String(i + 1)),
  };
  timelines.push(new Timeline(lanes, () => view.groups));
  return view;
}

async function run() {
  running = true;
  const step = STEPS[next];
  const view = views[next];
  const before = new Set(groups);
  text(view.result, step.slow ?? '');
  view.result.classList.remove('bad');
  draw();
  // What is sent during the step belongs to it.
  const stop = watch(() => {
    view.groups = groups.filter((each) => !each.shown && !before.has(each)).reverse();
  });
  try {
    const [, says] = await step.run();
    text(view.result, says);
    view.element.dataset.done = 'true';
    next++;
  } catch (error) {
    view.result.classList.add('bad');
    text(view.result, `${error.message} This step can be run again.`);
  }
  stop();
  running = false;
  timelines.forEach((timeline) => timeline.draw());
  draw();
}

function go(step) {
  shown = step;
  draw();
}

/** One button: it runs the step that is shown, and then goes on to the next. */
function onward() {
  if (running) return;
  if (shown === next && next < STEPS.length) run();
  else go(shown + 1);
}

function draw() {
  const over = shown >= STEPS.length;
  views.forEach(({ element, dot }, i) => {
    element.hidden = i !== shown;
    dot.disabled = i > next;
    if (i === shown) dot.setAttribute('aria-current', 'step');
    else dot.removeAttribute('aria-current');
    dot.dataset.done = String(i < next);
  });
  // Not disabled, which would take the focus away from whoever goes through the tour with the keyboard.
  $('tour-next').setAttribute('aria-disabled', String(running));
  $('tour-next').hidden = over;
  text($('tour-next'), running ? 'Running…' : shown === next ? `Run step ${shown + 1}` : shown === STEPS.length - 1 ? 'To the end' : 'On to the next step');
  text($('tour-status'), `${next} of ${STEPS.length} steps done.`);
  $('tour-end').hidden = !over;
}

async function showScript() {
  const script = await (await fetch('/console/tour.sh')).text();
  text($('tour-script'), script);
  const standard = location.origin === 'http://localhost:8080';
  text($('tour-command'), `curl -s ${location.origin}/console/tour.sh | ${standard ? '' : `BASE=${location.origin} `}sh`);
}

function build() {
  views.length = timelines.length = 0;
  views.push(...STEPS.map(stepView));
  $('tour-dots').replaceChildren(...views.map(({ dot }) => h('li', {}, dot)));
  $('tour').replaceChildren(...views.map(({ element }) => element));
  draw();
}

export function start() {
  watch(() => timelines.forEach((timeline) => timeline.draw()));
  $('tour-next').addEventListener('click', onward);
  $('tour-copy').addEventListener('click', () => copy($('tour-copy'), $('tour-command').textContent));
}

export async function show() {
  if (views.length) return;
  const simulated = await simulator().catch(() => true);
  $('tour-steps').hidden = !simulated;
  if (!simulated) {
    $('tour').replaceChildren(h('p', { class: 'empty' },
      'The tour charges, declines and times out on purpose, and needs the simulated gateway for that, which this server does not mount: start it with ',
      h('code', {}, 'PAYONCE_SIMULATOR=true'), ', or in development.'));
    return;
  }
  build();
  await showScript();
}

export function hide() {}

/** Another merchant begins anew. */
export function forget() {
  if (running) return;
  made = {};
  next = shown = 0;
  views.length = 0;
  $('tour').replaceChildren();
}

/** An event that is delivered twice, because the receiver's answer got lost, and that the receiver takes once. */

import { $, h, text, time, pretty, Story, until } from './dom.js';
import { asMerchant, open, simulator, tell, uuid } from './api.js';
import { send } from './trace.js';

const CURRENCY = 'EUR';
const ENDPOINT = '/v1/webhook-endpoints/console';
const EVERY_MS = 300;
const PATIENCE_MS = 60_000;

/** A secret as the specification has them. */
function secret() {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}

/** What the receiver has got of this payment. */
async function arrived(receiver, payment) {
  const { events } = await open(receiver);
  return events.map((each) => ({ ...each, event: JSON.parse(each.body) })).find(({ event }) => event.data.id === payment) ?? null;
}

async function received(receiver, payment, times) {
  const came = await until(async () => {
    const soFar = await arrived(receiver, payment);
    if (soFar) show(soFar);
    return soFar?.received >= times ? soFar : null;
  }, EVERY_MS, PATIENCE_MS);
  if (!came) throw new Error('The event does not come: the receiver is perhaps not where this page is.');
  return came;
}

function show({ id, received, taken, verified, firstAt, event, body }) {
  for (const [where, count] of [['events-received', received], ['events-taken', taken]]) {
    $(where).dataset.count = String(count);
    text($(where), `${count} time${count === 1 ? '' : 's'}`);
  }
  $('events-facts').hidden = false;
  $('events-facts').replaceChildren(
    h('dl', { class: 'facts' },
      ...[
        ['webhook-id', h('code', {}, id)],
        ['Type', h('code', {}, event.type)],
        ['First came', time(firstAt)],
        ['Signature', verified ? 'right, each time' : 'not right'],
      ].flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    h('details', {}, h('summary', {}, 'The event'), h('pre', {}, pretty(body))));
}

async function sent(title, action, payload) {
  const { answer, error } = await send(title, action, payload, { shown: false, again: true });
  if (error) throw error;
  return answer.body;
}

let running = false;

async function run(trouble) {
  if (running) return;
  running = true;
  $('events-go').setAttribute('aria-disabled', 'true');
  const story = new Story($('events-story'));
  const receiver = `/simulator/receiver/console-${uuid()}`;
  const known = secret();
  try {
    await tell('PUT', receiver, { secret: known, behaviour: 'LOSE_ANSWER' });
    await asMerchant('PUT', ENDPOINT, { url: location.origin + receiver, types: ['payment.succeeded'], secret: known });
    story.begin('A receiver is set up, as your bookkeeping might be one. It will take the event, and lose its answer.');
    const order = await sent('Place an order', 'order.create', { customer: 'ada', currency: CURRENCY, items: [{ sku: 'cup', quantity: 1, unitPrice: 800 }], reference: `events-${uuid()}` });
    const payment = await sent('Pay', 'payment.create', { order: order.id, amount: order.total, currency: CURRENCY, paymentMethod: 'pm_ok' });
    story.say('An order is paid. The event is made in the commit that books the payment.');
    await received(receiver, payment.id, 1);
    story.say('The event has come and is taken, but its answer is lost: the sender has to send it again.');
    await tell('PUT', receiver, { secret: known, behaviour: 'TAKE' });
    const { received: deliveries, taken } = await received(receiver, payment.id, 2);
    story.say(`It came again under the same id, which the receiver knows: ${deliveries} deliveries, taken ${taken === 1 ? 'once' : `${taken} times`}.`);
  } catch (error) {
    if (error.kind) trouble(error);
    story.say(error.message);
  } finally {
    await Promise.allSettled([asMerchant('DELETE', ENDPOINT), tell('DELETE', receiver)]);
    running = false;
    $('events-go').removeAttribute('aria-disabled');
  }
}

export function start(trouble) {
  $('events-go').addEventListener('click', () => run(trouble));
}

/** Without the simulator nobody is there to receive. */
export async function enter() {
  const there = await simulator().catch(() => true);
  $('events-here').hidden = !there;
  $('events-nowhere').hidden = there;
}

/** Another merchant has heard of nothing yet. */
export function forget() {
  for (const id of ['events-story', 'events-facts']) $(id).hidden = true;
  for (const id of ['events-received', 'events-taken']) {
    $(id).dataset.count = '0';
    text($(id), 'not yet');
  }
}

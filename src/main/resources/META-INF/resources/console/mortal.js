/** A payment whose server dies of it: the silence, and what becomes of it at the server that lives. */

import { $, h, Story, until } from './dom.js';
import { playground, tell, open } from './api.js';

/** The points that the server knows, in words that go on after "It dies". */
const WORDS = {
  'before-claim': 'before it did anything',
  'after-claim': 'after it claimed the key, before the gateway was asked',
  'during-gateway-call': 'while the gateway charges the card',
  'after-gateway-answer': 'after the card was charged, before that is in the books',
  'before-commit': 'while the result is on its way to the database',
  'after-commit-before-response': 'after it is all done, before it answers',
};

const EVERY_MS = 400;
const PATIENCE_MS = 120_000;

/** Returns once the instance that is to die serves. */
async function awaitReady() {
  const serves = await until(async () => {
    const { state, log } = await open('/playground/mortal');
    if (!['READY', 'STARTING'].includes(state)) throw new Error(`The second server did not start; ${log ?? 'its log'} says why.`);
    return state === 'READY';
  }, EVERY_MS, PATIENCE_MS);
  if (!serves) throw new Error('The second server takes too long to start.');
}

let running = false;

/** @param {(how: object) => Promise<{paid: boolean, charges: number, says: string}>} pay an order, the first attempt of it there */
async function kill(pay, trouble) {
  if (running) return;
  running = true;
  $('mortal-go').setAttribute('aria-disabled', 'true');
  const story = new Story($('mortal-story'));
  const point = $('mortal-at').value;
  try {
    story.begin('A second server starts, on the same database and at the same gateway. This takes some seconds.');
    await tell('PUT', '/playground/mortal', { at: point });
    await awaitReady();
    story.say(`It serves, and gets the payment. It will die ${WORDS[point] ?? point}.`);
    const died = (group) => {
      if (!group.diedAt) return;
      story.say('It is dead. The client heard nothing, and asks the server that lives, with the same key.');
    };
    // Only an answer that takes its time can be waited for.
    const { says } = await pay({ paymentMethod: point === 'during-gateway-call' ? 'pm_slow' : 'pm_ok', onDeath: died });
    story.say(says);
  } catch (error) {
    if (error.kind) trouble(error);
    story.say(error.message);
  } finally {
    running = false;
    $('mortal-go').removeAttribute('aria-disabled');
  }
}

export async function start(pay, trouble) {
  const points = (await playground())?.crashPoints ?? [];
  $('mortal').hidden = points.length === 0;
  $('mortal-at').replaceChildren(...points.map((point) => h('option', { value: point, selected: point === 'after-gateway-answer' }, WORDS[point] ?? point)));
  $('mortal-go').addEventListener('click', () => kill(pay, trouble));
}

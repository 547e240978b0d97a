/** The same payment, sent twice to a server that knows no keys: what the gateway makes of it. */

import { $, text } from './dom.js';
import { money } from './money.js';
import { open, playground, tell, uuid } from './api.js';

/** "1 charge of 24.00", as loud as it is wrong. */
export function score(element, charges, before) {
  element.dataset.charges = String(charges.length);
  const sum = charges.reduce((total, each) => total + each.amount, 0);
  text(element, charges.length === 0 ? before
    : `${charges.length} charge${charges.length === 1 ? '' : 's'}, ${money(sum, charges[0].currency)}`);
}

/** The last one that was begun; an earlier one that ends late is not shown. */
let latest = null;

/** Pays twice at once without a key, and shows what moved. Each time it is another shop's account at the gateway. */
export async function payTwiceWithoutKey(amount, currency, paymentMethod) {
  if (!(await playground())) return;
  const shop = (latest = uuid());
  score($('keyless-score'), [], 'Paying…');
  const pay = () => tell('POST', `/playground/keyless/${shop}/payments`, { amount, currency, paymentMethod });
  await Promise.allSettled([pay(), pay()]);
  const { entries } = await open(`/simulator/statement?account=${shop}`);
  if (latest !== shop) return;
  score($('keyless-score'), entries, 'Not charged');
  text($('keyless-hint'), entries.length > 1
    ? `${entries.length} requests, ${entries.length} charges. Nothing told the server that they were one purchase.`
    : 'The gateway refused what it was asked.');
}

export async function start() {
  $('keyless').hidden = !(await playground());
}

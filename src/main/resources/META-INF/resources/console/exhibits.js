/**
 * Pairs of requests to compare: the classic questions, and a museum of what happened to others. Each exhibit of the museum
 * tells what a public issue reports; what it is about has been read there.
 */

export const ORDER = '019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31';
const OTHER_ORDER = '019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a32';
export const PAYMENT = '019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b';

const lines = (...fields) => `{\n  ${fields.join(',\n  ')}\n}`;
const transfer = (recipient, amount, ...more) => lines(`"recipient": "${recipient}"`, `"amount": ${amount}`, '"currency": "EUR"', ...more);
const pay = (amount, ...more) => lines(`"amount": ${amount}`, '"currency": "EUR"', '"paymentMethod": "pm_ok"', ...more);
const part = (amount, ...more) => lines('"kind": "PARTIAL"', `"amount": ${amount}`, ...more);
const items = (some, ...more) => lines('"customer": "ada"', '"currency": "EUR"', `"items": [\n    ${some.join(',\n    ')}\n  ]`, ...more);
const TEA = '{"sku": "tea", "quantity": 2, "unitPrice": 1200}';
const POT = '{"sku": "pot", "quantity": 1, "unitPrice": 2500}';

const side = (operation, resource, body) => ({ operation, resource, body });
const both = (operation, resource) => (left, right = left) => [side(operation, resource, left), side(operation, resource, right)];
const payments = both('payment.create', ORDER);
const refunds = both('refund.create', PAYMENT);
const transfers = both('transfer.create', null);
const orders = both('order.create', null);
const receipts = both('receipt.send', ORDER);

export const CLASSICS = [
  {
    slug: 'another-recipient',
    name: 'Another recipient',
    about: 'The same amount, to somebody else. A server that compares amounts alone pays one of them, and tells the other that it was a repetition.',
    sides: () => transfers(transfer('acct_ada', 1000), transfer('acct_bob', 1000)),
  },
  {
    slug: 'full-or-partial',
    name: 'Partial or full refund',
    about: 'A refund of 10.00, and a refund of all that remains, which happens to be 10.00. Equal amounts, two intents: FULL means whatever is left when it is executed.',
    sides: () => refunds(part(1000), lines('"kind": "FULL"')),
  },
  {
    slug: 'random-nonce',
    name: 'A random nonce',
    about: 'A client that adds a nonce and a time to each sending. A hash of the bytes takes each retry for a new payment; the declarations say that these fields are noise.',
    sides: () => payments(
      pay('1000', '"clientNonce": "5f1c9a"', '"clientTimestamp": "2026-11-24T09:00:00Z"'),
      pay('1000', '"clientNonce": "b07e42"', '"clientTimestamp": "2026-11-24T09:00:07Z"'),
    ),
  },
  {
    slug: 'item-order',
    name: 'Items in another order',
    about: 'The same things in another order, as a client sends them that iterates over a hash map. Items are a multiset: how often each occurs counts, and where it stands does not.',
    sides: () => orders(items([TEA, POT]), items([POT, TEA])),
  },
  {
    slug: 'number-format',
    name: '10.0 or 10.00',
    about: 'Amounts are whole minor units, and JSON has one kind of number: 10.0 and 10.00 are both ten cents, as 1000, 1000.0 and 1e3 are all ten euros. 10.5 is no amount at all, and is refused rather than rounded.',
    more: [
      ['10.0 and 10.00', () => payments(pay('10.0'), pay('10.00'))],
      ['1000 and 1000.0', () => payments(pay('1000'), pay('1000.0'))],
      ['1000 and 1e3', () => payments(pay('1000'), pay('1e3'))],
      ['10 and 10.5', () => payments(pay('10'), pay('10.5'))],
      ['1000 and "1000"', () => payments(pay('1000'), pay('"1000"'))],
    ],
  },
  {
    slug: 'other-operation',
    name: 'Another operation',
    about: 'The very same request sent to another order, or to another endpoint. A key means one intent across all of them, so the place is part of what is meant.',
    more: [
      ['another order', () => [side('payment.create', ORDER, pay('1000')), side('payment.create', OTHER_ORDER, pay('1000'))]],
      ['another endpoint', () => [side('order.cancel', ORDER, '{}'), side('refund.create', PAYMENT, lines('"kind": "FULL"'))]],
    ],
  },
];

/** `issue` is where it was reported; `pull` says that it is a pull request. `rule` is the one that failed there. */
export const MUSEUM = [
  {
    slug: 'equal-instalments',
    name: 'Two equal instalments',
    issue: 'flexprice/flexprice#2503',
    pull: true,
    rule: 'The same invoice and the same amount are the same payment.',
    about: 'That server made the key itself, of invoice, amount, currency and method. A review found that two instalments of one invoice over the same amount share a key: the second is answered with the first.',
    says: 'Two operations, because their reference differs: under two keys both are paid, and under one key the second is a 422, not an answer about the first.',
    sides: () => transfers(transfer('acct_landlord', 50000, '"reference": "rent-november"'), transfer('acct_landlord', 50000, '"reference": "rent-december"')),
  },
  {
    slug: 'two-saved-cards',
    name: 'The other card',
    issue: 'flexprice/flexprice#2488',
    pull: true,
    rule: 'What kind of payment method it is counts, and which one does not.',
    about: 'The key was made of the kind of method, and not of the method itself. A customer who pays with another saved card is told that the first card has paid.',
    says: 'Two operations: paymentMethod is identity. A second card is tried under a second key, once the first attempt has failed.',
    sides: () => payments(pay('1000').replace('pm_ok', 'pm_visa_4242'), pay('1000').replace('pm_ok', 'pm_visa_1881')),
  },
  {
    slug: 'same-amount-same-day',
    name: 'Two things sent back',
    issue: 'Mangopay/mangopay#60',
    rule: 'A second refund of the same amount on the same day is a mistake.',
    about: 'A buyer sends back one of five equal things, and a little later another one. The second refund is refused as a duplicate until the next day, and no key helps.',
    says: 'Two operations, because their reference differs: equal intents are never refused for their amounts.',
    sides: () => refunds(part(1000, '"reference": "item-1"'), part(1000, '"reference": "item-2"')),
  },
  {
    slug: 'hash-of-everything',
    name: 'A hash of everything',
    issue: 'Adyen/adyen-commercetools#1305',
    rule: 'The key is a hash of the whole request.',
    about: 'The request holds what changes with each sending: a time, an id of the attempt, a card encrypted anew. So the retry after a timeout gets another key, and a second authorisation.',
    says: 'The same operation: nonce and time are declared as noise, and the fingerprint does not see them.',
    sides: () => payments(
      pay('1000', '"clientNonce": "attempt-1"', '"clientTimestamp": "2026-04-10T08:00:00Z"'),
      pay('1000', '"clientNonce": "attempt-2"', '"clientTimestamp": "2026-04-10T08:00:31Z"'),
    ),
  },
  {
    slug: 'order-of-members',
    name: 'Members in another order',
    issue: 'apache/fineract#5674',
    pull: true,
    rule: 'The key is a hash of the JSON text.',
    about: 'A key was to be made of the text that came. The review points out that members may come in any order, be null or be left out, and mean the same.',
    says: 'The same operation: what is compared is the canonical form, in which the order of members, null and absence are settled.',
    sides: () => payments(pay('1000'), lines('"paymentMethod": "pm_ok"', '"description": null', '"amount": 1000', '"currency": "EUR"')),
  },
  {
    slug: 'a-key-per-call',
    name: 'Unique for every request',
    issue: 'square/square-mcp-server#31',
    rule: 'The key must be new in every request.',
    about: 'A tool tells a language model that the key is to be unique for every request. The model retries after a timeout, as it should, makes a new key, as it was told, and the card is charged twice.',
    says: 'The same operation, if its key is the same: the key belongs to the intent and not to the request. Under a new key the order itself still refuses a second payment.',
    sides: () => payments(pay('1000')),
  },
  {
    slug: 'a-key-per-click',
    name: 'A key for each click',
    issue: 'square/connect-api-examples#373',
    pull: true,
    rule: 'The key is made when the button is pressed.',
    about: 'Sample shops made the key in the click’s handler. Two clicks were two keys, and so two charges; they were changed to make it when the page is loaded.',
    says: 'The same operation. The SDK of this page goes further, and stores the key before it sends: a reload finds it again.',
    sides: () => payments(pay('1000', '"description": "first click"'), pay('1000', '"description": "second click"')),
  },
  {
    slug: 'time-in-the-key',
    name: 'The time in the key',
    issue: 'soumen0818/C-Pay#33',
    rule: 'The key ends with the time of the attempt.',
    about: 'With the milliseconds in the key, each attempt has its own, and what remembers keys never meets one again. A second tap, or a retry after twelve seconds, sends the money twice.',
    says: 'The same operation: when it was sent is noise, whoever writes it down.',
    sides: () => transfers(transfer('acct_bob', 2500, '"clientTimestamp": "2026-08-24T10:00:00Z"'), transfer('acct_bob', 2500, '"clientTimestamp": "2026-08-24T10:00:12Z"')),
  },
  {
    slug: 'reloaded-page',
    name: 'The page is loaded again',
    issue: 'mozilla/fxa#6553',
    rule: 'The key lives as long as the page.',
    about: 'A key that is made when the page is loaded guards against the second click, and is gone after a reload. A refresh during sign-up could make a second subscription, seen only on the bill.',
    says: 'The same operation: the cart’s reference says that it is one purchase. It is unique for each merchant, so that even a second key is refused with the order that exists.',
    sides: () => orders(items([TEA], '"reference": "cart-81"'), items([TEA], '"reference": "cart-81"', '"note": "after the reload"')),
  },
  {
    slug: 'yen-times-100',
    name: 'Yen times a hundred',
    issue: 'Paymenter/Paymenter#1258',
    rule: 'Every currency has cents.',
    about: 'Every amount was multiplied by 100 on its way to the gateway. The yen has no smaller unit: who ordered for ¥80 was charged ¥8000.',
    says: 'Two operations. And the wrong one is not executed under any key: a payment pays exactly what its order costs, else 409 amount-mismatch.',
    sides: () => payments(pay('80').replace('EUR', 'JPY'), pay('8000').replace('EUR', 'JPY')),
  },
  {
    slug: 'two-refunds-at-once',
    name: 'Two refunds at once',
    issue: 'juspay/hyperswitch#13182',
    rule: 'First look how much is left, then write.',
    about: 'Two refunds of $60 of one payment of $100, sent at the same moment. Both read the same history, both find it enough, and $120 are given back.',
    says: 'The same operation under one key. Under two keys they are two, and the second waits for the first one’s lock and is refused: 409 refund-exceeds-remaining.',
    sides: () => refunds(part(6000)),
  },
  {
    slug: 'silent-conflict',
    name: 'A conflict that nobody sees',
    issue: 'gocardless/gocardless-pro-ruby#39',
    rule: 'A key that is taken is answered with what it was taken for.',
    about: 'A library met the conflict, fetched the payment that exists, and returned it as a success. Its caller could not tell a new payment from an old one.',
    says: 'Two operations: 422 names the field that differs, and nothing is executed. A true repetition says so in its headers: Idempotent-Replayed.',
    sides: () => payments(pay('1000'), pay('1500')),
  },
  {
    slug: 'invisible-failure',
    name: 'A failure from yesterday',
    issue: 'KeeperHub/keeperhub#1840',
    rule: 'A failure that is repeated looks like a fresh one.',
    about: 'A call failed because it came seconds too early. Three retries under its key got the stored failure, in the words of a new one, while nothing was sent and the time had long come.',
    says: 'The same operation, so the same refusal. But it says that it is a repetition (Idempotent-Replayed), and what to do about it: retry is new-key.',
    sides: () => payments(pay('1000').replace('pm_ok', 'pm_declined')),
  },
  {
    slug: 'refused-never-replayed',
    name: 'Refused, and never told',
    issue: 'useplunk/plunk#484',
    rule: 'A key that was used is an error.',
    about: 'A mail is sent, and the answer is lost. The retry with the same key and the same request gets a 409: no second mail, but no word either on whether there was a first.',
    says: 'The same operation, whatever the case of the domain: 200, ALREADY_SENT, with the headers of a repetition. While it runs, the 409 is another one: operation-in-progress.',
    sides: () => receipts(lines('"email": "ada@example.com"'), lines('"email": "ada@EXAMPLE.com"')),
  },
];

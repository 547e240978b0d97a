/** The page's frame: which view is seen, who is asking, and what keeps the server from answering. */

import { $, h, text } from './dom.js';
import { apiKey, get, isDevelopmentKey, useApiKey } from './api.js';
import { forget } from './trace.js';
import * as shop from './shop.js';
import * as same from './same.js';
import * as operations from './operations.js';
import * as events from './events.js';
import * as tour from './tour.js';

const VIEWS = {
  shop: { title: 'Shop', show: shop.show, hide: shop.hide },
  same: { title: 'Same or not?', show: () => same.enter(location.hash.split('?').slice(1).join('?')), follow: same.enter, hide: () => {} },
  operations: { title: 'Operations', show: operations.show, hide: operations.hide },
  events: { title: 'Events', show: events.enter, hide: () => {} },
  tour: { title: 'Tour', show: tour.show, hide: tour.hide },
};

let current = null;

function route() {
  const [name, ...rest] = location.hash.slice(1).split('?');
  const view = name in VIEWS ? name : 'shop';
  if (name === 'main') return; // the skip link
  if (current === view) {
    VIEWS[view].follow?.(rest.join('?'));
    return;
  }
  if (current) VIEWS[current].hide();
  current = view;
  for (const each of Object.keys(VIEWS)) {
    $(`view-${each}`).hidden = each !== view;
    const link = document.querySelector(`[data-testid="nav-${each}"]`);
    if (each === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${VIEWS[view].title} · payonce`;
  window.scrollTo(0, 0);
  if (document.body.dataset.merchant === 'unknown') openKey(needsKey());
  VIEWS[view].show();
}

/** Whether what is seen is a merchant's. Comparing is open to all. */
const needsKey = () => current !== 'same';

// ---------------------------------------------------------------- what goes wrong

const TELLS = {
  offline: ['You are offline.', 'What was sent keeps its key, and goes on when the network is back.'],
  unreachable: ['The server does not answer.', 'This page asks again by itself. What was sent keeps its key.'],
  unavailable: ['The server cannot answer at the moment.', ''],
  refused: ['The server refused.', ''],
  missing: ['It is not there.', ''],
};

/** What the SDK would not send, for people; its own words are for developers. */
const NOT_SENT = {
  storage: 'The browser’s storage is full or forbidden. A key that cannot be stored would not survive a reload, so nothing was sent under it.',
  corrupt: 'The stored key of this intent is damaged, and may have been sent before. Look at the operations to find out what happened, and only then forget the key.',
  stale: 'The stored key of this intent is older than the server’s memory. Find out what happened to it, and only then forget the key.',
};

let retry = null;
let sticky = false;

function dismiss(error) {
  if (error.intentId) forget(error.intentId);
  sticky = false;
  trouble(null);
}

/** Shows what is wrong until something works again; null takes it away. */
function trouble(error) {
  if (error?.kind === 'unauthorized') {
    askForKey(isDevelopmentKey() ? 'This server does not know the development merchant. Enter the api key of a merchant of yours.' : 'No merchant has this api key.');
    return;
  }
  const banner = $('error-banner');
  if (!error && sticky) return;
  clearTimeout(retry);
  if (!error) {
    banner.hidden = true;
    return;
  }
  const known = TELLS[error.kind];
  const [title, more] = known ?? ['Nothing was sent.', ''];
  // What stands there already is not announced again.
  const told = banner.dataset.kind === (error.kind ?? error.code ?? 'error') && !banner.hidden;
  banner.dataset.kind = error.kind ?? error.code ?? 'error';
  if (!told) banner.replaceChildren(
    h('div', {}, h('strong', {}, title), ' ', more || (NOT_SENT[error.code] ?? error.message.replace(/^Not sent: /, ''))),
    known
      ? h('button', { type: 'button', class: 'quiet', onclick: identify }, 'Try again')
      : h('button', { type: 'button', class: 'quiet', onclick: () => dismiss(error) }, error.intentId ? 'Forget this key' : 'Dismiss'));
  banner.hidden = false;
  // What the SDK refused to send stands until somebody has read it.
  sticky = !known;
  if (known) retry = setTimeout(identify, 3000);
}

// ---------------------------------------------------------------- who is asking

function askForKey(why) {
  text($('key-problem'), why);
  document.body.dataset.merchant = 'unknown';
  if (needsKey()) openKey(true);
  $('key-dot').dataset.state = 'bad';
  text($('key-name'), 'API key needed');
}

function openKey(shown) {
  $('key-panel').hidden = !shown;
  $('key-toggle').setAttribute('aria-expanded', String(shown));
}

/** Asks the server who we are; whatever was missing is read again then. */
async function identify() {
  try {
    await get('/v1/balances');
  } catch (error) {
    trouble(error);
    return false;
  }
  trouble(null);
  document.body.dataset.merchant = 'known';
  $('key-dot').dataset.state = 'good';
  text($('key-name'), isDevelopmentKey() ? 'acme' : 'Your merchant');
  text($('key-problem'), '');
  VIEWS[current].show();
  return true;
}

function start() {
  $('key-toggle').addEventListener('click', () => {
    openKey($('key-panel').hidden);
    if (!$('key-panel').hidden) $('api-key').focus();
  });
  $('key-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const key = $('api-key').value.trim();
    if (key !== apiKey()) {
      useApiKey(key);
      shop.forget();
      operations.forget();
      events.forget();
      tour.forget();
    }
    if (await identify()) {
      $('api-key').value = '';
      openKey(false);
      $('key-toggle').focus();
    }
  });
  $('theme-toggle').addEventListener('click', switchTheme);
  showTheme();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
  window.addEventListener('offline', () => trouble({ kind: 'offline' }));
  window.addEventListener('online', identify);
  shop.start(trouble);
  same.start(trouble);
  operations.start(trouble);
  events.start(trouble);
  tour.start();
  window.addEventListener('hashchange', route);
  route();
  identify().then((known) => known && shop.resume());
}

// ---------------------------------------------------------------- light and dark

const theme = () => document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function showTheme() {
  text($('theme-toggle'), theme() === 'dark' ? 'Light' : 'Dark');
  $('theme-toggle').setAttribute('aria-label', `Switch to the ${theme() === 'dark' ? 'light' : 'dark'} theme`);
}

function switchTheme() {
  const other = theme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = other;
  try {
    localStorage.setItem('payonce-console:theme', other);
  } catch {
    // For this visit, then.
  }
  showTheme();
}

start();

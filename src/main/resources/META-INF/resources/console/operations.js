/** What stands under the keys, as it changes. */

import { $, h, text, time, span, short, duration } from './dom.js';
import { get, poll } from './api.js';

const EVERY_MS = 1500;
const PAGE = 20;

const state = { visible: false, pending: false, rows: null, limit: PAGE, more: false, opened: null };
const rows = new Map();
let trouble = () => {};

const wake = poll(EVERY_MS, () => state.visible, async () => {
  try {
    const page = await get(`/v1/operations?limit=${state.limit}${state.pending ? '&status=PENDING' : ''}`);
    state.rows = state.pending ? [...page.data, ...(await justDecided(page.data))].sort((a, b) => (a.id < b.id ? 1 : -1)) : page.data;
    state.more = page.nextCursor !== null;
    trouble(null);
  } catch (error) {
    trouble(error);
  }
  draw();
});

const LINGER_MS = 8000;

/** Where only PENDING ones are shown, what is decided stays for a moment: so that it is seen, and not merely gone. */
async function justDecided(pending) {
  const gone = (state.rows ?? []).filter((each) => pending.every(({ id }) => id !== each.id));
  const now = await Promise.all(gone.map(async (each) =>
    each.status === 'PENDING' ? { ...(await get(`/v1/operations/${each.id}`)), seen: Date.now() } : each));
  return now.filter((each) => Date.now() - each.seen < LINGER_MS);
}

class Row {
  constructor(operation) {
    this.id = operation.id;
    this.badge = h('span', { class: 'badge' });
    this.attention = h('span', { class: 'tag attention', hidden: true }, 'needs attention');
    this.attempts = h('td', { 'data-label': 'Attempts' });
    this.age = h('span', {});
    this.took = h('td', { 'data-label': 'Decided' });
    this.detail = h('tr', { class: 'detail', hidden: true });
    this.toggle = h('button', { type: 'button', class: 'link', 'aria-expanded': 'false', onclick: () => this.#toggle() }, operation.operation);
    this.element = h('tr', { data: { testid: 'operation-row', status: operation.status } },
      h('td', { 'data-label': 'State' }, this.badge, ' ', this.attention),
      h('th', { scope: 'row', 'data-label': 'Operation' }, this.toggle, h('code', { class: 'soft', title: operation.id }, short(operation.id, 8, 4))),
      this.attempts,
      h('td', { 'data-label': 'Begun' }, time(operation.createdAt, { dateStyle: 'short', timeStyle: 'medium' }), ' ', h('span', { class: 'soft' }, '(', this.age, ')')),
      this.took);
    this.update(operation);
  }

  update(operation) {
    this.operation = operation;
    if (this.element.dataset.status === 'PENDING' && operation.status !== 'PENDING') this.element.classList.add('decided-now');
    this.element.dataset.status = this.badge.dataset.status = operation.status;
    text(this.badge, operation.status);
    this.attention.hidden = !operation.needsAttention;
    text(this.attempts, String(operation.attempts));
    const took = new Date(operation.completedAt) - new Date(operation.createdAt);
    text(this.took, !operation.completedAt ? 'not yet'
      : took === 0 ? `${operation.responseStatus}, in one commit` : `${operation.responseStatus}, after ${duration(took)}`);
    this.tick();
    if (!this.detail.hidden) this.#fill();
  }

  tick() {
    text(this.age, `${span(Date.now() - new Date(this.operation.createdAt))} ago`);
  }

  #toggle() {
    const opened = this.detail.hidden;
    this.detail.hidden = !opened;
    this.toggle.setAttribute('aria-expanded', String(opened));
    if (opened) this.#fill();
  }

  #fill() {
    const { identity, resource, createdAt, completedAt, expiresAt, responseStatus } = this.operation;
    const facts = [
      ['Id', h('code', {}, this.id)],
      ['Begun', time(createdAt, { dateStyle: 'medium', timeStyle: 'medium' })],
      ['Decided', completedAt ? time(completedAt, { dateStyle: 'medium', timeStyle: 'medium' }) : 'not yet'],
      ['Key answers until', expiresAt ? time(expiresAt, { dateStyle: 'medium', timeStyle: 'medium' }) : 'as long as it is undecided'],
      ['Answer', responseStatus ? String(responseStatus) : 'none yet'],
    ];
    const shown = JSON.stringify([identity, completedAt, responseStatus]);
    if (this.shown === shown) return;
    this.shown = shown;
    const out = h('pre', { hidden: true });
    this.detail.replaceChildren(h('td', { colspan: 5 }, h('div', { class: 'detail-in' },
      h('div', {}, h('h2', { class: 'label' }, 'What makes it what it is'), h('dl', { class: 'facts' }, Object.entries(identity).flatMap(([name, value]) =>
        [h('dt', {}, name), h('dd', {}, h('code', {}, typeof value === 'string' ? value : JSON.stringify(value)))]))),
      h('div', {}, h('h2', { class: 'label' }, 'What became of it'), h('dl', { class: 'facts' }, facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
        resource ? h('button', { type: 'button', class: 'quiet', onclick: () => this.#read(resource, out) }, `Look at ${resource.replace(/[0-9a-f-]{36}/, (id) => short(id, 8, 4))}`) : null,
        out))));
  }

  async #read(resource, out) {
    out.hidden = false;
    text(out, 'Reading…');
    try {
      text(out, JSON.stringify(await get(resource), null, 2));
    } catch (error) {
      text(out, error.message);
    }
  }
}

let table = null;

function draw() {
  const root = $('operations');
  if (state.rows === null) {
    if (!root.firstChild) root.append(h('p', { class: 'empty loading' }, 'Reading the operations…'));
    return;
  }
  const pending = state.rows.filter((each) => each.status === 'PENDING').length;
  text($('operations-live'), `${state.rows.length}${state.more ? ' newest' : ''} shown, ${pending} PENDING. Looked at every ${EVERY_MS / 1000} s.`);
  if (state.rows.length === 0) {
    table = null;
    rows.clear();
    root.replaceChildren(state.pending
      ? h('p', { class: 'empty' }, 'Nothing is PENDING: every outcome is known. Pay with ', h('code', {}, 'pm_timeout_charged'), ' in the ', h('a', { href: '#shop' }, 'shop'), ' to see one that is not.')
      : h('p', { class: 'empty' }, 'No operation yet. Place an order in the ', h('a', { href: '#shop' }, 'shop'), ', or take the ', h('a', { href: '#tour' }, 'tour'), '.'));
    return;
  }
  if (!table) {
    table = h('tbody');
    root.replaceChildren(
      h('div', { class: 'card table' }, h('table', { class: 'operations' },
        h('thead', {}, h('tr', {}, ['State', 'Operation', 'Attempts', 'Begun', 'Decided'].map((name) => h('th', { scope: 'col' }, name)))), table)),
      h('p', { class: 'more-row' }, h('button', { type: 'button', id: 'operations-more', onclick: older }, 'Show older ones')));
  }
  const ids = new Set(state.rows.map((each) => each.id));
  for (const [id, row] of rows) {
    if (!ids.has(id)) {
      row.element.remove();
      row.detail.remove();
      rows.delete(id);
    }
  }
  let above = null;
  for (const operation of state.rows) {
    const row = rows.get(operation.id) ?? new Row(operation);
    rows.set(operation.id, row);
    row.update(operation);
    const place = above ? above.nextSibling : table.firstChild;
    if (row.element !== place) table.insertBefore(row.element, place);
    if (row.element.nextSibling !== row.detail) table.insertBefore(row.detail, row.element.nextSibling);
    above = row.detail;
  }
  $('operations-more').hidden = !state.more || state.limit >= 100;
}

function older() {
  state.limit = Math.min(100, state.limit + PAGE);
  wake();
}

export function start(onTrouble) {
  trouble = onTrouble;
  $('filter-pending').addEventListener('click', () => {
    state.pending = !state.pending;
    $('filter-pending').setAttribute('aria-pressed', String(state.pending));
    reset();
    wake();
  });
  setInterval(() => {
    if (state.visible && !document.hidden) rows.forEach((row) => row.tick());
  }, 1000);
}

function reset() {
  state.rows = null;
  table = null;
  rows.clear();
  $('operations').replaceChildren();
  draw();
}

export function show() {
  state.visible = true;
  draw();
  wake();
}

export function hide() {
  state.visible = false;
}

/** Another merchant's operations are none of this one's business. */
export function forget() {
  Object.assign(state, { limit: PAGE });
  reset();
}

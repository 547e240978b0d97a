/**
 * Draws groups of attempts: client, server, PostgreSQL and gateway under one axis of time, one row for each attempt, updated
 * in place. What a row is about stands behind it, for who wants to know.
 */

import { h, text, short, time, duration, pretty } from './dom.js';
import { money } from './money.js';

const LABEL = {
  running: 'running',
  executed: 'executed',
  replayed: 'replayed',
  'in-progress': 'in progress',
  unknown: 'unknown yet',
  refused: 'refused',
  mismatch: 'other operation',
  lost: 'answer lost',
  error: 'no answer',
};

/** What an attempt came to, in a word or two. */
export function label({ outcome, status }) {
  return outcome !== 'error' || status === null ? LABEL[outcome] : status === 503 ? 'not executed' : 'no clear answer';
}

const counted = (count, what) => (count === 0 ? 'nothing' : `${count} ${what}${count === 1 ? '' : 's'}`);

/** What moved as of the end of an attempt, in words; `before` is what had moved at the end of the one before. */
function moves(lane, before) {
  if (lane.moved === null) return lane.outcome === 'running' ? 'nothing yet' : 'not known';
  if (lane.moved === 'none') return 'not involved: one transaction in our own books';
  if (lane.moved === 'unseen') return 'cannot be looked at here';
  const count = counted(lane.moved, lane.type === 'REFUND' ? 'refund' : 'charge');
  return before === lane.moved ? `still ${count}` : `${count} so far`;
}

// ---------------------------------------------------------------- time

/** Steps that people count in, in milliseconds. */
const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];
const MOST_TICKS = 5;

/** The distance of ticks that makes a few of them within `whole`. */
export const tickStep = (whole) => STEPS.find((step) => whole / step <= MOST_TICKS) ?? Math.ceil(whole / MOST_TICKS / 60_000) * 60_000;

const at = (ms) => (ms === 0 ? '0' : duration(ms).replace('.0 ', ' '));

/**
 * What the server's clock says, moved onto the browser's as little as it takes: the claim cannot be before the first attempt
 * began, and not after the last one ended.
 */
export function onOurClock(group) {
  const { claimed, decided } = group.times ?? {};
  const from = Math.min(...group.lanes.map((lane) => lane.at));
  const to = Math.max(...group.lanes.map((lane) => lane.ended ?? Infinity));
  const shift = claimed === undefined ? 0 : claimed < from ? from - claimed : Math.min(0, to - claimed);
  const moved = (ms) => (ms === undefined || ms === null ? null : ms + shift);
  return { claimed: moved(claimed), decided: moved(decided), moves: (group.moves ?? []).map((each) => ({ ...each, at: each.at + shift })) };
}

class Axis {
  constructor(from, to) {
    this.from = from;
    this.whole = Math.max(to - from, 20) * 1.04; // what happens last is not cut at the edge
  }

  share = (ms) => (100 * (ms - this.from)) / this.whole;

  get step() {
    return tickStep(this.whole);
  }

  place(element, from, to = null) {
    element.style.left = `${this.share(from)}%`;
    if (to !== null) element.style.width = `${Math.max(this.share(to) - this.share(from), 0.6)}%`;
  }
}

// ---------------------------------------------------------------- rows

class AttemptView {
  constructor(lane, id) {
    this.bar = h('span', { class: 'bar' });
    this.wait = h('span', { class: 'wait-bar', hidden: true });
    this.chip = h('span', { class: 'chip' });
    this.status = h('span', { class: 'code' });
    this.says = h('p', { class: 'says' });
    this.took = h('p', { class: 'says soft' });
    this.moved = h('p', { class: 'says' });
    this.detail = h('div', { class: 'attempt-detail', id, hidden: true },
      h('div', {},
        h('h4', {}, 'Sent'),
        h('p', { class: 'says' }, h('code', {}, `${lane.method} ${lane.path.replace(/[0-9a-f-]{36}/, (each) => short(each, 8, 4))}`)),
        h('p', { class: 'says' }, 'key ', h('code', { title: lane.key }, short(lane.key ?? '', 9, 6))),
        h('pre', {}, pretty(lane.body))),
      h('div', {}, h('h4', {}, 'The server'), this.says, this.took),
      h('div', {}, h('h4', {}, 'The gateway'), this.moved));
    this.row = h('button', { type: 'button', class: 'track-row attempt-row', 'aria-expanded': 'false', 'aria-controls': id, onclick: () => this.#toggle() },
      h('span', { class: 'track-name' }, h('span', { class: 'visually-hidden' }, 'Attempt '), h('span', { class: 'n' }, String(lane.n))),
      h('span', { class: 'track', 'aria-hidden': 'true' }, this.bar, this.wait),
      h('span', { class: 'track-outcome' }, this.status, this.chip));
    this.element = h('li', { class: 'lane', data: { testid: 'lane', key: lane.key ?? '', outcome: lane.outcome } }, this.row, this.detail);
  }

  #toggle() {
    this.detail.hidden = !this.detail.hidden;
    this.row.setAttribute('aria-expanded', String(!this.detail.hidden));
  }

  update(lane, before, axis) {
    const end = lane.ended ?? Date.now();
    this.element.dataset.outcome = lane.outcome;
    text(this.chip, label(lane));
    text(this.status, lane.status === null ? '' : String(lane.status));
    text(this.took, `${lane.ended === null ? 'Running for' : 'Took'} ${duration(end - lane.at)}${lane.waitMs === null ? '.' : `; then waits ${duration(lane.waitMs)}, and sends again with the same key.`}`);
    text(this.says, lane.says);
    text(this.moved, moves(lane, before));
    axis.place(this.bar, lane.at, end);
    this.wait.hidden = lane.waitMs === null;
    if (lane.waitMs !== null) axis.place(this.wait, end, Math.min(end + lane.waitMs, axis.from + axis.whole));
  }
}

/** What one of those behind the client did: at moments, and over a time. */
class PartyView {
  constructor(name) {
    this.bar = h('span', { class: 'bar party-bar', hidden: true });
    this.marks = h('span', {});
    this.outcome = h('span', { class: 'track-outcome soft' });
    this.element = h('li', { class: 'track-row party', data: { party: name.toLowerCase() } },
      h('span', { class: 'track-name' }, name),
      h('span', { class: 'track', 'aria-hidden': 'true' }, this.bar, this.marks),
      this.outcome);
  }

  /** @param {{from?: number, to?: number, marks: {at: number, kind: string}[], says: string}} what */
  update({ from = null, to = null, marks, says, state = '' }, axis) {
    text(this.outcome, says);
    this.element.dataset.state = state;
    this.bar.hidden = from === null;
    if (from !== null) axis.place(this.bar, from, to);
    while (this.marks.children.length > marks.length) this.marks.lastChild.remove();
    marks.forEach(({ at: when, kind }, i) => {
      const mark = this.marks.children[i] ?? this.marks.appendChild(h('span', {}));
      mark.className = `mark ${kind}`;
      axis.place(mark, when);
    });
  }
}

const INVOLVES_GATEWAY = /\/(payments|refunds)$/;

/** What server, PostgreSQL and gateway did about a group, as far as it is known. */
export function parties(group, now) {
  const { claimed, decided, moves: moved } = onOurClock(group);
  const executing = group.lanes.find((lane) => lane.outcome === 'executed');
  const dead = group.diedAt ?? null;
  const marks = [];
  if (claimed !== null) marks.push({ at: claimed, kind: 'commit' });
  if (decided !== null && decided !== claimed) marks.push({ at: decided, kind: 'commit' });
  const server = claimed === null
    ? { marks: dead === null ? [] : [{ at: dead, kind: 'death' }], says: dead === null ? '' : 'one died' }
    : {
      from: claimed,
      to: Math.max(decided ?? now, claimed === decided ? executing?.ended ?? claimed : 0),
      marks: dead === null ? [] : [{ at: dead, kind: 'death' }],
      says: `${dead === null ? '' : 'one died; '}${decided === null ? 'undecided' : claimed === decided ? 'decided at once' : `decided in ${duration(decided - claimed)}`}`,
      state: decided === null ? 'open' : 'decided',
    };
  const postgres = {
    marks,
    says: claimed === null ? '' : decided === null ? 'claim' : claimed === decided ? 'claim and result, one commit' : 'claim, then result',
  };
  const gateway = {
    marks: moved.map((each) => ({ at: each.at, kind: each.type === 'REFUND' ? 'refund' : 'charge' })),
    says: !INVOLVES_GATEWAY.test(group.lanes[0]?.path ?? '') ? 'not involved'
      : moved.length === 0 ? 'nothing moved'
        : moved.map((each) => `${each.type === 'REFUND' ? 'refund' : 'charge'} ${money(each.amount, each.currency)}`).join(', '),
  };
  return { server, postgres, gateway };
}

/** Often enough for the eye, and seldom enough for a slow machine. */
const GROWS_EVERY_MS = 80;

let ids = 0;

class GroupView {
  constructor(group) {
    this.attempts = [];
    this.id = `group-${ids++}`;
    this.list = h('ol', { class: 'lanes', 'aria-label': 'Attempts of the client' });
    this.note = h('p', { class: 'note', hidden: true });
    this.stopped = h('p', { class: 'note end', hidden: true });
    this.key = h('code', {});
    this.sum = h('span', { class: 'soft' });
    this.stop = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => group.stop?.() }, 'Stop asking');
    this.ticks = h('div', { class: 'track axis', 'aria-hidden': 'true' });
    this.parties = { server: new PartyView('Server'), postgres: new PartyView('PostgreSQL'), gateway: new PartyView('Gateway') };
    this.body = h('div', { id: this.id },
      this.note,
      h('div', { class: 'chart' },
        h('div', { class: 'track-row head' }, h('span', { class: 'track-name' }, 'Client'), this.ticks, h('span', {})),
        this.list,
        h('ul', { class: 'parties' }, Object.values(this.parties).map((party) => party.element))),
      this.stopped,
      h('p', { class: 'keyline soft' }, 'one key: ', this.key));
    this.fold = h('button', { type: 'button', class: 'link', 'aria-expanded': 'true', 'aria-controls': this.id, onclick: () => this.show(this.body.hidden, true) }, group.title);
    this.element = h('article', { class: 'group', 'aria-label': group.title },
      h('header', {}, h('h3', {}, this.fold), time(new Date(group.at).toISOString()), this.sum, this.stop),
      this.body);
  }

  /** Opens or folds it; what a person chose stays as it was chosen. */
  show(open, chosen = false) {
    if (this.chosen && !chosen) return;
    this.chosen = chosen;
    this.body.hidden = !open;
    this.fold.setAttribute('aria-expanded', String(open));
  }

  update(group, newest) {
    this.show(newest || group.running);
    text(this.key, group.key ? short(group.key, 17, 6) : '…');
    this.key.title = group.key ?? '';
    this.note.hidden = !group.note;
    text(this.note, group.note ?? '');
    this.stopped.hidden = !group.stopped;
    this.stopped.classList.toggle('bad', group.gaveUp === true);
    text(this.stopped, group.stopped ?? '');
    this.element.classList.toggle('running', group.running);
    // Only between attempts that did not decide it: the first answer is worth waiting for.
    this.stop.hidden = !group.running || !group.stop || group.lanes.length < 2;
    const count = group.lanes.length;
    const moved = (group.moves ?? []).length;
    text(this.sum, `${count} attempt${count === 1 ? '' : 's'}${group.moves ? `, ${moved} moved` : ''}${count && !group.running ? `, ${label(group.lanes.at(-1))}` : ''}`);
    if (this.body.hidden) return;
    const now = group.running ? Date.now() : Math.max(...group.lanes.map((lane) => lane.ended ?? Date.now()), group.at);
    const told = onOurClock(group);
    const axis = new Axis(
      Math.min(group.at, ...group.lanes.map((lane) => lane.at)),
      Math.max(now, told.decided ?? 0, ...told.moves.map((each) => each.at)));
    this.#tick(axis);
    group.lanes.forEach((lane, i) => {
      if (!this.attempts[i]) {
        this.attempts[i] = new AttemptView(lane, `${this.id}-${i}`);
        this.list.append(this.attempts[i].element);
      }
      this.attempts[i].update(lane, i > 0 ? group.lanes[i - 1].moved : null, axis);
    });
    for (const [name, what] of Object.entries(parties(group, now))) this.parties[name].update(what, axis);
  }

  #tick(axis) {
    const { step } = axis;
    this.element.style.setProperty('--tick', `${(100 * step) / axis.whole}%`);
    const places = [];
    for (let ms = 0; ms <= axis.whole - step * 0.3; ms += step) places.push(ms);
    while (this.ticks.children.length > places.length) this.ticks.lastChild.remove();
    places.forEach((ms, i) => {
      const tick = this.ticks.children[i] ?? this.ticks.appendChild(h('span', { class: 'tick' }));
      text(tick, at(ms));
      tick.style.left = `${(100 * ms) / axis.whole}%`;
    });
  }
}

/** Keeps `root` showing the groups that `chosen` gives, newest first. */
export class Timeline {
  #root;
  #chosen;
  #empty;
  #views = new Map();
  #growing = null;

  constructor(root, chosen, empty = null) {
    this.#root = root;
    this.#chosen = chosen;
    this.#empty = empty;
  }

  draw() {
    const shown = this.#chosen();
    for (const [id, view] of this.#views) {
      if (!shown.some((group) => group.id === id)) {
        view.element.remove();
        this.#views.delete(id);
      }
    }
    let above = null;
    for (const group of shown) {
      if (!this.#views.has(group.id)) this.#views.set(group.id, new GroupView(group));
      const view = this.#views.get(group.id);
      view.update(group, group === shown[0]);
      const place = above ? above.nextSibling : this.#root.firstChild;
      if (view.element !== place) this.#root.insertBefore(view.element, place);
      above = view.element;
    }
    if (this.#empty) {
      if (shown.length === 0) this.#root.append(this.#empty);
      else this.#empty.remove();
    }
    // While something runs its bar grows.
    if (this.#growing === null && shown.some((group) => group.running && group.lanes.length)) {
      this.#growing = setTimeout(() => {
        this.#growing = null;
        this.draw();
      }, GROWS_EVERY_MS);
    }
  }
}

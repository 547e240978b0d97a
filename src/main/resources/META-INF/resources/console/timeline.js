/** Draws groups of attempts: one lane each, on a common axis of time, updated in place. */

import { h, text, short, time, duration, pretty } from './dom.js';

const LABEL = {
  running: 'running',
  claimed: 'claimed',
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

/** What moved as of the end of an attempt, in words; `before` is what had moved at the end of the one before. */
function moves(lane, before) {
  if (lane.moved === null) return lane.outcome === 'running' ? 'nothing yet' : 'not known';
  if (lane.moved === 'none') return 'not involved: one transaction in our own books';
  if (lane.moved === 'unseen') return 'cannot be looked at here';
  const what = lane.type === 'REFUND' ? 'refund' : 'charge';
  const count = lane.moved === 0 ? 'nothing' : `${lane.moved} ${what}${lane.moved === 1 ? '' : 's'}`;
  return before === lane.moved ? `still ${count}` : `${count} so far`;
}

class LaneView {
  constructor(lane) {
    this.bar = h('span', { class: 'bar' });
    this.chip = h('span', { class: 'chip' });
    this.status = h('span', { class: 'code' });
    this.took = h('span', { class: 'soft' });
    this.says = h('p', { class: 'says' });
    this.moved = h('p', { class: 'says' });
    this.wait = h('p', { class: 'wait', hidden: true });
    this.element = h('li', { class: 'lane', data: { testid: 'lane', key: lane.key ?? '', outcome: lane.outcome } },
      h('div', { class: 'lane-head' }, h('span', { class: 'n' }, String(lane.n)), this.chip, this.status, this.took),
      h('div', { class: 'track', 'aria-hidden': 'true' }, this.bar),
      h('div', { class: 'lane-cells' },
        h('div', {},
          h('h4', {}, 'Sent'),
          h('p', { class: 'says' }, h('code', {}, `${lane.method} ${lane.path.replace(/[0-9a-f-]{36}/, (id) => short(id, 8, 4))}`)),
          h('p', { class: 'says' }, 'key ', h('code', { title: lane.key }, short(lane.key ?? '', 9, 6))),
          h('details', {}, h('summary', {}, 'body'), h('pre', {}, pretty(lane.body)))),
        h('div', {}, h('h4', {}, 'The server'), this.says),
        h('div', {}, h('h4', {}, 'The gateway'), this.moved)),
      this.wait);
  }

  update(lane, before, from, to) {
    const end = lane.ended ?? Date.now();
    const whole = Math.max(to - from, 1);
    this.element.dataset.outcome = lane.outcome;
    text(this.chip, label(lane));
    text(this.status, lane.status === null ? '' : String(lane.status));
    text(this.took, lane.ended === null ? '' : duration(end - lane.at));
    text(this.says, lane.says);
    text(this.moved, moves(lane, before));
    this.bar.style.left = `${(100 * (lane.at - from)) / whole}%`;
    this.bar.style.width = `${Math.max((100 * (end - lane.at)) / whole, 1.5)}%`;
    this.wait.hidden = lane.waitMs === null;
    if (lane.waitMs !== null) text(this.wait, `waits ${duration(lane.waitMs)}, then sends again with the same key`);
  }
}

class GroupView {
  constructor(group) {
    this.lanes = [];
    this.list = h('ol', { class: 'lanes' });
    this.note = h('p', { class: 'note', hidden: true });
    this.stopped = h('p', { class: 'note end', hidden: true });
    this.key = h('code', {});
    this.stop = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => group.stop?.() }, 'Stop asking');
    this.element = h('article', { class: 'group', 'aria-label': group.title },
      h('header', {}, h('h3', {}, group.title), time(new Date(group.at).toISOString()), h('span', { class: 'soft keyline' }, 'one key: ', this.key), this.stop),
      this.note, this.list, this.stopped);
  }

  update(group) {
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
    const to = Math.max(...group.lanes.map((lane) => lane.ended ?? Date.now()), group.at + 1);
    const from = Math.min(group.at, ...group.lanes.map((lane) => lane.at));
    group.lanes.forEach((lane, i) => {
      if (!this.lanes[i]) {
        this.lanes[i] = new LaneView(lane);
        this.list.append(this.lanes[i].element);
      }
      this.lanes[i].update(lane, i > 0 ? group.lanes[i - 1].moved : null, from, to);
    });
  }
}

/** Keeps `root` showing the groups that `chosen` gives, newest first. */
export class Timeline {
  #root;
  #chosen;
  #empty;
  #views = new Map();
  #frame = null;

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
      view.update(group);
      const place = above ? above.nextSibling : this.#root.firstChild;
      if (view.element !== place) this.#root.insertBefore(view.element, place);
      above = view.element;
    }
    if (this.#empty) {
      if (shown.length === 0) this.#root.append(this.#empty);
      else this.#empty.remove();
    }
    // While something runs its bar grows.
    if (this.#frame === null && shown.some((group) => group.lanes.some((lane) => lane.outcome === 'running'))) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = null;
        this.draw();
      });
    }
  }
}

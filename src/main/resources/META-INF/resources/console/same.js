/** Same or not?: two requests side by side, and the server's own judgement while they are edited. */

import { $, copy, h, text } from './dom.js';
import { compare, open } from './api.js';
import { CLASSICS, MUSEUM, ORDER, PAYMENT } from './exhibits.js';
import { compose, members } from './members.js';
import { packed, unpacked } from './link.js';

/** Each operation with its fields and the reasons, as the API's own description has them. */
let operations = new Map([
  ['order.create', {}], ['order.cancel', {}], ['payment.create', {}], ['refund.create', {}], ['transfer.create', {}], ['receipt.send', {}],
]);

const editors = {};
let trouble = () => {};
let asking = null;
let timer = null;

class Editor {
  constructor(name, root) {
    const id = (what) => `${name}-${what}`;
    this.name = name;
    this.operation = h('select', { id: id('operation') }, [...operations.keys()].map((each) => h('option', { value: each }, each)));
    this.route = h('code', { class: 'soft' });
    this.resource = h('input', { id: id('resource'), type: 'text', autocomplete: 'off', spellcheck: 'false' });
    this.resourceLabel = h('label', { for: id('resource') }, 'Id in the path');
    this.resourceRow = h('div', { class: 'field' }, this.resourceLabel, this.resource);
    this.body = h('textarea', { id: id('body'), 'data-testid': id('body'), rows: 9, spellcheck: 'false', autocomplete: 'off' });
    this.form = h('div', { class: 'form', id: id('form'), hidden: true });
    this.bodyField = h('div', { class: 'field' }, h('label', { for: id('body') }, 'Body'), this.body);
    this.asJson = h('button', { type: 'button', 'aria-pressed': 'true' }, 'JSON');
    this.asForm = h('button', { type: 'button', 'aria-pressed': 'false' }, 'Fields');
    root.append(
      h('div', { class: 'field' }, h('label', { for: id('operation') }, 'Operation'), this.operation, this.route),
      this.resourceRow,
      h('div', { class: 'segmented', role: 'group', 'aria-label': 'Edit as' }, this.asJson, this.asForm),
      this.bodyField,
      this.form,
    );
    this.operation.addEventListener('change', () => this.#operationChanged());
    for (const input of [this.resource, this.body]) input.addEventListener('input', edited);
    this.asJson.addEventListener('click', () => this.#mode(false));
    this.asForm.addEventListener('click', () => this.#mode(true));
  }

  get value() {
    const resource = this.resourceRow.hidden ? null : this.resource.value.trim() || null;
    return { operation: this.operation.value, resource, body: this.body.value };
  }

  set value({ operation, resource, body }) {
    this.operation.value = operation;
    this.resource.value = resource ?? '';
    this.body.value = body;
    this.describe();
  }

  describe() {
    const { route, pathField } = operations.get(this.operation.value) ?? {};
    text(this.route, route ?? '');
    const takes = pathField ?? (['order.create', 'transfer.create'].includes(this.operation.value) ? null : 'resource');
    this.resourceRow.hidden = takes === null;
    text(this.resourceLabel, takes ? `Id of the ${takes} in the path` : '');
    if (!this.form.hidden) this.#fields();
  }

  #operationChanged() {
    if (!this.resource.value) this.resource.value = this.operation.value === 'refund.create' ? PAYMENT : ORDER;
    this.describe();
    edited();
  }

  #mode(form) {
    this.asForm.setAttribute('aria-pressed', String(form));
    this.asJson.setAttribute('aria-pressed', String(!form));
    this.form.hidden = !form;
    this.bodyField.hidden = form;
    if (form) this.#fields();
  }

  /** One input for each field, holding its value in JSON; what is emptied is left out. */
  #fields() {
    const written = members(this.body.value);
    if (written === null) {
      this.form.replaceChildren(h('p', { class: 'hint' }, 'The body is no JSON object: edit it as JSON.'));
      return;
    }
    const declared = (operations.get(this.operation.value)?.fields ?? []).filter((field) => field.inBody);
    const names = [...declared.map((field) => field.name), ...written.keys()];
    this.form.replaceChildren(h('p', { class: 'hint' }, 'Values are JSON: a text stands in quotes. What is empty is left out.'), ...[...new Set(names)].map((name) => {
      const field = declared.find((each) => each.name === name);
      const id = `${this.name}-field-${name}`;
      return h('div', { class: 'field inline' },
        h('label', { for: id }, h('code', {}, name), ' ',
          h('span', { class: `tag ${field?.identity ? 'identity' : ''}` }, field ? (field.identity ? 'identity' : 'noise') : 'unknown')),
        Object.assign(h('input', {
          id, type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: 'left out',
          oninput: (event) => {
            // Half a text in quotes is no JSON yet: so it is the members that are kept, and the body is made of them.
            written.set(name, event.target.value.trim());
            this.body.value = compose(written);
            edited();
          },
        }), { value: (written.get(name) ?? '').replace(/\s*\n\s*/g, ' ') }));
    }));
  }
}

// ---------------------------------------------------------------- asking

function edited() {
  for (const button of document.querySelectorAll('#presets button, #museum button, .more button')) button.setAttribute('aria-pressed', 'false');
  chosen = null;
  clearTimeout(timer);
  timer = setTimeout(ask, 180);
}

async function ask() {
  clearTimeout(timer);
  asking?.abort();
  const mine = (asking = new AbortController());
  $('verdict').setAttribute('aria-busy', 'true');
  try {
    const comparison = await compare(editors.left.value, editors.right.value, mine.signal);
    if (mine.signal.aborted) return;
    trouble(null);
    show(comparison);
  } catch (error) {
    if (mine.signal.aborted) return;
    if (error.problem?.status === 413) {
      verdict('invalid', 'Too large', 'Both together may have 64 KiB.');
    } else if (error.kind === 'refused') {
      verdict('invalid', 'No valid request', error.message);
    } else {
      trouble(error);
      verdict('', 'Not known', 'The server cannot be asked at the moment.');
    }
  } finally {
    if (asking === mine) $('verdict').removeAttribute('aria-busy');
  }
}

function verdict(same, title, explanation) {
  const root = $('verdict');
  root.dataset.same = same;
  root.replaceChildren(h('strong', {}, title), h('span', {}, explanation));
}

const TITLES = { true: 'The same operation', false: 'Two operations', null: 'No valid request' };

function show(comparison) {
  deciding(comparison);
  verdict(comparison.same === null ? 'invalid' : String(comparison.same), TITLES[comparison.same],
    comparison.same === null ? whyInvalid(comparison) : comparison.explanation);
  readSide('left', comparison.left, comparison.right);
  readSide('right', comparison.right, comparison.left);
  fields(comparison);
}

/** What is wrong, where it is seen first. */
function whyInvalid(comparison) {
  return [['First', comparison.left], ['Second', comparison.right]].filter(([, side]) => side.problem).map(([name, { problem }]) => {
    const [{ field, message }] = problem.violations ?? [{ field: '', message: problem.detail }];
    return `${name}: ${field || 'the body'} ${message}.`;
  }).join(' ');
}

function readSide(name, read, other) {
  const root = $(`read-${name}`);
  editors[name].body.toggleAttribute('aria-invalid', read.problem !== null);
  if (read.problem) {
    root.replaceChildren(
      h('h3', {}, 'Refused, unless its key answered it before'),
      h('ul', { class: 'violations' }, (read.problem.violations ?? []).map(({ field, message }) =>
        h('li', {}, h('code', {}, field || 'the body'), ` ${message}`))),
      h('p', { class: 'hint' }, h('a', { href: read.problem.type }, `${read.problem.status} ${read.problem.type.split('/').pop()}`)),
      h('p', { class: 'visually-hidden', 'data-testid': `canonical-${name}` }),
      h('p', { class: 'visually-hidden', 'data-testid': `fingerprint-${name}` }));
    return;
  }
  root.replaceChildren(
    h('h3', {}, 'Canonical form'),
    h('pre', { 'data-testid': `canonical-${name}` }, read.canonical),
    h('h3', {}, 'Fingerprint'),
    stripes(read.fingerprint),
    h('p', { class: `print ${other.fingerprint && other.fingerprint !== read.fingerprint ? 'unlike' : ''}` },
      h('code', { 'data-testid': `fingerprint-${name}` }, read.fingerprint)));
}

/** A fingerprint for the eye: sixteen stripes whose colours are its bytes. */
function stripes(fingerprint) {
  const row = h('div', { class: 'stripes', 'aria-hidden': 'true' });
  for (let i = 0; i < 32; i += 2) {
    const stripe = h('span');
    stripe.style.backgroundColor = `hsl(${Math.round((parseInt(fingerprint.slice(i, i + 2), 16) / 255) * 360)} 55% 58%)`;
    row.append(stripe);
  }
  return row;
}

/** What it hangs on, first: the fields that differ and count; where none does, those that differ and do not. */
function deciding({ fields: rows, same }) {
  const differing = same === null ? [] : rows.filter((each) => each.differs || each.writtenDifferently);
  const counting = differing.filter((each) => each.differs && each.identity);
  const shown = counting.length ? counting : differing;
  $('deciding').hidden = shown.length === 0;
  $('deciding').replaceChildren(...shown.map((field) => h('li', { data: { testid: 'deciding', field: field.field } },
    h('code', {}, field.field), ' ', h('span', { class: `tag ${field.identity ? 'identity' : ''}` }, field.identity ? 'identity' : 'noise'), ' ',
    h('code', {}, field.left ?? '—'), ' / ', h('code', {}, field.right ?? '—'), ' ', h('span', { class: 'soft' }, field.reason))));
}

function fields({ fields: rows, same, left, right }) {
  const root = $('fields');
  if (same === null) {
    const who = left.problem && right.problem ? 'Neither request is' : `The ${left.problem ? 'first' : 'second'} request is not`;
    root.replaceChildren(h('p', { class: 'empty' }, `${who} valid. What cannot be read as one thing only is refused, never guessed.`));
    return;
  }
  root.replaceChildren(h('div', { class: 'table', role: 'region', 'aria-label': 'The fields of both', tabindex: '0' }, h('table', { class: 'fields' },
    h('thead', {}, h('tr', {}, ['Field', 'First', 'Second', 'What it means'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map(row)))));
}

function row(field) {
  const [judgement, kind] = judge(field);
  const cell = (value, label) => h('td', { 'data-label': label }, value === null ? h('span', { class: 'soft' }, '—') : h('code', {}, value));
  return h('tr', {
    class: kind,
    data: { testid: 'field-row', field: field.field, differs: String(field.differs), written: String(field.writtenDifferently) },
  },
  h('th', { scope: 'row' }, h('code', {}, field.field), ' ', h('span', { class: `tag ${field.identity ? 'identity' : ''}` }, field.identity ? 'identity' : 'noise')),
  cell(field.left, 'First'),
  cell(field.right, 'Second'),
  h('td', { 'data-label': 'Meaning' }, h('strong', {}, judgement), ' ', h('span', { class: 'soft' }, field.reason)));
}

function judge(field) {
  if (field.writtenDifferently) return ['Written differently, same value.', 'respelled'];
  if (!field.differs) return [field.left === null && field.right === null && !field.field.startsWith('order of ') ? 'Left out by both.' : 'Alike.', 'alike'];
  return field.identity ? ['Differs, and counts.', 'counts'] : ['Differs, and does not count.', 'noise'];
}

// ---------------------------------------------------------------- presets

/** The exhibit that is shown, until one of its requests is edited. */
let chosen = null;

function choose(preset, variant = 0) {
  [editors.left.value, editors.right.value] = preset.more ? preset.more[variant][1]() : preset.sides();
  ask();
  chosen = preset;
  for (const button of document.querySelectorAll('#presets button, #museum button')) {
    button.setAttribute('aria-pressed', String(button.dataset.testid.endsWith(`-${preset.slug}`)));
  }
  const about = $('preset-about');
  about.replaceChildren(...(preset.issue ? label(preset) : [h('p', {}, preset.about)]));
  if (preset.more) {
    about.append(h('div', { class: 'more' }, preset.more.map(([name], i) =>
      h('button', { type: 'button', class: 'chip-button', 'aria-pressed': String(i === variant), onclick: () => rechoose(preset, i) }, name))));
  }
}

/** What stands beside an exhibit. */
function label({ name, issue, pull, rule, about, says }) {
  const [repository, number] = issue.split('#');
  return [
    h('h3', {}, name),
    h('p', {}, about, ' ', h('a', { href: `https://github.com/${repository}/${pull ? 'pull' : 'issues'}/${number}`, rel: 'noopener', target: '_blank' }, issue)),
    h('dl', { class: 'facts' },
      h('dt', {}, 'The rule that failed'), h('dd', { class: 'bad' }, rule),
      h('dt', {}, 'payonce says'), h('dd', { class: 'fine' }, says)),
  ];
}

/** Another variant of the same question: the chosen button is made anew, and keeps the focus. */
function rechoose(preset, variant) {
  choose(preset, variant);
  document.querySelectorAll('.more button')[variant].focus({ preventScroll: true });
}

/** Fields and reasons for the forms. Without them the editors work as JSON alone. */
async function learn() {
  const { paths } = await open('/q/openapi?format=json');
  const learnt = new Map();
  for (const [path, item] of Object.entries(paths)) {
    const declared = item.post?.['x-idempotency'];
    if (!declared) continue;
    const named = [...declared.identity.map((name) => [name, true]), ...declared.noise.map((name) => [name, false])];
    const pathField = path.includes('{id}') ? declared.identity[0] : null;
    learnt.set(declared.operation, {
      route: `POST ${path}`,
      pathField,
      fields: named.map(([name, identity]) => ({ name, identity, inBody: name !== pathField && !name.includes(' ') })),
    });
  }
  for (const [name, value] of learnt) operations.set(name, value);
  for (const editor of Object.values(editors)) editor.describe();
}

// ---------------------------------------------------------------- links

/** A link to what is shown. An edited pair stands in its hash, which browsers send to nobody; an exhibit has a name. */
function link() {
  const at = new URL(location.href);
  at.hash = chosen && !chosen.more ? `same?${chosen.slug}` : `same?r=${packed([editors.left.value, editors.right.value])}`;
  history.replaceState(null, '', at);
  return at.href;
}

/** Shows what a link leads to; whether it could be read. */
function follow(query) {
  const exhibit = [...CLASSICS, ...MUSEUM].find(({ slug }) => slug === query);
  if (exhibit) {
    choose(exhibit);
    return true;
  }
  const pair = query.startsWith('r=') ? unpacked(query.slice(2)) : null;
  if (!pair?.every(({ operation }) => operations.has(operation))) return false;
  [editors.left.value, editors.right.value] = pair;
  edited();
  $('preset-about').replaceChildren(h('p', {}, 'Somebody has sent you these two requests. Would you have taken them for one?'));
  return true;
}

let started = false;
let followed = null;

const choice = (kind) => (preset) =>
  h('button', { type: 'button', 'data-testid': `${kind}-${preset.slug}`, 'aria-pressed': 'false', onclick: () => choose(preset) },
    preset.issue ? h('span', {}, preset.name) : preset.name,
    preset.issue ? h('span', { class: 'soft' }, preset.rule) : null);

export function start(onTrouble) {
  trouble = onTrouble;
  for (const name of ['left', 'right']) editors[name] = new Editor(name, $(name));
  $('presets').append(...CLASSICS.map(choice('preset')));
  $('museum').append(...MUSEUM.map(choice('exhibit')));
  $('same-link').addEventListener('click', () => copy($('same-link'), link()));
}

/** @param {string} query what follows the view's name in the page's address */
export function enter(query) {
  if (query && query !== followed) {
    followed = query;
    if (!follow(query)) {
      choose(CLASSICS[0]);
      $('preset-about').prepend(h('p', { class: 'bad' }, 'The link could not be read.'));
    }
  } else if (!started) {
    choose(CLASSICS[0]);
  }
  if (started) return;
  started = true;
  learn().catch(trouble);
}

/** Building the page: text is always text, never markup. */

/**
 * An element. `on…` are listeners, `data` is the dataset, what is false or null is left out; children that are strings
 * become text.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'data') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (id) => document.getElementById(id);

/** Sets the text only where it changed, so that a selection or a screen reader is left in peace. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Long ids and keys, recognisable at both ends. */
export const short = (id, head = 8, tail = 6) =>
  id.length > head + tail + 1 ? `${id.slice(0, head)}…${id.slice(-tail)}` : id;

/** A time as the user reads it; exactly and in UTC when pointed at. */
export function time(iso, options = { timeStyle: 'medium' }) {
  const at = new Date(iso);
  return h('time', { datetime: iso, title: `${iso} (UTC)` }, new Intl.DateTimeFormat(undefined, options).format(at));
}

/** "3 s", "4 min", "2 h", "5 d". */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d`;
}

/** "84 ms", "3.1 s". */
export const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** JSON on several lines, where it is JSON. */
export function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** Copies, and says so on the button for a moment. */
export async function copy(button, value) {
  const label = button.dataset.label ?? (button.dataset.label = button.textContent);
  try {
    await navigator.clipboard.writeText(value);
    text(button, 'Copied');
  } catch {
    text(button, 'Copying is not allowed here: select the text');
  }
  setTimeout(() => text(button, label), 2000);
}

/** Looks again and again until there is something to see; null if that takes too long. */
export async function until(look, everyMs, patienceMs) {
  for (const from = Date.now(); Date.now() - from < patienceMs;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return null;
}

/** What happens, line by line, as it happens. */
export class Story {
  #root;

  constructor(root) {
    this.#root = root;
  }

  begin(line) {
    this.#root.replaceChildren();
    this.say(line);
  }

  say(line) {
    this.#root.hidden = false;
    this.#root.append(h('li', {}, line));
  }
}

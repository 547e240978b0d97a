/** The members of a JSON object as they are written, which JSON.parse forgets: 1000.0 is not 1e3 here. */

/** Where each member stands, or null where the text is no JSON object. */
function scan(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  } catch {
    return null;
  }
  // The text is valid JSON: what follows needs to tell strings and brackets, and nothing else.
  const found = [];
  let depth = 0;
  let from = null;
  let start = text.indexOf('{') + 1;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const begin = i;
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
      if (depth === 0 && from === null) found.push({ name: JSON.parse(text.slice(begin, i + 1)), start: begin });
    } else if (c === ':' && depth === 0) {
      from = i + 1;
    } else if (c === '{' || c === '[') {
      depth++;
    } else if (depth === 0 && (c === ',' || c === '}')) {
      if (from !== null) Object.assign(found.at(-1), { from, to: i });
      from = null;
    } else if (c === '}' || c === ']') {
      depth--;
    }
  }
  return found;
}

/** Name to value, in the letters it is written in; null where the text is no JSON object. */
export function members(text) {
  if (text.trim() === '') return new Map();
  const found = scan(text);
  return found && new Map(found.map(({ name, from, to }) => [name, text.slice(from, to).trim()]));
}

/** The object of these members, each in its own letters; what is empty is left out. It is JSON as far as they are. */
export function compose(written) {
  const lines = [...written].filter(([, value]) => value !== '').map(([name, value]) => `  ${JSON.stringify(name)}: ${value}`);
  return lines.length ? `{\n${lines.join(',\n')}\n}` : '{}';
}

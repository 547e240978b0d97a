/** Two requests in a link: as JSON in Base64 for addresses, which survives being pasted anywhere. */

/** @param {{operation: string, resource: string | null, body: string}[]} pair */
export function packed(pair) {
  const bytes = new TextEncoder().encode(JSON.stringify(pair.map(({ operation, resource, body }) => [operation, resource, body])));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The pair again; null where it is none, whoever made it. */
export function unpacked(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
    const pair = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isSide = ([operation, resource, body]) => typeof operation === 'string' && typeof body === 'string' && (resource === null || typeof resource === 'string');
    return pair.length === 2 && pair.every(isSide) ? pair.map(([operation, resource, body]) => ({ operation, resource, body })) : null;
  } catch {
    return null;
  }
}

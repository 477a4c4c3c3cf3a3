// Calls of the REST API. The token lives in this tab only and travels in a header, never in an address.

const TOKEN_KEY = 'duaal-token';

export const token = {
  get: () => sessionStorage.getItem(TOKEN_KEY) ?? '',
  set: (value) => sessionStorage.setItem(TOKEN_KEY, value),
  clear: () => sessionStorage.removeItem(TOKEN_KEY),
};

// Takes a token from `#token=...` and removes it from the address and the history entry.
export function takeTokenFromAddress() {
  const value = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!value) return;
  token.set(value);
  history.replaceState(null, '', location.pathname + location.search);
}

// What the token says of its bearer, for display only; the gateway decides. Null when it is not a JWT.
export function claimsOf(text) {
  try {
    const part = text.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(part), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

// A refused or failed call. `status` is 0 when no answer came.
export class ApiError extends Error {
  constructor(status, problem = {}) {
    super(problem.title ?? '');
    this.status = status;
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.trace = problem.traceId ?? '';
  }
}

export async function get(path, query = {}, signal = undefined) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  const address = `${path}?${search}`.replace(/\?$/, '');
  let response;
  try {
    response = await fetch(address, {
      headers: { Accept: 'application/json', Authorization: `Bearer ${token.get()}` },
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, body ?? {});
  if (body === null) throw new ApiError(0);
  return body;
}

// All entries of a list, page by page, at most `pages`.
export async function list(path, query, field, pages = 20) {
  const entries = [];
  let pageToken;
  do {
    const page = await get(path, { ...query, pageToken });
    entries.push(...(page[field] ?? []));
    pageToken = page.nextPageToken;
    pages -= 1;
  } while (pageToken && pages > 0);
  return entries;
}

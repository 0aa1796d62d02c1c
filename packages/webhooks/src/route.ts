export interface Route {
  readonly connection: string;
  readonly pathSecret: string | undefined;
}

const route = /\/webhooks\/([^/]+)(?:\/([^/]+))?\/?$/;

/** Find `…/webhooks/{connection}[/{secret}]` in a URL, whatever it is mounted under. */
export function findRoute(url: string): Route | undefined {
  const found = route.exec(pathOf(url));
  if (found?.[1] === undefined) return undefined;
  try {
    return {
      connection: decodeURIComponent(found[1]),
      pathSecret: found[2] === undefined ? undefined : decodeURIComponent(found[2]),
    };
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string {
  const scheme = url.indexOf('://');
  const start = scheme < 0 ? 0 : url.indexOf('/', scheme + 3);
  if (start < 0) return '/';
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

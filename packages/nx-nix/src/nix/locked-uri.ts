import type { BaseFacts } from '@nx-nix/resolver';
import { isNixSince } from './nix-version';

/** The source that a node of a lock pins, in the form of `nix flake metadata`. */
export type Locked = NonNullable<BaseFacts['locked']>;

/**
 * The URI by which a version of Nix asks whether it may fetch a locked source, as `lockedSource` of
 * the workspace's lib fetches it; undefined for one that is no URI: a folder.
 * @param version of Nix
 */
export function lockedUri(locked: Locked, version: string): string | undefined {
  const { type, owner, repo, rev } = locked;
  const host = (usual: string): string => text(locked['host']) || usual;
  switch (text(type)) {
    case 'path':
      return undefined;
    case 'github':
      return host('github.com') === 'github.com'
        ? `https://github.com/${text(owner)}/${text(repo)}/archive/${text(rev)}.tar.gz`
        : `https://${host('')}/api/v3/repos/${text(owner)}/${text(repo)}/tarball/${text(rev)}`;
    case 'gitlab':
      return `https://${host('gitlab.com')}/api/v4/projects/${text(owner)}%2F${text(repo)}/repository/archive.tar.gz?sha=${text(rev)}`;
    case 'sourcehut':
      return `https://${host('git.sr.ht')}/${text(owner)}/${text(repo)}/archive/${text(rev)}.tar.gz`;
    case 'tarball':
      return text(locked['url']);
    case 'git':
      // NOTE: before, `fetchGit` asks for the address alone, and so any commit of it can be had.
      return isNixSince(version, '2.19') ? fetchTreeUri(locked) : text(locked['url']);
    default:
      return fetchTreeUri(locked);
  }
}

/** As `fetchTree` spells it: the parameters in the order of their names. */
function fetchTreeUri(locked: Locked): string {
  const type = text(locked['type']);
  const [address = '', query = ''] = text(locked['url']).split('?', 2);
  const parameters = new Map(
    query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [part, ''] : [part.slice(0, at), decoded(part.slice(at + 1))];
      }) as (readonly [string, string])[],
  );
  for (const name of ['ref', 'rev']) {
    if (locked[name] !== undefined) parameters.set(name, text(locked[name]));
  }
  if (type === 'git') {
    // A shallow copy is what `fetchTree` makes of git, unless it is told otherwise.
    if (locked['shallow'] !== false) parameters.set('shallow', '1');
    for (const name of ['submodules', 'lfs', 'exportIgnore']) {
      if (locked[name] === true) parameters.set(name, '1');
    }
  }
  if (type === 'file') parameters.set('narHash', text(locked['narHash']));
  const scheme = address.startsWith('/') ? 'file://' : '';
  const prefix = type === 'file' || address.startsWith(`${type}:`) ? '' : `${type}+`;
  const sorted = [...parameters].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${prefix}${scheme}${address}?${sorted.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`;
}

/** NOTE: Nix leaves `:@/?` in the values of parameters as they are, and of marks only `-._~`. */
function encoded(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(3A|40|2F|3F)/g, (kept) => decodeURIComponent(kept));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import { readFlakeReference, sortedAttributes, type Attributes } from './flake-reference';

/** For each kind of reference: its parameters that become attributes, and of which type. */
type Kind = Readonly<Record<string, 'text' | 'number' | 'switch'>>;

const DATED: Kind = { lastModified: 'number', narHash: 'text', rev: 'text', revCount: 'number' };
const FORGE: Kind = { dir: 'text', host: 'text', narHash: 'text', ref: 'text', rev: 'text' };
const DOWNLOAD: Kind = { ...DATED, dir: 'text', name: 'text', unpack: 'switch' };
const GIT: Kind = {
  ...DATED,
  ...{ allRefs: 'switch', dir: 'text', exportIgnore: 'switch', keytype: 'text', lfs: 'switch' },
  ...{ name: 'text', publicKey: 'text', publicKeys: 'text', ref: 'text', shallow: 'switch' },
  ...{ submodules: 'switch', verifyCommit: 'switch' },
};

/**
 * How the newest Nix writes a reference of a flake.nix as `original` in a lock: also of those kinds
 * that cannot be locked here. It serves to find out whether a lock that Nix wrote is for it.
 * @param isFlake whether a flake is wanted: a download for one is always an archive
 * @returns undefined where it is none of the known kinds
 */
export function writtenReference(text: string, isFlake: boolean): Attributes | undefined {
  const read = readFlakeReference(text);
  if ('original' in read) return read.original;
  const [, scheme, rest = '', query = ''] =
    /^(?:([a-z][a-z0-9+.-]*):)?([^?#]*)(?:\?([^#]*))?$/.exec(text) ?? [];
  const parameters = parametersOf(query);
  if (!parameters) return undefined;
  if (scheme === undefined || scheme === 'flake') return nameOrPath(scheme, rest, parameters);
  if (scheme === 'path') return withKnown({ type: 'path', path: decoded(rest) }, DATED, parameters);
  if (['github', 'gitlab', 'sourcehut'].includes(scheme)) {
    const [owner, repo, ...behind] = rest.split('/').map(decoded);
    if (owner === undefined || repo === undefined) return undefined;
    const last = behind.join('/');
    const named = last === '' ? {} : /^[0-9a-f]{40}$/.test(last) ? { rev: last } : { ref: last };
    return withKnown({ type: scheme, owner, repo, ...named }, FORGE, parameters);
  }
  const [, application, transport = ''] =
    /^(?:(git|tarball|file)\+)?(https?|ssh|file)$/.exec(scheme) ?? [];
  if (transport === '') return undefined;
  const url = `${transport}:${rest}`;
  if (application === 'git') return withKnown({ type: 'git', url }, GIT, parameters);
  const isArchive =
    application === undefined ? isFlake || ARCHIVE.test(rest) : application === 'tarball';
  return withKnown({ type: isArchive ? 'tarball' : 'file', url }, DOWNLOAD, parameters);
}

/** What Nix takes for an archive by its name. */
const ARCHIVE = /\.(?:zip|tar|tgz|tar\.(?:gz|xz|bz2|zst))$/;

function nameOrPath(
  scheme: string | undefined,
  rest: string,
  parameters: ReadonlyMap<string, string>,
): Attributes | undefined {
  if (scheme === undefined && /^(?:\/|\.{1,2}(?:\/|$))/.test(rest)) {
    return withKnown({ type: 'path', path: decoded(rest) }, DATED, parameters);
  }
  const [, id, ref, rev] =
    /^([a-zA-Z][a-zA-Z0-9_-]*)(?:\/(?![0-9a-f]{40}$)([^/]+))?(?:\/([0-9a-f]{40}))?$/.exec(rest) ??
    [];
  if (id === undefined || parameters.size > 0) return undefined;
  return sortedAttributes({ type: 'indirect', id, ref, rev });
}

/** The parameters of a query; undefined where it is none. */
function parametersOf(query: string): ReadonlyMap<string, string> | undefined {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const split = pairs.map(
    (pair) => /^([^=]+)=(.*)$/.exec(pair)?.slice(1) as [string, string] | undefined,
  );
  return split.some((one) => one === undefined) ? undefined : new Map(split as [string, string][]);
}

/** Known parameters as attributes; the others stay in the URL, sorted. */
function withKnown(
  reference: Readonly<Record<string, string>>,
  kind: Kind,
  parameters: ReadonlyMap<string, string>,
): Attributes {
  const known = [...parameters].filter(([name]) => name in kind);
  const others = [...parameters]
    .filter(([name]) => !(name in kind))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const query = others.map(([name, value]) => `${name}=${value}`).join('&');
  const url = reference['url'];
  return sortedAttributes({
    ...reference,
    ...(url !== undefined && query !== '' && { url: `${url}?${query}` }),
    ...Object.fromEntries(
      known.map(([name, value]) => [name, attribute(kind[name]!, decoded(value))]),
    ),
  });
}

function attribute(type: Kind[string], value: string): string | number | boolean {
  return type === 'number' ? Number(value) : type === 'switch' ? value === '1' : value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

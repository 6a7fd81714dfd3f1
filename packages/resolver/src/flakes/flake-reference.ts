/** Attributes of a flake reference, as in `original` and `locked` of a lock file. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Why a reference cannot be locked (a sentence without full stop), and what to do instead. */
export interface ReferenceRejection {
  readonly rejection: string;
  readonly hint: string;
}

/** The forges whose references consist of owner and repository, with their default hosts. */
const FORGES: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  sourcehut: 'git.sr.ht',
};

const REVISION = /^[0-9a-f]{40}$/;
/** Refs that git and Nix both accept, and that no shell, option parser or git syntax interprets. */
const REF = /^(?!.*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)))[a-zA-Z0-9_][a-zA-Z0-9_.@+/-]*(?<![./])$/;
const PART = /^[a-zA-Z0-9_~][a-zA-Z0-9_.~-]*$/;
const HOST = /^[a-zA-Z0-9][a-zA-Z0-9.-]*$/;
const GIT_URL = /^(?:file:\/\/\/|(?:https?|ssh):\/\/[a-zA-Z0-9_.@:[\]-]+\/)[a-zA-Z0-9_.~/@-]*$/;
const PATH = /^\/[a-zA-Z0-9_.~/@-]*$/;

/** An example of each reference that can be locked. */
const KNOWN =
  'write `github:owner/repo`, `git+https://host/path`, `git+ssh://git@host/path`, `git+file:///path` or `path:/path`';

/**
 * Reads a flake reference. Accepts only references that Nix 2.8, 2.26 and 2.34 read in the same
 * way, and that mean the same on every machine.
 * @returns the attributes that Nix writes as `original`, or why the reference is rejected
 */
export function readFlakeReference(
  text: string,
): { readonly original: Attributes } | ReferenceRejection {
  const [, scheme = '', rest = '', query = ''] =
    /^([a-z][a-z0-9+.-]*):([^?#]*)(?:\?([^#]*))?$/.exec(text) ?? [];
  const parameters = new Map<string, string>();
  for (const parameter of query === '' ? [] : query.split('&')) {
    const [, name, value] = /^([a-zA-Z]+)=([^=%&]*)$/.exec(parameter) ?? [];
    if (name === undefined || parameters.has(name)) {
      return reject(
        `its parameter \`${parameter}\` cannot be read`,
        'write `?name=value&name=value`',
      );
    }
    parameters.set(name, value!);
  }
  if (text.includes('#')) {
    return reject('a reference to a repository has no `#`', 'leave out what is behind it');
  }
  if (scheme in FORGES) return forgeReference(scheme, rest, parameters);
  if (/^git\+(?:file|https?|ssh)$/.test(scheme)) {
    return gitReference(`${scheme.slice('git+'.length)}:${rest}`, parameters);
  }
  if (scheme === 'path') return pathReference(rest, parameters);
  return reject(otherwise(text, scheme), KNOWN);
}

/** As `readFlakeReference`, for a reference as attributes: `{ type = "github"; owner = …; }`. */
export function checkAttributes(
  attributes: Attributes,
): { readonly original: Attributes } | ReferenceRejection {
  const text = referenceText(attributes);
  if (text === undefined)
    return reject(`its type \`${String(attributes['type'])}\` is none that is known here`, KNOWN);
  const read = readFlakeReference(text);
  return 'rejection' in read || sameAttributes(read.original, attributes)
    ? read
    : reject('its attributes cannot be written as a reference', KNOWN);
}

/** The reference in URL form; undefined for a type that cannot be locked here. */
function referenceText(attributes: Attributes): string | undefined {
  const { type, owner, repo, url, path, ...rest } = attributes as Record<string, unknown>;
  const parameters = Object.entries(rest)
    .filter(([name]) => !['lastModified', 'narHash', 'revCount'].includes(name))
    .map(([name, value]) => `${name}=${value === true ? '1' : String(value)}`);
  const query = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  if (typeof type !== 'string') return undefined;
  if (type in FORGES) return `${type}:${String(owner)}/${String(repo)}${query}`;
  if (type === 'git') return `git+${String(url)}${query}`;
  return type === 'path' ? `path:${String(path)}${query}` : undefined;
}

/** Whether two references have the same attributes. */
export function sameAttributes(first: Attributes, other: Attributes): boolean {
  const names = Object.keys(first);
  return (
    names.length === Object.keys(other).length && names.every((name) => first[name] === other[name])
  );
}

/** The URL of the repository for git; undefined for a path. */
export function gitUrl(attributes: Attributes): string | undefined {
  const { type, url, host, owner, repo } = attributes as Record<string, string | undefined>;
  if (type === 'git') return url;
  if (type === undefined || !(type in FORGES)) return undefined;
  const at = `https://${host ?? FORGES[type]!}/${owner!.replaceAll('%2F', '/')}/${repo!}`;
  return type === 'sourcehut' ? at : `${at}.git`;
}

/** Whether Nix fetches it as an archive, whose content depends on `.gitattributes`. */
export function isArchive({ type }: Attributes): boolean {
  return String(type) in FORGES;
}

function forgeReference(
  type: string,
  rest: string,
  parameters: ReadonlyMap<string, string>,
): { readonly original: Attributes } | ReferenceRejection {
  const [owner = '', repo = '', ...behind] = rest.split('/');
  const isOwner = PART.test(type === 'gitlab' ? owner.replaceAll('%2F', '') : owner);
  if (!isOwner || !PART.test(repo) || (type === 'sourcehut') !== owner.startsWith('~')) {
    const example = `${type}:${type === 'sourcehut' ? '~' : ''}owner/repo`;
    return reject('it names no owner and repository', `write \`${example}\``);
  }
  const wrong = unknownParameter(parameters, ['ref', 'rev', 'host', 'dir']);
  if (wrong) return wrong;
  const last = behind.join('/');
  const revision = REVISION.test(last) ? last : parameters.get('rev');
  const ref = last !== '' && !REVISION.test(last) ? last : parameters.get('ref');
  if (revision !== undefined && ref !== undefined) {
    return reject('it names both a ref and a revision', 'leave out one of them');
  }
  if (last !== '' && (parameters.has('ref') || parameters.has('rev'))) {
    return reject('it names two refs', 'leave out one of them');
  }
  return withParameters({ type, owner, repo }, { rev: revision, ref }, parameters);
}

function gitReference(
  url: string,
  parameters: ReadonlyMap<string, string>,
): { readonly original: Attributes } | ReferenceRejection {
  if (/^https?:\/\/[^/]*@/.test(url) || /^[a-z]+:\/\/[^/]*:[^/]*@/.test(url)) {
    return reject(
      'it has a user or a password in it, which everybody who has the lock could read',
      'leave it out, and let git know it (`git help credentials`)',
    );
  }
  if (!GIT_URL.test(url) || /\/\.{1,2}(?:\/|$)/.test(url)) {
    return reject(
      'its address has characters that versions of Nix write differently, or none at all',
      'use letters, digits and `_ . ~ @ -`; `git+file:` is followed by an absolute path',
    );
  }
  if (parameters.has('dir')) {
    return reject(
      'Nix 2.8 and later versions write `?dir=` of a git reference differently, and refuse each other’s locks',
      'let the repository have its flake.nix at its top, or use `github:`, `gitlab:` or `sourcehut:`',
    );
  }
  if (parameters.has('submodules')) {
    return reject('submodules cannot be locked here', 'name their repositories as inputs');
  }
  const wrong = unknownParameter(parameters, ['ref', 'rev']);
  if (wrong) return wrong;
  const named = { rev: parameters.get('rev'), ref: parameters.get('ref') };
  return withParameters({ type: 'git', url }, named, parameters);
}

function pathReference(
  path: string,
  parameters: ReadonlyMap<string, string>,
): { readonly original: Attributes } | ReferenceRejection {
  if (!path.startsWith('/')) {
    return reject(
      'it is relative, which Nix 2.8 locks by a hash that goes stale without a word, and 2.26 not at all',
      'write an absolute path, or where the repository is (`git+https:`, `github:`, …)',
    );
  }
  if (!PATH.test(path) || /\/\.{1,2}(?:\/|$)|\/\/|.\/$/.test(path)) {
    return reject(
      'its path has characters or parts that versions of Nix write differently',
      'use letters, digits and `_ . ~ @ -`, and no `..`',
    );
  }
  if (parameters.has('dir')) {
    return reject('Nix 2.8 takes no `dir` of a path', 'name the folder itself');
  }
  return unknownParameter(parameters, []) ?? { original: { path, type: 'path' } };
}

function withParameters(
  reference: Attributes,
  { rev, ref }: { readonly rev: string | undefined; readonly ref: string | undefined },
  parameters: ReadonlyMap<string, string>,
): { readonly original: Attributes } | ReferenceRejection {
  if (rev !== undefined && !REVISION.test(rev)) {
    return reject(`\`${rev}\` is no revision`, 'write all of its 40 digits');
  }
  if (ref !== undefined && !REF.test(ref)) {
    return reject(`\`${ref}\` is no name of a branch or tag`, 'write it as `git branch` shows it');
  }
  const host = parameters.get('host');
  if (host !== undefined && !HOST.test(host)) {
    return reject(`\`${host}\` is no host`, 'write `?host=git.example.org`');
  }
  const dir = parameters.get('dir');
  if (
    dir !== undefined &&
    (!/^[a-zA-Z0-9_+-][a-zA-Z0-9_./+-]*$/.test(dir) || /(?:^|\/)\.{0,2}(?:\/|$)/.test(dir))
  ) {
    return reject(`\`${dir}\` is no folder inside of a repository`, 'write `?dir=some/folder`');
  }
  return { original: sortedAttributes({ ...reference, rev, ref, host, dir }) };
}

/** The defined attributes, sorted by name as Nix writes them. */
export function sortedAttributes(
  attributes: Readonly<Record<string, Attributes[string] | undefined>>,
): Attributes {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1))) as Attributes;
}

function unknownParameter(
  parameters: ReadonlyMap<string, string>,
  known: readonly string[],
): ReferenceRejection | undefined {
  const unknown = [...parameters.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const list = known.map((name) => `\`${name}\``).join(', ');
  return reject(
    `the parameter \`${unknown}\` cannot be locked here`,
    known.length > 0 ? `such a reference has ${list}` : 'leave it out',
  );
}

function otherwise(text: string, scheme: string): string {
  if (/^[./]/.test(text)) {
    return 'Nix 2.8 takes a bare path for a git repository, later versions for a folder';
  }
  if (scheme === 'flake' || /^[a-zA-Z][a-zA-Z0-9_-]*(?:\/|$)/.test(text)) {
    return 'what it means depends on the flake registry of the machine';
  }
  if (/^(?:tarball\+|https?$|file)/.test(scheme)) {
    return 'a file to be downloaded cannot be locked here';
  }
  return 'it is no flake reference that is known here';
}

function reject(rejection: string, hint: string): ReferenceRejection {
  return { rejection, hint };
}

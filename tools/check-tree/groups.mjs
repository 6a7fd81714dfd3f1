import { formalDifferences, formalsInNix } from './lambda.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./package-set.mjs').PackageSet} PackageSet */
/** @typedef {import('./reading.mjs').TreeReading} TreeReading */
/** @typedef {import('./reading.mjs').LocatedPackage} LocatedPackage */
/** @typedef {import('./difference.mjs').Difference} Difference */
/** What Nix finds at a path in a group.
 * @typedef {{ formals: import('./lambda.mjs').NixFormals } | { type: string }} NixMember */

/**
 * @typedef {object} GroupsResult
 * @property {number} groups
 * @property {number} members
 * @property {number} lambdas of them, whose formals are those that Nix reads
 * @property {Record<string, number>} expressions the others, by the type that Nix gives their value
 * @property {{ member: string, why: string }[]} notEvaluated that Nix cannot evaluate, so that only their names are compared
 * @property {Difference[]} differences
 */

/**
 * Compares every group: its names, and for each member whether it is a function with the formals
 * that we read. A group that is curried over package sets is called with the tree's own set, if Nix
 * can evaluate that.
 *
 * @param {AskedNix} nix
 * @param {TreeReading} reading
 * @param {{ tree: string, base: string | undefined, set: PackageSet | undefined, progress: (line: () => string) => void }} options
 * @returns {Promise<GroupsResult>}
 */
export async function compareGroups(nix, reading, { tree, base, set, progress }) {
  const { located, absolute } = reading;
  const members = located.packages.filter(({ member }) => member !== undefined);
  const folders = base === undefined ? [tree] : [tree, base];
  const groups = groupsOf(members);
  const result = {
    ...{ groups: groups.size, members: members.length, lambdas: 0 },
    expressions: /** @type {Record<string, number>} */ ({}),
    notEvaluated: /** @type {GroupsResult['notEvaluated']} */ ([]),
    differences: /** @type {Difference[]} */ ([]),
  };
  if (groups.size === 0) return result;
  const opaque = new Set(
    located.problems.flatMap(({ code, place }) => (code === 'opaque-group' ? [place.file] : [])),
  );

  const prefixes = [...groups].flatMap(([file, paths]) =>
    prefixesOf(paths).map((path) => ({ file, asked: absolute(file), path })),
  );
  /** @type {AsyncIterable<import('../asked-nix/asked-nix.mjs').Asked<typeof prefixes[number], string[] | null>>} */
  const namesInNix = nix.ask(prefixes, inNix(set, 'names'), folders);
  for await (const asked of namesInNix) {
    const { file, path } = asked.item;
    const ours = namesBelow(groups.get(file) ?? [], path);
    const name = path.join('.');
    const found = nameDifferences(ours, asked, opaque.has(file));
    result.differences.push(...found.map((what) => ({ about: 'group', name, file, what })));
  }

  const items = members.map((pkg) => ({ asked: absolute(pkg.place.file), path: pkg.member ?? [] }));
  /** @type {AsyncIterable<import('../asked-nix/asked-nix.mjs').Asked<typeof items[number], NixMember>>} */
  const membersInNix = nix.ask(items, inNix(set, 'member'), folders);
  let done = 0;
  for await (const asked of membersInNix) {
    const pkg = /** @type {LocatedPackage} */ (members[done++]);
    progress(() => `${done} of ${members.length} members of groups compared`);
    if ('error' in asked) {
      result.notEvaluated.push({ member: pkg.path.join('.'), why: asked.error });
      continue;
    }
    const { answer } = asked;
    const type = 'formals' in answer ? 'lambda' : answer.type;
    const found = memberDifferences(pkg, answer, absolute);
    if (found.length > 0) {
      const [name, file] = [pkg.path.join('.'), pkg.place.file];
      result.differences.push(...found.map((what) => ({ about: 'member', name, file, what })));
    } else if (pkg.kind === 'lambda') result.lambdas++;
    else result.expressions[type] = (result.expressions[type] ?? 0) + 1;
  }
  return result;
}

/**
 * A Nix function from `{ asked, path }` to the value at a path in the group of that file. For
 * `names`: the names there, or null if there is no set; for `member`: a `NixMember`.
 *
 * @param {PackageSet | undefined} set
 * @param {'names' | 'member'} question
 */
function inNix(set, question) {
  const answer =
    question === 'names'
      ? 'if isAttrs (found.value or null) then attrNames found.value else null'
      : `if !(found ? value) then { type = found.none; }
          else if isFunction found.value then { formals = (${formalsInNix}) item.asked found.value; }
          else { type = typeOf found.value; }`;
  return `with builtins; let
      pkgs = ${set?.expression ?? '{ }'};
      given = name: pkgs.\${name} or (throw "there is no \${name} to give to a group");
      isGiven = args: name: !args.\${name} || pkgs ? \${name};
      arguments = args: listToAttrs (map (name: { inherit name; value = given name; })
        (filter (isGiven args) (attrNames args)));
      applied = depth: f: if depth == 0 || !isFunction f then f else
        let args = functionArgs f; in applied (depth - 1) (f (if args == { } then pkgs else arguments args));
      step = here: name:
        if !(here ? value) then here
        else if !(isAttrs here.value && here.value ? \${name}) then { none = "missing"; }
        else let tried = tryEval here.value.\${name}; in
          if tried.success then { inherit (tried) value; } else { none = "throws"; };
    in item: let found = foldl' step { value = applied 5 (import item.asked); } item.path; in ${answer}`;
}

/** @param {readonly LocatedPackage[]} members */
function groupsOf(members) {
  /** @type {Map<string, (readonly string[])[]>} */
  const groups = new Map();
  for (const { place, member } of members) {
    if (!groups.has(place.file)) groups.set(place.file, []);
    if (member) groups.get(place.file)?.push(member);
  }
  return groups;
}

/**
 * The paths of all sets that contain our members: every beginning of a path.
 * @param {(readonly string[])[]} paths
 */
function prefixesOf(paths) {
  const prefixes = new Map([['', /** @type {readonly string[]} */ ([])]]);
  for (const path of paths) {
    for (let depth = 1; depth < path.length; depth++) {
      const prefix = path.slice(0, depth);
      prefixes.set(JSON.stringify(prefix), prefix);
    }
  }
  return [...prefixes.values()];
}

/** @param {(readonly string[])[]} paths @param {readonly string[]} prefix */
function namesBelow(paths, prefix) {
  return new Set(
    paths
      .filter((path) => prefix.every((name, index) => path[index] === name))
      .map((path) => path[prefix.length] ?? ''),
  );
}

/**
 * @param {ReadonlySet<string>} ours
 * @param {import('../asked-nix/asked-nix.mjs').Asked<unknown, string[] | null>} asked
 * @param {boolean} isOpaque we have said that there may be more
 */
function nameDifferences(ours, asked, isOpaque) {
  if ('error' in asked) return [`we read names, Nix says ${asked.error}`];
  if (asked.answer === null) return ['we read a set, for Nix it is none'];
  const theirs = new Set(asked.answer);
  const onlyOurs = [...ours].filter((name) => !theirs.has(name));
  const onlyTheirs = isOpaque ? [] : [...theirs].filter((name) => !ours.has(name));
  return [
    ...onlyOurs.map((name) => `we read a member \`${name}\`, Nix has none`),
    ...onlyTheirs.map((name) => `Nix has a member \`${name}\`, we do not read it`),
  ];
}

/**
 * @param {LocatedPackage} pkg
 * @param {NixMember} answer
 * @param {TreeReading['absolute']} absolute
 */
function memberDifferences(pkg, answer, absolute) {
  if ('type' in answer && answer.type === 'missing') return ['we read a member, Nix has none'];
  if (pkg.kind === 'expression') return [];
  if (!('formals' in answer)) {
    return pkg.isBroken ? [] : [`we read a lambda, for Nix it is ${answer.type}`];
  }
  if (pkg.isBroken) return ['we read no lambda, Nix does'];
  const asked = absolute(pkg.place.file);
  return formalDifferences(pkg.formals, absolute(pkg.formalsFile), answer.formals, asked);
}

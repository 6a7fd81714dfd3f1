import { compareNames, pathText } from '../../names/attribute-path';
import type { LocatedOverlay, LocatedSetting } from './located-overlay';
import type { LocatedReference } from './located-reference';

/**
 * An overlay on top of an earlier one: its `prev` has what the earlier one sets. Each reference to
 * that is replaced by what the earlier value is made of; the set below is kept where the earlier
 * value may be absent, or extends what lies there.
 */
export function onTopOf(earlier: LocatedOverlay, later: LocatedOverlay): LocatedOverlay {
  const replaced = new Map(
    earlier.attributes.map(({ name }) => [
      name,
      earlier.sets.find(({ path }) => path.length === 1 && path[0] === name)!,
    ]),
  );
  const extended = new Set(
    later.sets
      .filter(({ path, previous }) => previous.some((one) => one.path[0] === path[0]))
      .map(({ path }) => pathText(path)),
  );
  const sets = later.sets.map((setting) => resolved(setting, replaced));
  return joined(earlier, { ...later, sets }, extended);
}

/** `earlier // later`: both have the same `prev`. */
export function besideOf(earlier: LocatedOverlay, later: LocatedOverlay): LocatedOverlay {
  return joined(earlier, later, new Set());
}

function resolved(
  setting: LocatedSetting,
  replaced: ReadonlyMap<string, LocatedSetting>,
): LocatedSetting {
  const final = [...setting.final];
  const previous: LocatedReference[] = [];
  for (const reference of setting.previous) {
    const [name] = reference.path;
    const found = name === undefined ? [...replaced.values()] : [replaced.get(name)];
    const known = found.filter((one) => one !== undefined);
    for (const one of known) {
      final.push(...one.final);
      previous.push(...one.previous);
    }
    const isBelow = known.every(({ isConditional, members }) => isConditional || members);
    if (name === undefined || isBelow) previous.push(reference);
  }
  const head = { final: [...setting.head.final], previous: [] as LocatedReference[] };
  for (const reference of setting.head.previous) {
    const found = replaced.get(reference.path[0] ?? '');
    if (!found) head.previous.push(reference);
    // Of an uncertain value, nothing is certainly evaluated.
    else if (!found.isConditional) {
      head.final.push(...found.head.final);
      head.previous.push(...found.head.previous);
    }
  }
  return {
    ...setting,
    final: distinct(final),
    previous: distinct(previous),
    head: { final: distinct(head.final), previous: distinct(head.previous) },
    ...(setting.members && { members: setting.members.map((one) => resolved(one, replaced)) }),
  };
}

/** @param extended the paths of which the later overlay makes a new value of the earlier one's */
function joined(
  earlier: LocatedOverlay,
  later: LocatedOverlay,
  extended: ReadonlySet<string>,
): LocatedOverlay {
  const attributes = new Map(earlier.attributes.map((one) => [one.name, one]));
  for (const { name, isConditional } of later.attributes) {
    const before = attributes.get(name);
    const mayBeAbsent = isConditional && (!before || before.isConditional);
    attributes.set(name, { name, ...(mayBeAbsent && { isConditional }) });
  }
  return {
    hasHead: earlier.hasHead,
    attributes: [...attributes.values()].sort((a, b) => compareNames(a.name, b.name)),
    sets: settingsOver(earlier.sets, later.sets, extended),
  };
}

function settingsOver(
  earlier: readonly LocatedSetting[],
  later: readonly LocatedSetting[],
  extended: ReadonlySet<string> = new Set(),
): LocatedSetting[] {
  const sets = new Map(earlier.map((one) => [pathText(one.path), one]));
  for (const setting of later) {
    const key = pathText(setting.path);
    const hidden = sets.get(key);
    sets.set(key, hidden ? over(hidden, setting, extended.has(key)) : setting);
  }
  return [...sets.values()];
}

/** The setting that holds where two overlays set the same path. */
function over(hidden: LocatedSetting, later: LocatedSetting, isOnTop: boolean): LocatedSetting {
  const { members, ...own } = later.isConditional ? either(hidden, later) : later;
  const isOfBoth = members !== undefined && hidden.members !== undefined;
  // A set that the earlier one makes is new as a whole, also where the later one extends it.
  if (!isOfBoth) return later.isConditional || isOnTop ? own : later;
  if (!later.isConditional && !isOnTop) return later;
  const applied = isOnTop ? settingsOver(hidden.members, members) : members;
  return { ...own, members: later.isConditional ? eitherOf(hidden.members, applied) : applied };
}

/** The members of one of two values: those that both have, and the others under a condition. */
function eitherOf(
  hidden: readonly LocatedSetting[],
  later: readonly LocatedSetting[],
): readonly LocatedSetting[] {
  const others = new Map(hidden.map((member) => [pathText(member.path), member]));
  const inLater = later.map((member): LocatedSetting => {
    const key = pathText(member.path);
    const other = others.get(key);
    others.delete(key);
    const isConditional = !other || other.isConditional || member.isConditional;
    return { ...(other ? either(other, member) : member), isConditional };
  });
  return [...[...others.values()].map((one) => ({ ...one, isConditional: true })), ...inLater];
}

/** One of two values; a condition says which. */
function either(hidden: LocatedSetting, later: LocatedSetting): LocatedSetting {
  const shared = (side: 'final' | 'previous'): readonly LocatedReference[] => {
    const known = new Set(hidden.head[side].map(({ path }) => pathText(path)));
    return later.head[side].filter(({ path }) => known.has(pathText(path)));
  };
  return {
    ...later,
    isConditional: hidden.isConditional && later.isConditional,
    final: distinct([...hidden.final, ...later.final]),
    previous: distinct([...hidden.previous, ...later.previous]),
    head: { final: shared('final'), previous: shared('previous') },
  };
}

/** Each reference once; a certain one, where there is one. */
function distinct(references: readonly LocatedReference[]): readonly LocatedReference[] {
  const known = new Map<string, LocatedReference>();
  for (const reference of references) {
    const key = JSON.stringify([reference.path, reference.from]);
    const before = known.get(key);
    if (!before || (before.isOptional && !reference.isOptional)) known.set(key, reference);
  }
  return [...known.values()];
}

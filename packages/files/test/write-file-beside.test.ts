import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { countPoints, endPoints, type Point } from '../../../tools/faults/points.cjs';
import { removeLeftBeside, writeFileBeside, writeFilesBeside, type Door } from '../src';

/** Files that are written together: whatever goes wrong at whichever call, they are a set. */

const CLOSED = 'being written';
const NAMES = ['names', 'pkgs', 'layers', 'json'] as const;
/** One file of the new set is not there yet. */
const OLD: Readonly<Partial<Record<string, string>>> = {
  ...{ names: 'old names', pkgs: 'old pkgs', layers: 'old layers' },
};

/** A folder with the old set. */
function oldSet(): { readonly folder: string; readonly doors: readonly Door[] } {
  const folder = temporaryFolder('set');
  for (const [name, text] of Object.entries(OLD)) writeFileSync(join(folder, name), text!);
  const doors = ['names', 'pkgs'].map((name) => ({ file: join(folder, name), closed: CLOSED }));
  return { folder, doors };
}

function write({ folder, doors }: ReturnType<typeof oldSet>): void {
  writeFilesBeside(
    NAMES.map((name) => [join(folder, name), `new ${name}`]),
    doors,
  );
}

/** What somebody finds who looks through the doors: of what is behind open ones, all is of one age. */
function found(folder: string): 'old' | 'new' | 'closed' | 'a mixture' {
  const read = (name: string): string | undefined => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const open = NAMES.filter((name) => read(name) !== CLOSED);
  const isOf = (age: string): boolean =>
    open.every((name) => read(name) === (age === 'old' ? OLD[name] : `new ${name}`));
  const isAnyClosed = open.length < NAMES.length;
  const areBothClosed = open.length === NAMES.length - 2;
  if (areBothClosed || (isAnyClosed && (isOf('old') || isOf('new')))) return 'closed';
  if (isOf('new')) return 'new';
  return isOf('old') ? 'old' : 'a mixture';
}

function temporaryIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tmp'));
}

/** Whether it threw. */
function throws(work: () => void): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  } finally {
    endPoints();
  }
}

const points: readonly Point[] = (() => {
  const set = oldSet();
  const counted = countPoints({ isWanted: (path) => path.startsWith(set.folder) });
  write(set);
  endPoints();
  return [...counted];
})();
const all = points.map((point, i) => ({ ...point, at: i + 1 }));

test('the calls are those that are expected, so that none is passed over', () => {
  expect(points.length).toBeGreaterThan(40);
  expect(points.filter(({ name }) => name === 'renameSync')).toHaveLength(6);
});

test.each(all)('the process ends at call $at, $name', ({ at }) => {
  const set = oldSet();
  const isWanted = (path: string): boolean => path.startsWith(set.folder);
  countPoints({ fault: { at, how: 'dead' }, isWanted });
  throws(() => write(set));
  expect(['old', 'new', 'closed']).toContain(found(set.folder));
  for (const name of NAMES) removeLeftBeside(join(set.folder, name));
  write(set);
  expect([found(set.folder), temporaryIn(set.folder)]).toEqual(['new', []]);
});

test.each(all)(
  'one error at call $at, $name: all old or all new, and no temporary file',
  (point) => {
    for (const how of point.errors) {
      const set = oldSet();
      const isWanted = (path: string): boolean => path.startsWith(set.folder);
      countPoints({ fault: { at: point.at, how }, isWanted });
      const isTold = throws(() => write(set));
      expect([isTold, found(set.folder)]).toEqual(isTold ? [true, 'old'] : [false, 'new']);
      // One that cannot be removed is of a set that was written.
      if (point.name !== 'rmSync') expect(temporaryIn(set.folder)).toEqual([]);
    }
  },
);

test('an error names the file that was to be written', () => {
  const file = join(temporaryFolder('write'), 'no/such/folder');
  expect(() => writeFileBeside(file, '')).toThrow(expect.objectContaining({ dest: file }) as Error);
});

test('what killed runs left beside a file goes, and nothing else', () => {
  const folder = temporaryFolder('left');
  const stay = ['pkgs', 'pkgs.1.tmp', 'pkgs.nix.1.00ff00ff.tmp', 'other.1.00ff00ff.tmp'];
  for (const name of [...stay, 'pkgs.1.00ff00ff.tmp']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'folder'));
  removeLeftBeside(join(folder, 'pkgs'));
  expect(readdirSync(folder).sort()).toEqual([...stay, 'folder'].sort());
  removeLeftBeside(join(folder, 'no such folder', 'pkgs'));
});

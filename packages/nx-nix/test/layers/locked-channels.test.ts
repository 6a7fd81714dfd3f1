/** What a lock pins is taken only where it is what the layers name now: an old one is no answer. */
import '../lock/own-data-directory';
import { join } from 'node:path';
import { readFlakeReference } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { lockText, type Input } from '../../src/lock/lock-file';
import { Locker } from '../../src/lock/lock-inputs';
import { RegistryOnBase } from '../base/registry-on-base';

describeWithNix('channels and flakes that are locked', (nix) => {
  const registry = new RegistryOnBase(nix, temporaryFolder('locked-channels'));

  beforeAll(() => {
    // `fetchTree` belongs to it, and fetches in restricted mode only what is allowed.
    process.env['NIX_CONFIG'] = 'experimental-features = flakes nix-command\nallowed-uris = path:';
    registry.write({
      'repos/core/nix-repo.json': '{ "kind": "core", "layout": "flat-by-name" }',
      'repos/core/pkgs/by-name/saw/package.nix': '{ }: "saw"',
      'repos/house/nix-repo.json': '{ "kind": "overlay" }',
      'old/default.nix': '_: { saw = "old"; }',
      'new/default.nix': '_: { saw = "new"; }',
      'flake/flake.nix': `{
        inputs.set.url = "path:/nowhere";
        outputs = { self, set }: { overlays.default = final: prev: { hammer = (import set { }).saw; }; };
      }`,
    });
  });

  const url = (folder: string): string => `path:${join(registry.folder, folder)}`;

  const emit = async (
    channel: string,
    follows: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const flake = { url: url('flake'), follows, sets: ['hammer'] };
    registry.write({
      'repos/house/channels/stable.json': JSON.stringify({ url: channel }),
      'repos/house/channels/newer.json': JSON.stringify({ url: url('new') }),
      'repos/house/flakes/tools.json': JSON.stringify(flake),
    });
    await registry.emit(undefined, {});
  };

  const lock = async (channel: string): Promise<void> => {
    const locker = new Locker();
    const inputs = new Map<string, Input>();
    const wanted = { stable: channel, newer: url('new'), tools: url('flake') };
    for (const [name, reference] of Object.entries(wanted)) {
      const read = readFlakeReference(reference);
      if ('rejection' in read) throw new Error(read.rejection);
      const isFlake = name === 'tools';
      const follows = new Map(isFlake ? [['set', ['stable']] as const] : []);
      const input = { name, original: read.original, isFlake, follows };
      inputs.set(name, (await locker.lock(input, undefined)).node);
    }
    registry.write({ 'repos/registry/inputs.json': lockText(inputs) });
  };

  const ask = (attribute: string): unknown =>
    registry.evaluate(
      `(import ./repos/registry { system = "x86_64-linux"; }).${attribute}`,
      'building',
    );

  test('without a lock, it is said when one is used, and not before', async () => {
    await emit(url('old'), { set: 'stable' });
    expect(ask('saw')).toBe('saw');
    expect(() => ask('stable.saw')).toThrow('stable, which layers take from, is not locked');
    expect(() => ask('hammer')).toThrow('run `nx run registry:lock`');
  });

  test('a lock of what the layers name is taken, and one of anything else is not', async () => {
    await lock(url('old'));
    expect([ask('stable.saw'), ask('hammer')]).toEqual(['old', 'old']);

    await emit(url('new'), { set: 'stable' });
    expect(() => ask('stable.saw')).toThrow(
      'stable, which layers take from, is locked as something',
    );
    await lock(url('new'));
    expect([ask('stable.saw'), ask('hammer')]).toEqual(['new', 'new']);
  });

  test('so is one in which a flake follows something else', async () => {
    await emit(url('new'), { set: 'newer' });
    expect(ask('stable.saw')).toBe('new');
    expect(() => ask('hammer')).toThrow('tools, which layers take from, is locked as something');
    await emit(url('new'), {});
    expect(() => ask('hammer')).toThrow('tools, which layers take from, is locked as something');
  });
});

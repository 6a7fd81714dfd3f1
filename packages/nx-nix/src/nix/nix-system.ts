const CPUS: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  arm: 'armv7l',
  arm64: 'aarch64',
  ia32: 'i686',
  loong64: 'loongarch64',
  ppc64: 'powerpc64le',
  riscv64: 'riscv64',
  x64: 'x86_64',
};

/**
 * Nix's name for a system: `x86_64-linux`, `aarch64-darwin`. By default the machine that runs this.
 */
export function nixSystem(
  arch: NodeJS.Architecture = process.arch,
  platform: NodeJS.Platform = process.platform,
): string {
  return `${CPUS[arch] ?? arch}-${platform}`;
}

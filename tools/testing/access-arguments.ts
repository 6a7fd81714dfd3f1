import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { accessArguments, type NixAccess } from '../../packages/nx-nix/src/nix/nix-access';

/** The version of a Nix. */
export function nixVersion(bin: string): string {
  const told = execFileSync(join(bin, 'nix-instantiate'), ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\S*/.exec(told)![0];
}

/** The arguments with which nx-nix evaluates, for a test that starts Nix itself. */
export function accessTo(bin: string, access: NixAccess): readonly string[] {
  return accessArguments(access, nixVersion(bin));
}

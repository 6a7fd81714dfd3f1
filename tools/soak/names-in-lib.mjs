import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The demo's lib, which generated registries stand on. */
const lib = fileURLToPath(new URL('../../repos/lib', import.meta.url));

/**
 * The attribute paths of what the lib finds in repos; one process of Nix for all of them.
 *
 * @param {{ bin: string, env: NodeJS.ProcessEnv }} nix
 * @param {string} folder where the list of repos is written to, for Nix
 * @param {readonly string[]} repos their folders
 * @returns {readonly (readonly (readonly string[])[])[]} for each repo its attribute paths
 */
export function namesInLib({ bin, env }, folder, repos) {
  const list = join(folder, 'list.json');
  writeFileSync(list, JSON.stringify(repos));
  const ran = spawnSync(
    join(bin, 'nix-instantiate'),
    ['--eval', '--strict', '--json', '--expr', question(list)],
    { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 2 ** 28 },
  );
  if (ran.status !== 0) throw new Error(`Nix does not tell the names: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

/** @param {string} list */
function question(list) {
  return `
    let
      lib = import ${lib};
      isSet = value: builtins.isAttrs value && !(value ? __functor);
      walk = path: value:
        let forced = builtins.tryEval (isSet value); in
        if forced.success && forced.value
        then builtins.concatLists (map (name: walk (path ++ [ name ]) value.\${name}) (builtins.attrNames (removeAttrs value [ "recurseForDerivations" ])))
        else [ path ];
      namesIn = path: walk [ ] (removeAttrs (lib.useByName { inherit lib path; }) [ "__functor" ]);
    in
    map (folder: namesIn (/. + folder)) (builtins.fromJSON (builtins.readFile ${list}))`;
}

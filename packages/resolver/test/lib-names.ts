import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { LIB } from './ask-nix';

/** The attribute paths of what the lib finds in repos. */
export function namesOf(folders: readonly string[]): string {
  return `
    let
      lib = import ${LIB};
      isSet = value: builtins.isAttrs value && !(value ? __functor);
      walk = path: value:
        let forced = builtins.tryEval (isSet value); in
        if forced.success && forced.value
        then builtins.concatLists (map (name: walk (path ++ [ name ]) value.\${name}) (builtins.attrNames (removeAttrs value [ "recurseForDerivations" ])))
        else [ path ];
      namesIn = path: walk [ ] (removeAttrs (lib.useByName { inherit lib path; }) [ "__functor" ]);
    in
    map (folder: namesIn (/. + folder)) (builtins.fromJSON (builtins.readFile ${list(folders)}))`;
}

function list(values: readonly string[]): string {
  const file = join(temporaryFolder('list'), 'list.json');
  writeFileSync(file, JSON.stringify(values));
  return file;
}

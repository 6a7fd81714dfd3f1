import { mkdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { NixForTests } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import {
  compareSets,
  type CompareSettings,
  type Comparison,
  type ComparisonRequest,
} from '../../src/compare/compare-sets';
import { KeptAnswers } from '../../src/compare/evaluation/kept-answers';
import type { Side } from '../../src/compare/evaluation/side';

const SYSTEM = 'x86_64-linux';

/** What small sets are written with: `made "name" { … }` is a derivation. */
const FRAME = `made = name: more: derivation ({
    inherit name system;
    builder = "/bin/sh";
  } // more);`;

/** A set of packages, each a Nix expression, in a file with nixpkgs' interface. */
export function setText(packages: Readonly<Record<string, string>>): string {
  const lines = Object.entries(packages).map(([name, text]) => `  ${name} = ${text};\n`);
  return `{ system, config ? { }, overlays ? [ ], crossSystem ? null }:\nlet\n  ${FRAME}\nin\nrec {\n${lines.join('')}}\n`;
}

/** Two sets of our own, and a Nix to compare them by. */
export class SmallSets {
  readonly folder = temporaryFolder('compare');
  private readonly state = join(this.folder, 'state');

  constructor(private readonly nix: NixForTests) {
    mkdirSync(nix.env['NIX_CONF_DIR']!, { recursive: true });
    writeFileSync(
      join(nix.env['NIX_CONF_DIR']!, 'nix.conf'),
      'sandbox = false\nbuild-users-group =\nsubstituters =\n',
    );
    Object.assign(process.env, nix.env);
  }

  write(here: Readonly<Record<string, string>>, there: Readonly<Record<string, string>>): this {
    return this.writeTexts(setText(here), setText(there));
  }

  writeTexts(here: string, there: string): this {
    for (const [name, text] of Object.entries({ here, there })) {
      mkdirSync(join(this.folder, name), { recursive: true });
      writeFileSync(join(this.folder, name, 'default.nix'), text);
    }
    return this;
  }

  /** A file that both sides have beside their sets: a package as a function of the system. */
  writePackage(text: string): this {
    for (const name of ['here', 'there']) {
      writeFileSync(join(this.folder, name, 'p.nix'), `system: ${text}\n`);
    }
    return this;
  }

  side(name: 'here' | 'there'): Side {
    const folder = join(this.folder, name);
    return {
      label: name,
      source: { kind: 'file', file: join(folder, 'default.nix'), config: {} },
      access: { kind: 'set', folders: [folder] },
      settings: [],
      identity: () => name,
      notes: [],
    };
  }

  async compare(
    request: Partial<ComparisonRequest> = {},
    more: Partial<CompareSettings> & { readonly resume?: boolean; readonly version?: string } = {},
  ): Promise<Comparison> {
    const { resume = false, version = '', ...settings } = more;
    const kept = (name: string): KeptAnswers =>
      new KeptAnswers(this.state, [name, version], resume);
    return compareSets(
      {
        nix: { bin: this.nix.bin, isOnPath: false },
        sides: { here: this.side('here'), there: this.side('there') },
        cross: undefined,
        jobs: 2,
        limits: { memory: 2048, timeout: 60 },
        storeDir: this.nix.env['NIX_STORE_DIR']!,
        kept: { here: kept('here'), there: kept('there') },
        ...settings,
      },
      { systems: [SYSTEM], packages: { kind: 'all' }, ...request },
    );
  }

  /** What one of Nix's programs prints. */
  ask(program: string, ...args: readonly string[]): string {
    const ran = spawnSync(join(this.nix.bin, program), args, {
      encoding: 'utf8',
      env: { ...process.env, ...this.nix.env },
      maxBuffer: 1 << 26,
    });
    if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  }
}

/** Each package's verdict. */
export function verdictsOf({ outcomes }: Comparison): Readonly<Record<string, string>> {
  return Object.fromEntries(outcomes.map(({ attribute, verdict }) => [attribute, verdict]));
}

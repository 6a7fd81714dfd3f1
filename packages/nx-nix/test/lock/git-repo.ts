import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A real git repository for a test, in an empty folder. */
export class GitRepo {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.git('init', '-q', '-b', 'main');
  }

  get url(): string {
    return `git+file://${this.folder}`;
  }

  /** Writes files (a text, `{ link }` or `{ program }`) and commits them; returns the commit. */
  commit(files: Readonly<Record<string, string | { link: string } | { program: string }>>): string {
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'state');
    return this.git('rev-parse', 'HEAD').trim();
  }

  write(files: Readonly<Record<string, string | { link: string } | { program: string }>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content === 'string') writeFileSync(file, content);
      else if ('link' in content) symlinkSync(content.link, file);
      else {
        writeFileSync(file, content.program);
        chmodSync(file, 0o755);
      }
    }
  }

  git(...args: string[]): string {
    return this.raw(...args).toString();
  }

  raw(...args: string[]): Buffer {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
    const plain = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false'];
    const ran = spawnSync('git', [...identity, ...plain, ...args], {
      cwd: this.folder,
    });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr.toString()}`);
    return ran.stdout;
  }
}

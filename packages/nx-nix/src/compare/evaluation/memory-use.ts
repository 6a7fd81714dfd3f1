import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The memory of a process: now, and the most that it ever had. In MiB. */
export interface MemoryUse {
  readonly now: number;
  readonly most: number;
}

/** The memory of a process; undefined when it has ended. */
export async function memoryUse(pid: number): Promise<MemoryUse | undefined> {
  return process.platform === 'linux' ? memoryNow(pid) : await ofPs(pid);
}

/** The same, synchronous; undefined where there is no /proc. */
export function memoryNow(pid: number): MemoryUse | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mebibytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1024;
    return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') };
  } catch {
    return undefined;
  }
}

/** For systems without /proc, such as macOS. */
function ofPs(pid: number): Promise<MemoryUse | undefined> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
      const now = Number(stdout.trim()) / 1024;
      resolve(error || !now ? undefined : { now, most: now });
    });
  });
}

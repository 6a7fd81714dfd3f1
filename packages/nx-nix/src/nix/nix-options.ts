import { UserError } from '../boundary/user-error';
import { ACCESS_SETTINGS } from './nix-access';

/** Options of the executors that are passed to Nix. */
export interface NixOptions {
  readonly keepGoing?: boolean;
  /** The longest time for one build, in seconds. */
  readonly timeout?: number;
  readonly cores?: number;
  readonly maxJobs?: number | string;
  readonly builders?: string;
  readonly substituters?: string;
  /** `name=value` for any setting of Nix. */
  readonly nixOptions?: readonly string[];
}

/**
 * The settings as arguments of Nix, both for evaluation and for builds.
 * @throws UserError when an entry of `nixOptions` is not `name=value`, or is ours
 */
export function settingArguments({ builders, substituters, nixOptions }: NixOptions): string[] {
  const settings = (nixOptions ?? []).map((setting) => {
    const at = setting.indexOf('=');
    if (at < 1) throw new UserError(`nixOptions: ${JSON.stringify(setting)} is not name=value`);
    const name = setting.slice(0, at).trim();
    if (ACCESS_SETTINGS.has(name.replace(/^extra-/, ''))) {
      throw new UserError(
        `nixOptions: ${name} decides what packages can read while they are evaluated, and is set by nx-nix (docs/security.md says to what): leave it out`,
      );
    }
    return [name, setting.slice(at + 1).trim()] as const;
  });
  return [
    ...(builders === undefined ? [] : [['builders', builders] as const]),
    ...(substituters === undefined ? [] : [['substituters', substituters] as const]),
    ...settings,
  ].flatMap(([name, value]) => ['--option', name, value]);
}

/** All arguments for a build: the settings, and options that only a build has. */
export function buildArguments(options: NixOptions): string[] {
  const { keepGoing, timeout, cores, maxJobs } = options;
  return [
    ...(keepGoing ? ['--keep-going'] : []),
    ...(timeout === undefined ? [] : ['--timeout', String(timeout)]),
    ...(cores === undefined ? [] : ['--cores', String(cores)]),
    ...(maxJobs === undefined ? [] : ['--max-jobs', String(maxJobs)]),
    ...settingArguments(options),
  ];
}

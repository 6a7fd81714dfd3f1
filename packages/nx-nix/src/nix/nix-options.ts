import { UserError } from '../boundary/user-error';

/** What a person can hand on to Nix, as the executor's options name it. */
export interface NixOptions {
  readonly keepGoing?: boolean;
  /** Seconds that one build may take. */
  readonly timeout?: number;
  readonly cores?: number;
  readonly maxJobs?: number | string;
  readonly builders?: string;
  readonly substituters?: string;
  /** `name=value` of any setting of Nix's. */
  readonly nixOptions?: readonly string[];
}

/** Nix's settings as arguments, for evaluating as for building. */
export function settingArguments({ builders, substituters, nixOptions }: NixOptions): string[] {
  const settings = (nixOptions ?? []).map((setting) => {
    const at = setting.indexOf('=');
    if (at < 1) throw new UserError(`nixOptions: ${JSON.stringify(setting)} is not name=value`);
    return [setting.slice(0, at).trim(), setting.slice(at + 1).trim()] as const;
  });
  return [
    ...(builders === undefined ? [] : [['builders', builders] as const]),
    ...(substituters === undefined ? [] : [['substituters', substituters] as const]),
    ...settings,
  ].flatMap(([name, value]) => ['--option', name, value]);
}

/** The arguments that only a build takes. */
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

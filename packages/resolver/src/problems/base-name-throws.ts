import { Problem, type Place } from './problem';

/** A package needs a name of the base that fails to evaluate on every system. */
export class BaseNameThrows extends Problem {
  readonly code = 'base-name-throws';
  readonly message: string;
  readonly hint =
    'ask for what took its place, give the formal a default, or have the name in a repo';
  override readonly subject: string;
  override readonly cause;

  /** @param said Nix's error message */
  constructor(place: Place, name: string, asker: string, said: string) {
    super(place);
    this.cause = {
      key: name,
      told: (count: number) =>
        `${count} times, \`${name}\` is asked for, so that none of those who ask can be called: the base says ${said}`,
    };
    this.message = `\`${asker}\` asks for \`${name}\`, so it cannot be called: the base says ${said}`;
    this.subject = `${asker} asks for ${name}`;
  }
}

import { didYouMean } from '../names/nearest-names';
import { Problem, type Place } from './problem';

/** A package or a layer uses a name that neither a repo nor the base has. */
export class UnknownName extends Problem {
  readonly code = 'unknown-name';
  readonly message: string;
  override readonly subject: string;
  override readonly cause;

  /**
   * @param near returns similar names; called only when the hint is needed
   * @param formerRepo returns the repo that had the name when the registry was last written
   */
  constructor(
    place: Place,
    private readonly wanted: string,
    by: string,
    private readonly near: () => readonly string[],
    private readonly formerRepo: () => string | undefined = () => undefined,
  ) {
    super(place);
    this.subject = `${by} asks for ${wanted}`;
    this.cause = {
      key: wanted,
      told: (count: number) => `${count} times, \`${wanted}\` is asked for, and nobody has it`,
    };
    this.message = `\`${by}\` asks for \`${wanted}\`, and nobody has it`;
  }

  get hint(): string {
    const former = this.formerRepo();
    if (former !== undefined) {
      return `\`${former}\` had it when the registry was last written: bring it back there, or ask for what took its place`;
    }
    return (
      didYouMean(this.near()) ??
      `add a package \`${this.wanted}\` to a repo, give the formal a default, or list the name under "ambient" in the registry's nix-repo.json`
    );
  }
}

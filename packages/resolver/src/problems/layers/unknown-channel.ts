import { didYouMean } from '../../names/nearest-names';
import { Problem, type Place } from '../problem';

/** A layer uses a channel that no layer defines. */
export class UnknownChannel extends Problem {
  readonly code = 'unknown-channel';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;
  override readonly cause;

  /**
   * @param by the file that uses the channel, from its repo's folder
   * @param near channels with similar names
   */
  constructor(place: Place, channel: string, by: string, repo: string, near: readonly string[]) {
    super(place);
    this.subject = `${by} takes from ${channel}`;
    this.cause = {
      key: channel,
      told: (count: number) =>
        `${count} times, the channel \`${channel}\` is asked for, and there is none`,
    };
    this.message = `there is no channel \`${channel}\``;
    this.hint = didYouMean(near) ?? `define it: add \`channels/${channel}.json\` to ${repo}`;
  }
}

/** Whether a version of Nix (`2.26.3`) is this one (`2.19`) or a later one. */
export function isNixSince(version: string, since: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(since);
  return major === wantedMajor ? minor >= wantedMinor : major > wantedMajor;
}

function numbers(version: string): readonly number[] {
  return version.split('.').map((part) => parseInt(part, 10) || 0);
}

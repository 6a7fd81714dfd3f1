import { withoutUnseen } from './unseen-characters';

/**
 * Exactly that value as JSON on one line, with JSON's own escapes for all that is not to be seen or
 * would be a command of a CI system, also where Nx breaks the line, as it does with long ones. Only
 * strings can have such characters.
 */
export function jsonText(value: unknown): string {
  return withoutUnseen(JSON.stringify(value))
    .replace(/:(?=:)/g, '\\u003a')
    .replace(/##(\w*)\[/g, '##$1\\u005b');
}

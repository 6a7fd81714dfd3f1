import type { HostileCase } from '../hostile-case';
import { CASES_OF_LETTERS } from './case';
import { CODE } from './code';
import { ENDLESS } from './endless';
import { EVALUATION } from './evaluation';
import { FOLDERS } from './folders';
import { GRANTS } from './grants';
import { JSONS } from './json';
import { LAYERS } from './layers';
import { LINKS } from './links';
import { PATHS } from './paths';
import { PROTOTYPES } from './prototypes';
import { SPECIALS } from './specials';
import { TAKES } from './takes';
import { TEXTS } from './texts';

/** All cases that are a repo in a workspace. */
export const REPO_CASES: readonly HostileCase[] = [
  ...TAKES,
  ...GRANTS,
  ...LAYERS,
  ...PATHS,
  ...LINKS,
  ...SPECIALS,
  ...CODE,
  ...PROTOTYPES,
  ...FOLDERS,
  ...CASES_OF_LETTERS,
  ...TEXTS,
  ...JSONS,
  ...ENDLESS,
  ...EVALUATION,
];

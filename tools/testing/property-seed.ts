/** The seed of laws that draw their inputs themselves; see fast-check-seed.cjs. */
export function propertySeed(): number {
  const said = Number(process.env['NX_NIX_PROPERTY_SEED']);
  return said > 0 ? said : Date.now() % 2 ** 31;
}

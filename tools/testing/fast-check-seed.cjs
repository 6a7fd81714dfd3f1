/**
 * Where NX_NIX_PROPERTY_SEED is set, the seed of every property test. CI sets it by the tree that it
 * tests, so that each state of the code is tried with inputs of its own, and one state always with the
 * same ones; else each run has new ones.
 */
const said = Number(process.env['NX_NIX_PROPERTY_SEED']);
if (said > 0) require('fast-check').configureGlobal({ seed: said });

/** One jest for all packages: TypeScript is stripped by swc, workspace packages are read as source. */
module.exports = {
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts', '<rootDir>/tools/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '/fixtures/', '<rootDir>/.nix-private/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  moduleNameMapper: { '^@nx-nix/(files|lambdas|resolver)$': '<rootDir>/packages/$1/src/index.ts' },
  setupFiles: ['<rootDir>/tools/testing/fast-check-seed.cjs'],
  testTimeout: 120_000,
  testSequencer: '<rootDir>/tools/testing/longest-first.mjs',
  // Suites that run Nx or Nix wait as much as they work, so no core is left out.
  maxWorkers: '100%',
};

/** Which file may import which; the order that this is made from is in tools/architecture/rooms.mjs. */
import { rules } from './tools/architecture/rules.mjs';

export default {
  forbidden: rules(),
  options: {
    // `paths` in there lead from a package's name to its source.
    tsConfig: { fileName: 'tsconfig.json' },
    // What is imported as a type only counts: the reader must know it all the same.
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
    // As Node finds packages: by what they export.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    doNotFollow: { path: ['(^|/)node_modules/', '(^|/)dist/'] },
    exclude: { path: ['/fixtures/', '/grammar/(?!build)'] },
  },
};

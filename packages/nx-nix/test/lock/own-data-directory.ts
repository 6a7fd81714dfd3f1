import { temporaryFolder } from '../../../../tools/testing/temporary-folder';

/** To be imported first: Nx looks at this once, when it is loaded. */
process.env['NX_WORKSPACE_DATA_DIRECTORY'] = temporaryFolder('lock-data');

/** One round of `formals.mjs`: only reads the files that are listed in a file. */
import { readFileSync } from 'node:fs';

const files = readFileSync(process.argv[2] ?? '', 'utf8').split('\n');
let bytes = 0;
for (const file of files) bytes += readFileSync(file).length;
console.log(JSON.stringify({ files: files.length, bytes, rss: process.resourceUsage().maxRSS }));

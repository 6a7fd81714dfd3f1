import { createRequire } from 'node:module'; import fc from 'fast-check'; import {writeFileSync,mkdirSync} from 'node:fs';
import { damagedFile } from './mutations.mjs'; import { seedFiles } from './seed-files.mjs'; import { AskedNix } from '../check-tree/asked-nix.mjs'; import { refusedByNix } from '../check-tree/files.mjs';
const l=createRequire(import.meta.url)('@nx-nix/lambdas'); const p=await l.loadParser(); const nix=new AskedNix(); const dir='/tmp/h/d-scratch/judge'; mkdirSync(dir,{recursive:true});
const seeds=seedFiles(process.argv[4]); const inputs=fc.sample(damagedFile(seeds),{seed:+process.argv[2],numRuns:+process.argv[3]}).map(x=>x.bytes);
const files=inputs.map((b,i)=>{const f=`${dir}/${i}.nix`; writeFileSync(f,b); return f});
const refused=refusedByNix(nix,files,()=>{}); let wrong=0;
for(const [i,b] of inputs.entries()){ const e=refused.get(files[i]); const theirs=e!==undefined&&!e.includes('undefined variable'); const r=l.readPackageFile(p,b); const flaw=r.flaws.find(({kind})=>['syntax-error','duplicate-formal'].includes(kind)); if(!!flaw!==theirs){ wrong++; console.log(files[i], b.length, theirs?'NIX REFUSES '+e.split('\n').filter(x=>x.trim()).slice(0,1).join(' ').slice(0,200)+'|'+(e.split('\n').find(x=>/^\s+\d+\|/.test(x))??'').slice(0,100):'WE REFUSE '+JSON.stringify(flaw)); } }
console.log('files',inputs.length,'refused',refused.size,'wrong',wrong); nix.end();

import { writeFileSync } from 'node:fs';
import { createServer as createProxy, type Server } from 'node:http';
import { createServer, type Server as SecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { GitRepo } from './git-repo';

const NAMES = ['api.github.com', 'github.com', 'codeload.github.com'];

/**
 * GitHub, as far as Nix asks it: what a ref leads to, and an archive of a commit, which git makes.
 * On this machine, behind a proxy, with a certificate of its own.
 */
export class Forge {
  private constructor(
    private readonly server: SecureServer,
    private readonly proxy: Server,
    private readonly sockets: ReadonlySet<Socket>,
    private readonly certificate: string,
  ) {}

  static async start(repo: GitRepo, folder: string): Promise<Forge> {
    const certificate = join(folder, 'certificate.pem');
    const made = await generate([{ name: 'commonName', value: 'test' }], {
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: NAMES.map((value) => ({ type: 2, value })) },
      ],
    });
    writeFileSync(certificate, made.cert);
    const sockets = new Set<Socket>();
    const server = createServer({ key: made.private, cert: made.cert }, ({ url = '' }, answer) =>
      answer.end(answerTo(url, repo)),
    );
    await listening(server);
    const proxy = createProxy();
    proxy.on('connect', (_request, socket: Socket) => {
      const inner = connect((server.address() as AddressInfo).port, '127.0.0.1');
      for (const one of [socket, inner]) {
        sockets.add(one);
        one.on('error', () => one.destroy());
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(inner).pipe(socket);
    });
    await listening(proxy);
    return new Forge(server, proxy, sockets, certificate);
  }

  /** What a Nix needs to take this for GitHub. */
  get environment(): Record<string, string> {
    const proxy = `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
    return { https_proxy: proxy, HTTPS_PROXY: proxy, NIX_SSL_CERT_FILE: this.certificate };
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    this.proxy.close();
  }
}

function answerTo(url: string, repo: GitRepo): Buffer | string {
  const ref = /\/commits\/(.+)$/.exec(url)?.[1];
  if (ref === undefined) {
    const revision = /[0-9a-f]{40}/.exec(url)![0];
    return repo.raw('archive', '--format=tar.gz', '--prefix=repo/', revision);
  }
  const commit = `${ref}^{commit}`;
  const date = repo.git('show', '-s', '--format=%cI', commit).trim();
  const tree = { sha: repo.git('rev-parse', `${ref}^{tree}`).trim() };
  const sha = repo.git('rev-parse', commit).trim();
  return JSON.stringify({ sha, commit: { committer: { date }, tree } });
}

function listening(server: Server | SecureServer): Promise<void> {
  return new Promise((done) => server.listen(0, '127.0.0.1', done));
}

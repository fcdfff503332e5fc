// Serves a folder with media types and the headers for cross-origin isolation, by default to this machine
// only:
//   node server.mjs FOLDER --port N [--host ADDRESS] [--no-open] [--no-isolation]
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

const [folder, ...flags] = process.argv.slice(2);
const valueOf = (flag, missing) => (flags.includes(flag) ? flags[flags.indexOf(flag) + 1] : missing);
const port = Number(valueOf('--port', 8080));
const host = valueOf('--host', '127.0.0.1');
const common_headers = {
  'cache-control': 'no-cache', // revalidate at each load; ETags make that cheap
  'x-content-type-options': 'nosniff',
  ...(flags.includes('--no-isolation')
    ? {}
    : {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'cross-origin',
      }),
};

/** The file of an address, or null if there is none in the folder. */
async function fileOf(address) {
  let name;
  try {
    name = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (name.includes('\0')) return null;
  try {
    const root = await realpath(folder);
    let file = await realpath(path.join(root, name)); // resolves links, which must not lead out of the folder
    if ((await stat(file)).isDirectory()) file = await realpath(path.join(file, 'index.html'));
    if (!file.startsWith(root + path.sep)) return null;
    const found = await stat(file);
    return found.isFile() ? { file, size: found.size, tag: `${found.size}-${found.mtimeMs}` } : null;
  } catch {
    return null;
  }
}

/** The compressed copy of a file that the browser accepts, or the file itself. */
async function encodingOf(found, accepted) {
  for (const [coding, ending] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ]) {
    if (!new RegExp(`\\b${coding}\\b(?!;\\s*q=0(\\.0*)?(,|$))`).test(accepted)) continue;
    const form = await stat(found.file + ending).catch(() => null);
    if (form?.isFile()) return { ...found, form: found.file + ending, size: form.size, coding };
  }
  return { ...found, form: found.file };
}

async function answer(request, response) {
  const refuse = (status, text, headers = {}) => {
    response.writeHead(status, { ...common_headers, 'content-type': types['.txt'], ...headers });
    response.end(request.method === 'HEAD' ? undefined : `${text}\n`);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(405, 'This server only serves files.', { allow: 'GET, HEAD' });
  }
  const file = await fileOf(request.url);
  if (!file) return refuse(404, 'There is no such file.');
  const found = await encodingOf(file, request.headers['accept-encoding'] ?? '');
  const tag = `"${found.tag}${found.coding ? `-${found.coding}` : ''}"`;
  const headers = {
    ...common_headers,
    'content-type': types[path.extname(found.file)] ?? 'application/octet-stream',
    etag: tag,
    vary: 'accept-encoding',
    ...(found.coding ? { 'content-encoding': found.coding } : {}),
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers);
    return response.end();
  }
  response.writeHead(200, { ...headers, 'content-length': found.size });
  if (request.method === 'HEAD') return response.end();
  createReadStream(found.form)
    .on('error', () => response.destroy())
    .pipe(response);
}

function openBrowser(url) {
  const has_screen = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (process.platform === 'linux' && !has_screen) return;
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [url], { detached: true, stdio: 'ignore' })
    .on('error', () => {}) // the terminal shows the address
    .unref();
}

const server = createServer(answer);

server.on('error', (error) => {
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    console.error(`This machine has no address ${host}. Without --host the page is at 127.0.0.1.`);
    process.exit(1);
  }
  const reason =
    {
      EADDRINUSE: `Port ${port} is in use by another program.`,
      EACCES: `This user may not use port ${port}.`,
    }[error.code] ?? `The server could not start: ${error.message}.`;
  console.error(`${reason} Choose another one, for example: web/serve --port ${port < 1024 ? 8081 : port + 1}`);
  process.exit(1);
});

server.listen(port, host, () => {
  const { address, family, port: chosen } = server.address();
  const everywhere = address === '0.0.0.0' || address === '::';
  const name = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  const url = `http://${name}:${chosen}/`;
  console.log(`Babble is at ${url}${everywhere ? ' and at the other addresses of this machine' : ''}  (Ctrl-C ends it)`);
  if (address !== '::1' && !address.startsWith('127.'))
    console.log('On other machines browsers allow threads only over HTTPS, so there the page trains more slowly.');
  if (!flags.includes('--no-open')) openBrowser(url);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

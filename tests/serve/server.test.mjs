// The server of the page: files, headers, start and end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
let place, site;
const started = new Set(); // stopped after the tests, also if a test fails

before(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'babble-serve-'));
  site = path.join(place, 'site');
  await mkdir(path.join(site, 'threaded'), { recursive: true });
  await writeFile(path.join(place, 'secret.txt'), 'secret');
  await writeFile(path.join(place, 'site-secret.txt'), 'secret');
  await writeFile(path.join(site, 'index.html'), '<p>hello');
  await writeFile(path.join(site, 'page.css'), 'p {}');
  await writeFile(path.join(site, 'threaded/babble.js'), 'x');
  await writeFile(path.join(site, 'threaded/babble.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]));
  await symlink(path.join(place, 'secret.txt'), path.join(site, 'way-out.txt'));
});
after(() => {
  for (const child of started) child.kill('SIGKILL');
  return rm(place, { recursive: true, force: true });
});

async function start(...flags) {
  const child = spawn(process.execPath, [path.join(web, 'tools/server.mjs'), site, '--port', '0', '--no-open', ...flags]);
  started.add(child);
  const [first] = await once(child.stdout, 'data');
  const url = /http:\/\/(?:[\d.]+|\[[\da-f:]+\]):(\d+)\//.exec(`${first}`);
  assert.ok(url, `no address in ${first}`);
  return { child, said: `${first}`, url: url[0], port: Number(url[1]) };
}

async function stop({ child }, signal = 'SIGINT') {
  child.kill(signal);
  const [status] = await once(child, 'exit');
  return status;
}

/** Sends a request with an unchanged address, which fetch() would normalize. */
async function raw(port, request) {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${request}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const piece of socket) text += piece;
  return text;
}

test('files have their media types and the headers for isolation', async () => {
  const server = await start();
  const expected = {
    '': 'text/html; charset=utf-8',
    'index.html?x=1': 'text/html; charset=utf-8',
    'page.css': 'text/css; charset=utf-8',
    'threaded/babble.js': 'text/javascript; charset=utf-8',
    'threaded/babble.wasm': 'application/wasm',
  };
  for (const [name, type] of Object.entries(expected)) {
    const response = await fetch(server.url + name);
    assert.equal(response.status, 200, name);
    assert.equal(response.headers.get('content-type'), type, name);
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(response.headers.get('cross-origin-embedder-policy'), 'require-corp');
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
    await response.arrayBuffer();
  }
  assert.equal(await (await fetch(server.url)).text(), '<p>hello');
  assert.equal(await stop(server), 0);
});

test('--no-isolation omits the headers', async () => {
  const server = await start('--no-isolation');
  const response = await fetch(server.url);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cross-origin-opener-policy'), null);
  assert.equal(response.headers.get('cross-origin-embedder-policy'), null);
  await response.text();
  await stop(server);
});

test('--host chooses the address', async () => {
  const answers = (host, port) =>
    new Promise((resolve) => {
      const socket = connect(port, host, () => socket.destroy(resolve(true)));
      socket.on('error', () => resolve(false));
    });
  for (const [flags, address, here, elsewhere] of [
    [[], 'http://127.0.0.1:', true, false],
    [['--host', '127.0.0.2'], 'http://127.0.0.2:', false, true],
    [['--host', '0.0.0.0'], 'http://127.0.0.1:', true, true],
  ]) {
    const server = await start(...flags);
    assert.ok(server.url.startsWith(address), server.url);
    assert.equal(await answers('127.0.0.1', server.port), here, server.url);
    assert.equal(await answers('127.0.0.2', server.port), elsewhere, server.url);
    assert.equal(server.said.includes('other addresses'), here && elsewhere);
    await stop(server);
  }
  const child = spawn(process.execPath, [path.join(web, 'tools/server.mjs'), site, '--port', '0', '--no-open', '--host', '192.0.2.1']);
  let said = '';
  child.stderr.on('data', (piece) => (said += piece));
  const [status] = await once(child, 'close');
  assert.equal(status, 1);
  assert.match(said, /^This machine has no address 192\.0\.2\.1\./);
});

test('a browser that accepts compressed files gets the compressed copies', async () => {
  await writeFile(path.join(site, 'page.css.br'), 'brotli');
  await writeFile(path.join(site, 'page.css.gz'), 'gzipped');
  const server = await start();
  const get = (accepted) => raw(server.port, `GET /page.css HTTP/1.1\r\nAccept-Encoding: ${accepted}`);
  const tags = new Set();
  for (const [accepted, coding, body] of [
    ['gzip, deflate, br', 'br', 'brotli'],
    ['gzip;q=1.0, br;q=0', 'gzip', 'gzipped'],
    ['br;q=0.5', 'br', 'brotli'],
    ['identity', '', 'p {}'],
  ]) {
    const text = await get(accepted);
    assert.match(text, /^HTTP\/1\.1 200 /);
    assert.match(text, /content-type: text\/css/i);
    assert.match(text, /vary: accept-encoding/i);
    assert.equal(/content-encoding: (\S*)/i.exec(text)?.[1] ?? '', coding, accepted);
    assert.equal(Number(/content-length: (\d+)/i.exec(text)[1]), body.length);
    assert.ok(text.endsWith(body), text);
    tags.add(/etag: (\S+)/i.exec(text)[1]);
  }
  assert.equal(tags.size, 3, 'each encoding has its own tag');
  assert.match(await raw(server.port, 'GET /threaded/babble.js HTTP/1.1\r\nAccept-Encoding: br'), /\r\n\r\nx$/);
  await stop(server);
});

test('files outside the folder are not served', async () => {
  const server = await start();
  const addresses = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/threaded/../../secret.txt',
    '/threaded/..%2f..%2fsecret.txt',
    '/../site-secret.txt',
    '/..%2fsite-secret.txt',
    '/way-out.txt',
    '/%00',
    '/%',
    '//etc/passwd',
    '/threaded/',
    '/missing',
  ];
  for (const address of addresses) {
    const text = await raw(server.port, `GET ${address} HTTP/1.1`);
    assert.match(text, /^HTTP\/1\.1 404 /, address);
    assert.doesNotMatch(text, /\r\n\r\nsecret/, address);
  }
  assert.match(await raw(server.port, 'POST / HTTP/1.1'), /^HTTP\/1\.1 405 /);
  assert.match(await raw(server.port, 'HEAD / HTTP/1.1'), /^HTTP\/1\.1 200 [^]*content-length: 8/i);
  await stop(server);
});

test('an unchanged file is not sent twice', async () => {
  const server = await start();
  const first = await fetch(server.url);
  await first.text();
  const again = await fetch(server.url, { headers: { 'if-none-match': first.headers.get('etag') } });
  assert.equal(again.status, 304);
  await stop(server, 'SIGTERM');
});

test('a port in use is reported with an alternative', async () => {
  const server = await start();
  for (const command of [
    [process.execPath, path.join(web, 'tools/server.mjs'), site, '--port', `${server.port}`, '--no-open'],
    [path.join(web, 'serve'), '--no-open', '--port', `${server.port}`],
  ]) {
    const child = spawn(command[0], command.slice(1));
    let said = '';
    child.stderr.on('data', (piece) => (said += piece));
    const [status] = await once(child, 'close');
    assert.equal(status, 1);
    assert.match(said, new RegExp(`^Port ${server.port} is in use by another program\\. Choose .*--port ${server.port + 1}\\n$`));
  }
  await stop(server);
});

test('invalid options print the usage', async () => {
  for (const flags of [['--port', 'many'], ['--port', '65536'], ['--port'], ['--fast'], ['--host'], ['--host', 'a b']]) {
    const child = spawn(path.join(web, 'serve'), flags);
    let said = '';
    child.stderr.on('data', (piece) => (said += piece));
    const [status] = await once(child, 'close');
    assert.equal(status, 2, flags.join(' '));
    assert.match(said, /usage: web\/serve/);
  }
});

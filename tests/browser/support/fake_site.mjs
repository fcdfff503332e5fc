// Writes a site with the files of the page and a fake program to a temporary folder.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { repository } from './browser.mjs';

/** A valid WebAssembly module of 256 kB: header and one custom section. */
export function bigWasm() {
  const payload = 256 * 1024;
  const head = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x00];
  const leb128 = [(payload & 0x7f) | 0x80, ((payload >> 7) & 0x7f) | 0x80, payload >> 14];
  const section = Buffer.alloc(payload);
  section[0] = 1; // length of the section's name
  section[1] = 'x'.charCodeAt(0);
  return Buffer.concat([Buffer.from(head), Buffer.from(leb128), section]);
}

export async function makeFakeSite({ id = 'build-1' } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'babble-site-'));
  const web = path.join(repository, 'web');
  for (const name of ['index.html', 'babble.css', 'sw.js', 'manifest.webmanifest', 'icon.svg', 'page']) {
    await cp(path.join(web, name), path.join(folder, name), { recursive: true });
  }
  execFileSync(path.join(web, 'tools/icons'), [folder]);
  const fake = path.join(repository, 'tests/browser/support/fake/babble.js');
  const wasm = bigWasm();
  const sizes = {};
  const variants = ['threaded', 'unthreaded', 'threaded-relaxed', 'unthreaded-relaxed'];
  for (const variant of variants) {
    await mkdir(path.join(folder, variant));
    await cp(fake, path.join(folder, variant, 'babble.js'));
    await writeFile(path.join(folder, variant, 'babble.wasm'), wasm);
  }
  for (const variant of ['threaded', 'threaded-relaxed']) {
    await writeFile(path.join(folder, variant, 'babble.worker.js'), '// no threads in the fake\n');
  }
  for (const variant of variants) {
    for (const file of await readdir(path.join(folder, variant))) {
      sizes[`${variant}/${file}`] = (await stat(path.join(folder, variant, file))).size;
    }
  }
  await writeFile(path.join(folder, 'build.json'), JSON.stringify({ id, sizes }));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

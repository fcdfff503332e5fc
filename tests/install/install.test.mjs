// The packages that cpack makes of build/native: installed in a copy of this system, run, removed.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const build = path.resolve(here, '../../build/native');
const files = [
  'bin/babble',
  'bin/babble-desktop',
  'share/applications/babble.desktop',
  'share/icons/hicolor/scalable/apps/babble.svg',
  'share/man/man1/babble.1',
  'share/man/man1/babble-desktop.1',
  'share/doc/babble/copyright',
];

let folder;
const packed = (ending) => path.join(folder, readdirSync(folder).find((name) => name.endsWith(ending)));

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'babble-install-'));
  execFileSync('cpack', ['--config', path.join(build, 'CPackConfig.cmake'), '-B', folder], { encoding: 'utf8' });
});
after(() => rmSync(folder, { recursive: true }));

test('the archive has every file in its place, and its command runs', () => {
  execFileSync('tar', ['-xzf', packed('.tar.gz'), '-C', folder, '--strip-components=1', '--one-top-level=unpacked']);
  for (const file of files) execFileSync('test', ['-s', path.join(folder, 'unpacked', file)]);
  const program = path.join(folder, 'unpacked/bin/babble');
  assert.match(execFileSync(program, ['--version'], { encoding: 'utf8' }), /^babble \d/);
});

test('the manual page names every command', () => {
  const commands = execFileSync(path.join(build, 'babble'), ['--help'], { encoding: 'utf8' })
    .split('Subcommands:')[1].matchAll(/^ {2}(\w+)/gm);
  const page = execFileSync('tar', ['-xzOf', packed('.tar.gz'), '--wildcards', '*/man1/babble.1'], { encoding: 'utf8' });
  const named = [...page.matchAll(/^\.B ([a-z]+)$/gm)].map((match) => match[1]);
  assert.deepEqual(named.filter((name) => name !== 'babble'), [...commands].map((match) => match[1]));
});

test('the Debian package is installed, runs, and leaves nothing behind', (t) => {
  const script = `
    apt-get -qqy --no-install-recommends install /package/*.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
    for file in ${files.join(' ')}; do test -s "/usr/$file" || { echo "/usr/$file is missing"; exit 1; }; done
    cd /tmp
    babble train --model count --data builtin:names --out names.safetensors >/dev/null
    babble sample names.safetensors --num 3
    $(sed -n 's/^Exec=\\([^ ]*\\).*/\\1/p' /usr/share/applications/babble.desktop) --version
    ldd /usr/bin/babble-desktop | grep 'not found' && exit 1
    ls -d /usr/share/babble* /etc/babble* 2>/dev/null && exit 1
    dpkg --remove babble >/dev/null
    for file in ${files.join(' ')}; do test ! -e "/usr/$file" || { echo "/usr/$file was left"; exit 1; }; done
    echo removed`;
  const { status, stdout, stderr } = spawnSync(path.join(here, 'in-clean-root'), [script, packed('.deb')],
    { encoding: 'utf8', timeout: 300_000 });
  if (status === 77) {
    t.diagnostic('*** The package was not installed: only root can, where the kernel has overlay file systems.');
    return t.skip();
  }
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^(\w+\.\n){3}babble-desktop \d.*\nremoved\n$/);
});

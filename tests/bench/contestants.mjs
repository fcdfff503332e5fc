// Who takes part in tests/bench/run.mjs. A contestant is {name, about, threads?, most_threads?,
// measure(request) -> {name: {rate, share?}}, close()}.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const leave_out = (who, why) => console.error(`*** ${who} is left out: ${why}`);

function figureOf({ results: [figure] }) {
  const unit = Object.keys(figure).find((key) => key.endsWith('_per_second'));
  return { rate: figure[unit], share: figure.share_of_peak };
}

/** `babble bench`, started anew for each figure. */
function command(name, program, flags, most_threads) {
  return {
    name,
    most_threads,
    async measure({ model, hidden, threads, batch, time_steps, seconds }) {
      const words = ['bench', '--json', '--model', model, '--hidden', hidden, '--threads', threads];
      words.push('--batch', batch, '--time-steps', time_steps, '--seconds', seconds);
      const { stdout } = await promisify(execFile)(program, [...flags, ...words.map(String)]);
      const result = JSON.parse(stdout);
      this.about = `${name}: ${result.build}`;
      return { [name]: figureOf(result) };
    },
  };
}

function openNative() {
  const program = path.join(root, 'build/native/babble');
  if (existsSync(program)) return [command('native', program, [])];
  leave_out('native', 'cmake --preset native && cmake --build build/native --target babble makes it');
  return [];
}

function openNode() {
  const list = [];
  for (const [name, file] of [['Node SIMD', 'babble-node.js'], ['Node relaxed SIMD', 'babble-node-relaxed.js']]) {
    const flags = ['', '--experimental-wasm-relaxed-simd'].find(
      (flag) => spawnSync(process.execPath, [...(flag ? [flag] : []), path.join(root, 'tests/support/has_relaxed_simd.mjs')]).status === 0,
    );
    if (file.includes('relaxed') && flags === undefined) {
      leave_out(name, `Node ${process.version} has no relaxed SIMD`);
      continue;
    }
    const folder = ['web', 'web-unthreaded'].find((preset) => existsSync(path.join(root, 'build', preset, file)));
    if (!folder) {
      leave_out(name, `cmake --preset web && cmake --build build/web --target ${file.replace('.js', '')} makes it`);
      continue;
    }
    const words = ['--no-experimental-fetch', ...(flags ? [flags] : []), path.join(root, 'build', folder, file)];
    list.push(command(name, process.execPath, words, folder === 'web' ? undefined : 1));
  }
  return list;
}

async function openChromium() {
  if (!existsSync(path.join(root, 'build/site/build.json'))) {
    leave_out('Chromium', 'web/serve builds the page');
    return [];
  }
  let browser, server, page;
  try {
    const { launchBrowser, newPage } = await import('../browser/support/browser.mjs');
    const { ready, servePage } = await import('../browser/support/program.mjs');
    server = await servePage();
    browser = await launchBrowser();
    page = await newPage(browser);
    await page.goto(server.url);
    await ready(page);
  } catch (error) {
    leave_out('Chromium', error.message.split('\n')[0]);
    await browser?.close();
    await server?.close();
    return [];
  }
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return [['Chromium SIMD', 'plain'], ['Chromium relaxed SIMD', 'relaxed']].map(([name, simd], i) => ({
    name,
    about: `Chromium ${browser.version()}`,
    close: i === 0 ? close : undefined,
    async measure(request) {
      return { [name]: figureOf(await page.evaluate((options) => babble.bench(options), { simd, ...request })) };
    },
  }));
}

/** peers.py: one process for each number of threads, which its libraries read at their start. */
async function openPeer(library, threads) {
  const script = path.join(root, 'tests/bench/peers/peers.py');
  const child = spawn('/usr/bin/python3', [script, library, `${threads}`], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (piece) => (complaint += piece));
  child.on('error', (error) => (complaint += error.message));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(complaint.trim().split('\n').pop() || `${library} ended`);
    return JSON.parse(value);
  };
  try {
    const { version } = await answer();
    return {
      name: library,
      about: version,
      threads,
      async measure(request) {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        return Object.fromEntries(Object.entries(await answer()).map(([name, rate]) => [name, { rate }]));
      },
      close: () => child.stdin.end(),
    };
  } catch (error) {
    leave_out(library, `${error.message} (packages python3-torch, python3-numpy)`);
    return null;
  }
}

function remarkOnBlas() {
  const packages = spawnSync('dpkg-query', ['-W', '-f=${Status}', 'libopenblas0-pthread'], { encoding: 'utf8' });
  if (!packages.stdout?.includes('installed')) {
    console.error('*** Without the package libopenblas0-pthread, PyTorch and numpy are up to ten times slower.');
  }
}

export async function openContestants({ only, threads }) {
  const list = [];
  if (only.includes('native')) list.push(...openNative());
  if (only.includes('node')) list.push(...openNode());
  if (only.includes('chromium')) list.push(...(await openChromium()));
  for (const library of ['torch', 'numpy']) {
    if (!only.includes(library)) continue;
    remarkOnBlas();
    for (const count of threads) {
      const peer = await openPeer(library, count);
      if (!peer) break;
      list.push(peer);
    }
  }
  return list;
}

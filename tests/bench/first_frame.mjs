// How long the page takes from the address to the first frame and to the first trained step, from
// our own server, with nothing cached, and how much it loads: node tests/bench/first_frame.mjs [LOADS]
// Prints each load and the medians. Wanted: below 1 s, 1.5 s and 700 KB.
import { launchBrowser, newPage, until } from '../browser/support/browser.mjs';
import { servePage } from '../browser/support/program.mjs';
import { transferOf } from '../browser/support/transfer.mjs';

const loads = Number(process.argv[2] ?? 5);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const milliseconds = (value) => `${Math.round(value)} ms`;

/** Milliseconds since the navigation began; and the marks that the page's start leaves on the way. */
async function load(browser, url) {
  const page = await newPage(browser);
  await page.goto(url, { waitUntil: 'commit' });
  await until('the page has its interface', () => page.evaluate(() => window.babble !== undefined), { pause: 10 });
  const times = await page.evaluate(async () => {
    await babble.ready;
    const frame = performance.now();
    babble.post({ type: 'chapter', name: 'rnn' });
    babble.post({ type: 'step' });
    while (!(babble.state().models.rnn?.steps > 0)) await new Promise((done) => setTimeout(done, 5));
    const step = performance.now();
    const at = (name) => Math.max(...performance.getEntriesByType('resource').filter((entry) => entry.name.includes(name)).map((entry) => entry.responseEnd));
    return { page: performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd, script: at('babble.js'), wasm: at('babble.wasm'), frame, step };
  });
  const { bytes } = await transferOf(page);
  await page.context().close();
  return { ...times, bytes };
}

const server = await servePage();
const browser = await launchBrowser();
try {
  const all = [];
  for (let i = 0; i < loads; i += 1) {
    const one = await load(browser, server.url);
    all.push(one);
    console.log(
      `load ${i + 1}: page ${milliseconds(one.page)}, babble.js ${milliseconds(one.script)}, babble.wasm ${milliseconds(one.wasm)}, ` +
        `first frame ${milliseconds(one.frame)}, first trained step ${milliseconds(one.step)}, ${Math.round(one.bytes / 1000)} kB`,
    );
  }
  const middle = (name) => median(all.map((one) => one[name]));
  console.log(
    `medians of ${loads}: first frame ${milliseconds(middle('frame'))}, first trained step ${milliseconds(middle('step'))}, ${Math.round(middle('bytes') / 1000)} kB`,
  );
} finally {
  await browser.close();
  await server.close();
}

// WebKitGTK (MiniBrowser) over plain WebDriver: the nearest relative of Safari on Debian. Needs a screen
// (xvfb-run).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { timeout_ms, until } from './browser.mjs';

const driver_program = process.env.BABBLE_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver';
const element_key = 'element-6066-11e4-a52e-4f735466cecf';
/** As WebDriver names the key. */
export const enter = '\uE007';

function miniBrowser() {
  const folders = ['4.1', '6.0', '4.0'].map((version) => `webkit2gtk-${version}`).concat('webkitgtk-6.0');
  const places = folders.map((folder) => path.join('/usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`, folder, 'MiniBrowser'));
  return process.env.BABBLE_MINIBROWSER ?? places.find((place) => existsSync(place)) ?? places[0];
}

/** Starts the driver and a window. */
export async function launchWebKit() {
  const port = 20000 + (process.pid % 20000);
  const driver = spawn(driver_program, [`--port=${port}`], {
    // As root, WebKit's sandbox does not start.
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    stdio: 'ignore',
  });
  const command = async (method, address, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${address}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await until('the driver answers', () => command('GET', '/status'));
  const { sessionId: session } = await command('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        timeouts: { script: timeout_ms, pageLoad: timeout_ms },
        'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
      },
    },
  });
  const to = (method, what, body) => command(method, `/session/${session}${what}`, body);
  const act = (type, actions) => to('POST', '/actions', { actions: [{ type, id: type, actions }] });
  await to('POST', '/window/rect', { x: 0, y: 0, width: 1280, height: 900 });

  return {
    goto: (url) => to('POST', '/url', { url }),
    /** Runs the body of a function in the page; promises are awaited. */
    run: (script, ...args) => to('POST', '/execute/sync', { script, args }),
    /** Opens the frame of that selector, or the page around it (null). */
    async frame(selector) {
      if (!selector) return await to('POST', '/frame', { id: null });
      return await to('POST', '/frame', { id: await to('POST', '/element', { using: 'css selector', value: selector }) });
    },
    async click(x, y) {
      const pause = { type: 'pause', duration: 60 };
      const move = { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 };
      await act('pointer', [move, pause, { type: 'pointerDown', button: 0 }, pause, { type: 'pointerUp', button: 0 }]);
    },
    wheel: (x, y, deltaY) => act('wheel', [{ type: 'scroll', x, y, deltaX: 0, deltaY }]),
    press: (value) => act('key', [{ type: 'keyDown', value }, { type: 'pause', duration: 60 }, { type: 'keyUp', value }]),
    async type(selector, text) {
      const element = await to('POST', '/element', { using: 'css selector', value: selector });
      await to('POST', `/element/${element[element_key]}/value`, { text });
    },
    async close() {
      await command('DELETE', `/session/${session}`).catch(() => {});
      driver.kill();
    },
  };
}

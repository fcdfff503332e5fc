// What a page has loaded from its own site, as it went over the wire.

/** {bytes, files: [{name, bytes, size}]}: compressed bytes of the bodies, and their real size. */
export async function transferOf(page) {
  const files = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => ({
      name: new URL(entry.name).pathname,
      bytes: entry.encodedBodySize,
      size: entry.decodedBodySize,
    })),
  );
  return { bytes: files.reduce((sum, file) => sum + file.bytes, 0), files };
}

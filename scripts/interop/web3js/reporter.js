// SPDX-License-Identifier: Apache-2.0
// Prints each test on a line, what is wrong with those that fail, and the sum in the last line.

export default async function* report(events) {
  const groups = [];
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:start') groups[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const ok = type === 'test:pass';
    // A group fails for its tests; it counts by itself only when its own preparation failed.
    const cause = data.details.error?.cause;
    if (data.details.type === 'suite' && (ok || data.details.error.failureType === 'subtestsFailed')) continue;
    if (ok) passed++;
    else failed++;
    yield `${ok ? 'ok  ' : 'FAIL'} ${[...groups.slice(0, data.nesting), data.name].join(' / ')}\n`;
    if (!ok) yield `${cause?.stack ?? cause ?? data.details.error}`.replace(/^/gm, '     ') + '\n';
  }
  yield `${passed} passed, ${failed} failed\n`;
}

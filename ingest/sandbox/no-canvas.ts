/**
 * pdf.js asks for these classes when it is imported, and would load a native canvas for want of them: 50 MB of memory,
 * and code that no permission model holds. They are for drawing; text needs none of them.
 */
for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) {
  Object.defineProperty(globalThis, name, { value: class {}, writable: true, configurable: true });
}

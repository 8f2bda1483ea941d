/** Names of files inside other files: made safe as part of a source path, and told apart. */

/** The same path with `/`, without `.` parts and without control or direction-changing characters; "" when nothing is left. */
export function tidyPath(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '_')
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Gives each name once: the second `scan.pdf` becomes `scan (2).pdf`, so that no file hides another. */
export function distinctNames(): (name: string) => string {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return (name) => {
    let distinct = name;
    for (let count = (counts.get(name) ?? 1) + 1; taken.has(distinct); count += 1) {
      distinct = numbered(name, count);
      counts.set(name, count);
    }
    taken.add(distinct);
    counts.set(name, counts.get(name) ?? 1);
    return distinct;
  };
}

function numbered(name: string, count: number): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 ? `${name.slice(0, dot)} (${count})${name.slice(dot)}` : `${name} (${count})`;
}

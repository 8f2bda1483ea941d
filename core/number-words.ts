/** Numbers as people read them. */

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Which folder a document came from. */
import { sha256 } from '../core/hash.ts';

/** Half a SHA-256 in hex: enough that two folders never meet, and it gives no path away. */
const originLength = 32;

/** The origin of everything in a folder, by its real path. */
export function originOf(realPath: string): string {
  return sha256(realPath).slice(0, originLength);
}

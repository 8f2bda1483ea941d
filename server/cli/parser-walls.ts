/** What the doctor says of the processes that read files. */
import type { Config } from '../../core/config.ts';
import { parserWalls } from '../../ingest/sandbox/walls.ts';
import { bad, doubtful, type Finding, good } from '../doctor/finding.ts';

const cell = 'Files are read in processes without network, other files or children';

export async function parserWallsFinding(config: Config, signal: AbortSignal): Promise<Finding> {
  const walls = await parserWalls(config, signal);
  switch (walls.kind) {
    case 'two':
      return good('runtime', `${cell}, behind two walls: Node's permissions, and bubblewrap.`);
    case 'one': {
      const one = `${cell}, behind one wall: Node's permissions.`;
      if (walls.reason !== '')
        return doubtful('runtime', `${one} ${walls.reason}.`, 'Allow unprivileged user namespaces for bwrap; your system decides that.');
      // Only Linux has it (bubblewrap.ts).
      return good('runtime', process.platform === 'linux' ? `${one} Where bubblewrap is installed there is a second one.` : one);
    }
    case 'no-start':
      return bad('runtime', `${walls.reason}. No file can be read.`, 'Free memory and processes, or install Carrel anew.');
  }
}

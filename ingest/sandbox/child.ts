/** A parser process. Its doors are closed before this file is loaded (start.ts). */
import './no-canvas.ts';
import { prepare } from '../prepare.ts';
import { serve } from './serve.ts';

await serve(prepare);
// Whatever a parser left running ends here.
process.exit(0);

/** A parser process. The doors are closed before any parser is loaded: imports run in this order. */
import './close-doors.ts';
import './no-canvas.ts';
import { prepare } from '../prepare.ts';
import { serve } from './serve.ts';

await serve(prepare);
// Whatever a parser left running ends here.
process.exit(0);

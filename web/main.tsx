import { render } from 'preact';
import { Page } from './page/page.tsx';
import { start } from './state/start.ts';

const root = document.getElementById('page');
if (root !== null) {
  start();
  render(<Page />, root);
}

/**
 * Which elements of a page its reader does not see, as far as the page itself says so for sure: by attributes, by the
 * style on the element, and by plain rules of its own style sheet that no other rule takes back. Scripts are not run:
 * what they would show later is told as hidden.
 */
import type { DefaultTreeAdapterTypes } from 'parse5';
import type { Hiding } from './hidden-text.ts';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;
type Style = ReadonlyMap<string, string>;

/** How the element is hidden; null when it is seen, or when that is not certain. */
export type HidingOf = (element: Element) => Hiding | null;

export function hidingIn(styleSheets: readonly string[]): HidingOf {
  const byRule = hidingRules(styleSheets.join('\n'));
  // A page that is hidden as a whole is shown by its script when it is ready; that it holds nothing would be false.
  return (element) =>
    element.tagName === 'html' || element.tagName === 'body' ? null : (byAttribute(element) ?? byStyle(element) ?? byRule(element));
}

function byAttribute(element: Element): Hiding | null {
  const hidden = attribute(element, 'hidden');
  // `until-found` is shown to whoever searches the page for it.
  if (hidden !== null && hidden.toLowerCase() !== 'until-found') return 'marked as hidden';
  return attribute(element, 'aria-hidden')?.toLowerCase() === 'true' ? 'marked as hidden' : null;
}

function byStyle(element: Element): Hiding | null {
  const written = attribute(element, 'style');
  if (written === null) return null;
  const style = declarations(written);
  return hidingOfStyle(style) ?? (isInBackground(style, element) ? 'in the colour of its background' : null);
}

/** Names in lower case; the last of two declarations wins. */
function declarations(text: string): Style {
  const found = new Map<string, string>();
  for (const declaration of text.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon === -1) continue;
    const value = declaration
      .slice(colon + 1)
      .toLowerCase()
      .replace('!important', '')
      .trim();
    found.set(declaration.slice(0, colon).trim().toLowerCase(), value);
  }
  return found;
}

/** Farther left or up than any screen is wide. */
const offPagePixels = 900;

function hidingOfStyle(style: Style): Hiding | null {
  const get = (name: string): string => style.get(name) ?? '';
  if (get('display') === 'none' || /^(?:hidden|collapse)$/.test(get('visibility')) || isZero(get('opacity'))) return 'not displayed';
  if (isZero(get('font-size')) || /^(?:0?\.\d+|1)px$/.test(get('font-size')) || /scale\(0(?:\.0+)?\)/.test(get('transform')))
    return 'without size';
  const isClipped = /hidden|clip/.test(get('overflow'));
  if (isClipped && ['height', 'max-height', 'width', 'max-width'].some((name) => isZero(get(name)))) return 'without size';
  if (/^(?:absolute|fixed)$/.test(get('position'))) {
    if (['left', 'top', 'right', 'bottom', 'margin-left', 'margin-top'].some((name) => isFarOff(get(name)))) return 'off the page';
    if (/^rect\((?:[01](?:px)?[\s,]*){4}\)/.test(get('clip')) || /^inset\((?:50|100)%\)/.test(get('clip-path'))) return 'without size';
  }
  return isFarOff(get('text-indent')) ? 'off the page' : null;
}

const isZero = (value: string): boolean => /^0(?:\.0+)?(?:px|pt|em|rem|%|vh|vw)?$/.test(value);

function isFarOff(value: string): boolean {
  const [, number, unit] = /^-(\d+)(px|pt|em|rem|vw|vh|%)?$/.exec(value) ?? [];
  const pixels = Number(number) * (unit === 'em' || unit === 'rem' ? 16 : unit === '%' || unit?.startsWith('v') === true ? 10 : 1);
  return pixels >= offPagePixels;
}

const colourNames: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };

function colour(value: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value);
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`;
  const [, ...parts] = /^rgb\((\d+)[\s,]+(\d+)[\s,]+(\d+)\)$/.exec(value) ?? [];
  if (parts.length === 3) return `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
  return colourNames[value] ?? value;
}

/** Deeper nesting is not looked through: the colour then is not certain. */
const mostAncestors = 50;

function isInBackground(style: Style, element: Element): boolean {
  const own = style.get('color');
  if (own === undefined) return false;
  if (own === 'transparent') return true;
  let node: Node | null = element;
  for (let level = 0; level < mostAncestors && node !== null; level += 1) {
    if ('attrs' in node) {
      const declared = declarations(attribute(node, 'style') ?? '');
      const background = declared.get('background-color') ?? declared.get('background') ?? attribute(node, 'bgcolor')?.toLowerCase();
      if (background !== undefined && background !== 'transparent' && background !== 'none') return colour(background) === colour(own);
    }
    node = 'parentNode' in node ? node.parentNode : null;
  }
  return false;
}

/** Rules for one class, id or tag that hide; one that another rule might take back is left alone. */
function hidingRules(css: string): HidingOf {
  const hiding = new Map<string, Hiding>();
  const doubtful = new Set<string>();
  const plain = css.replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '');
  const withoutMedia = plain.replace(/@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]*;/g, (rule) => {
    for (const name of namesIn(rule)) doubtful.add(name);
    return '';
  });
  for (const [, selectors = '', body = ''] of withoutMedia.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const how = hidingOfStyle(declarations(body));
    for (const selector of selectors.split(',').map((one) => one.trim())) {
      if (how !== null && /^[.#]?[\w-]+$/.test(selector)) hiding.set(selector, how);
      else for (const name of namesIn(selector)) doubtful.add(name);
    }
  }
  for (const name of doubtful) hiding.delete(name);
  if (hiding.size === 0) return () => null;
  return (element) => {
    const classes = (attribute(element, 'class') ?? '').split(/\s+/).filter((name) => name !== '');
    const names = [...classes.map((name) => `.${name}`), `#${attribute(element, 'id') ?? ''}`, element.tagName];
    // A second class may take back what the first does, in a sheet that is not here.
    return classes.length > 1 ? null : (names.map((name) => hiding.get(name)).find((how) => how !== undefined) ?? null);
  };
}

const namesIn = (selector: string): readonly string[] => selector.match(/[.#]?[A-Za-z_][\w-]*/g) ?? [];

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((entry) => entry.name === name)?.value ?? null;
}

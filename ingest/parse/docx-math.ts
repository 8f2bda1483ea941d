/** Formulas of a Word file as running text: mammoth drops them. `a/b` and `x^2` stay readable; layout is lost. */
import type { DocxParts } from './docx-parts.ts';

const marks: Readonly<Record<string, string>> = {
  '<m:num>': '(',
  '</m:num>': ')',
  '<m:den>': '/(',
  '</m:den>': ')',
  '<m:sup>': '^(',
  '</m:sup>': ')',
  '<m:sub>': '_(',
  '</m:sub>': ')',
  '<m:deg>': '[',
  '</m:deg>': ']',
  '<m:rad>': '√',
};

/** The same parts, with each Office Math formula of the main part replaced by a run of text. */
export function withReadableMath(parts: DocxParts): DocxParts {
  const main = Buffer.from(parts.get('word/document.xml') ?? []).toString('utf8');
  if (!main.includes('<m:oMath')) return parts;
  const plain = main
    .replace(
      /<m:oMath(?:\s[^>]*)?>(.*?)<\/m:oMath>/gs,
      (_, formula: string) => `<w:r><w:t xml:space="preserve">${formulaText(formula)}</w:t></w:r>`,
    )
    .replace(/<\/?m:oMathPara\b[^>]*>|<m:oMathParaPr>.*?<\/m:oMathParaPr>/gs, '');
  return new Map(parts).set('word/document.xml', Buffer.from(plain));
}

/** The result is still XML text: what was escaped stays escaped. */
function formulaText(formula: string): string {
  return formula
    .replace(/<m:chr m:val="([^"<]*)"\s*\/>/g, '<m:t>$1</m:t>')
    .replace(/<m:t(?:\s[^>]*)?>([^<]*)<\/m:t>|<[^>]*>/g, (tag, text: string | undefined) => text ?? marks[tag] ?? '')
    .replace(/([_^])\(([^()]{1,2})\)/g, '$1$2')
    .replace(/[_^]\(\)/g, '');
}

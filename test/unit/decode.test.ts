import { describe, expect, it } from 'vitest';
import { decodeText, looksLikeText } from '../../ingest/parse/decode.ts';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('decodeText', () => {
  it('takes clean UTF-8 as it is, and strips only the byte order mark', async () => {
    expect(await decodeText(Buffer.from('\uFEFFa\r\nگھر'))).toEqual({ text: 'a\r\nگھر', encoding: 'utf-8', warnings: [] });
  });

  it.each([
    ['little-endian with a mark', utf16('\uFEFFGrüße, ok\n'), 'Grüße, ok\n'],
    ['big-endian with a mark', utf16('\uFEFFGrüße, ok\n').swap16(), 'Grüße, ok\n'],
    ['little-endian without a mark', utf16('plain words here\n'), 'plain words here\n'],
    ['big-endian without a mark', utf16('plain words here\n').swap16(), 'plain words here\n'],
    ['Urdu without a mark', utf16('بندرگاہ پیر کو بند رہے گی۔\n'), 'بندرگاہ پیر کو بند رہے گی۔\n'],
  ])('reads UTF-16 %s without a doubt', async (_, bytes, text) => {
    expect(await decodeText(bytes)).toMatchObject({ text, warnings: [] });
  });

  it('guesses a Western encoding and says so', async () => {
    const bytes = Buffer.from('Die F\xe4hre f\xe4hrt um acht, die G\xe4ste warten auf dem Pier.\x85', 'latin1');
    const { text, encoding, warnings } = await decodeText(bytes);
    expect(text).toBe('Die Fähre fährt um acht, die Gäste warten auf dem Pier.…');
    expect(encoding).toBe('windows-1252');
    expect(warnings).toEqual(['The encoding was guessed as windows-1252: some letters may be wrong.']);
  });

  it('guesses Cyrillic from its letters', async () => {
    const sentence = 'Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. ';
    const bytes = Uint8Array.from([...sentence.repeat(4)].map((letter) => windows1251(letter)));
    expect(await decodeText(bytes)).toMatchObject({ text: sentence.repeat(4), encoding: 'windows-1251' });
  });

  it('guesses Japanese from a few names in a table', async () => {
    const bytes = Buffer.from('96bc914f2c944e97ee0d0a8db293a191be98592c33300d0a', 'hex');
    expect(await decodeText(bytes)).toMatchObject({ text: '名前,年齢\r\n佐藤太郎,30\r\n', encoding: 'shift_jis' });
  });

  it('follows a declared encoding, but never against clean UTF-8', async () => {
    const bytes = Buffer.from([0xb1, 0x20, 0xe6, 0x0a]);
    expect(await decodeText(bytes, 'iso-8859-2')).toMatchObject({ text: 'ą ć\n', encoding: 'iso-8859-2', warnings: [] });
    expect(await decodeText(Buffer.from('ą ć'), 'iso-8859-2')).toMatchObject({ text: 'ą ć', encoding: 'utf-8' });
    expect((await decodeText(bytes, 'no-such-encoding')).warnings).toHaveLength(1);
  });

  it('keeps UTF-8 that is damaged in one place, and counts the damage', async () => {
    const bytes = Buffer.concat([Buffer.from('ہر ملازم کو پچیس دن کی چھٹی ملتی ہے '.repeat(3)), Buffer.from([0xff]), Buffer.from('۔')]);
    const { text, encoding, warnings } = await decodeText(bytes);
    expect(encoding).toBe('utf-8');
    expect(text).toContain('ملتی ہے \uFFFD۔');
    expect(warnings).toEqual(['1 damaged characters are shown as \uFFFD: the file is not clean UTF-8.']);
  });

  it('shows NUL as U+FFFD, so that offsets stay and no store cuts the text', async () => {
    expect(await decodeText(Buffer.from('one\0two'))).toMatchObject({
      text: 'one\uFFFDtwo',
      warnings: ['NUL characters are shown as \uFFFD.'],
    });
  });

  it('refuses what is no text, with a remedy', async () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, index) => (index * 37 + (index >> 3)) % 256);
    await expect(decodeText(bytes)).rejects.toMatchObject({ code: 'file-unsupported', hint: 'Ingest a text version of it.' });
  });
});

describe('looksLikeText', () => {
  it.each([
    ['nothing', new Uint8Array(), true],
    ['a log with an escape sequence', Buffer.from('\u001b[31mred\u001b[0m and plain\n'), true],
    ['UTF-16 without a mark', utf16('some words, some more\n'), true],
    ['the start of a program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0', 'latin1'), false],
    ['the start of a compressed file', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 14, 200]), false],
  ])('judges %s', (_, bytes, expected) => {
    expect(looksLikeText(bytes)).toBe(expected);
  });
});

function windows1251(letter: string): number {
  const code = letter.charCodeAt(0);
  return code < 0x80 ? code : code - 0x410 + 0xc0;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nowhere, type Place, placeAddress, readPlace } from '../../web/state/place.ts';

const read = (address: string): Place => {
  const { pathname, search } = new URL(address, 'http://127.0.0.1');
  return readPlace(pathname, search);
};

const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.isWellFormed() && !/^\.{1,2}$/.test(text));

describe('the address names what is shown', () => {
  test('every place comes back from its own address', () => {
    const span = fc.tuple(fc.nat(), fc.nat({ max: 1000 })).map(([start, length]) => ({ start, end: start + 1 + length }));
    const source = fc.oneof(
      fc.constant(null),
      fc.constant({ kind: 'doctor' as const }),
      fc.record({ kind: fc.constant('citation' as const), answer: name, number: fc.nat() }),
      fc.tuple(name, span).map(([document, { start, end }]) => ({ kind: 'document' as const, document, start, end })),
    );
    const place: fc.Arbitrary<Place> = fc.record({ collection: name, conversation: fc.option(name), source });
    fc.assert(
      fc.property(place, (value) => {
        expect(read(placeAddress(value))).toEqual(value);
      }),
    );
  });

  test('the front door names nothing', () => {
    expect(placeAddress(nowhere)).toBe('/');
    expect(read('/')).toEqual(nowhere);
  });

  test('the check-up can be seen before there is a collection', () => {
    const place: Place = { ...nowhere, source: { kind: 'doctor' } };
    expect(read(placeAddress(place))).toEqual(place);
  });

  test('a document without a passage has no span in its address', () => {
    const source = { kind: 'document', document: 'd1', start: 0, end: 0 } as const;
    expect(placeAddress({ collection: 'office', conversation: null, source })).toBe('/c/office?document=d1');
  });

  test.each(['/unknown/page', '/c/', '/c'])('%s opens the page without a collection', (address) => {
    expect(read(address)).toEqual(nowhere);
  });

  test.each(['?answer=a&citation=x', '?answer=a', '?citation=1', '?document='])('a link with %s opens no source', (query) => {
    expect(read(`/c/office${query}`)).toEqual({ collection: 'office', conversation: null, source: null });
  });

  test('a span that ends before it begins is left out', () => {
    expect(read('/c/office?document=d&at=9-3').source).toEqual({ kind: 'document', document: 'd', start: 0, end: 0 });
  });

  test('a stray percent sign is taken as it stands', () => {
    expect(readPlace('/c/100%', '').collection).toBe('100%');
  });
});

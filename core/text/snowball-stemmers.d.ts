declare module 'snowball-stemmers' {
  interface Stemmer {
    stem(word: string): string;
  }
  const snowball: { newStemmer(language: string): Stemmer };
  // biome-ignore lint/style/noDefaultExport: CommonJS, seen from an ES module as its default.
  export default snowball;
}

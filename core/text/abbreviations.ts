/** Short forms that developers write and people do not say: "maximum body size" is `maxBodySize` in the code. */

// Only short forms that mean nothing else in prose: `app` and `arg` are genes in a medical paper, `win` and `res` words. Not
// `num` and `info`: "the number of" and "information on" are how people ask, not what they look for.
// Measured in test/eval/LOG.md: code-chunks nDCG@10 .730 to .739; sets of prose move by .001 at most.
const groups = `error err, message msg, configuration config cfg, context ctx, request req, arguments args, function func fn,
  directory dir folder, database db, initialize init, parameter param, string str, environment env,
  implementation impl, previous prev, index idx, length len, repository repo, temporary temp tmp,
  maximum max, minimum min, address addr, buffer buf, execute exec, generate gen, library lib, option opt,
  package pkg, pointer ptr, source src, variable var, average avg, quantity qty, department dept, description desc, amount amt,
  image img, button btn, attribute attr, command cmd, password passwd pwd, administrator admin, authentication auth,
  authorization auth, certificate cert, connection conn, destination dest dst, difference diff, expression expr, identifier id,
  object obj, process proc, synchronize sync, asynchronous async, table tbl, template tmpl, transaction txn, utility util,
  statistics stats, column col, boolean bool, memory mem, callback cb, event evt, separator sep, signature sig,
  specification spec, statement stmt, structure struct, account acct, calculate calc`;

const others = new Map<string, readonly string[]>();
for (const group of groups.split(',')) {
  const words = group.trim().split(/\s+/);
  for (const word of words) others.set(word, [...new Set([...(others.get(word) ?? []), ...words.filter((other) => other !== word)])]);
}

/** Other spellings of a word in code, in lower case; none for most words. A plural is looked up like its singular. */
export function otherSpellings(word: string): readonly string[] {
  return others.get(word) ?? others.get(word.replace(/s$/, '')) ?? [];
}

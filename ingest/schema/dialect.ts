/** Which family of SQL a file is written in, as far as it changes how the text is cut into words. */

export type Dialect = 'mysql' | 'postgres' | 'tsql' | 'other';

/** Dumps say who wrote them in their first lines; hand-written files within their first tables. */
const lookedAt = 65_536;

/** Marks of each family, and how many of them a file has to outweigh another's. */
const marks: readonly (readonly [Dialect, RegExp])[] = [
  [
    'mysql',
    /`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|^DELIMITER\b|\bUNSIGNED\b|MySQL dump|MariaDB dump|phpMyAdmin|\bMEDIUMTEXT\b|\/\*!\d{5}/gim,
  ],
  [
    'postgres',
    /\bPostgreSQL database dump|\bplpgsql\b|::\w+|\bBIGSERIAL\b|\bSERIAL\b|\bTIMESTAMPTZ\b|\$\w*\$|\bOWNER TO\b|\bcharacter varying\b|\bFROM stdin;/gim,
  ],
  ['tsql', /^GO\s*$|\[dbo\]|\bNVARCHAR\b|\bIDENTITY\s*\(|\bCLUSTERED\b|\bsp_addextendedproperty\b/gim],
];

/** The family with the most marks; `other` (the standard, SQLite, Oracle, DB2) when there are none. */
export function dialectOf(text: string): Dialect {
  const sample = text.slice(0, lookedAt);
  let best: Dialect = 'other';
  let most = 0;
  for (const [dialect, pattern] of marks) {
    const count = sample.match(pattern)?.length ?? 0;
    if (count > most) {
      best = dialect;
      most = count;
    }
  }
  return best;
}

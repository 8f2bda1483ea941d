/** Which language a source file is written in, by its name or its first line. Knows names only, no syntax. */
import { fileName } from './text-document.ts';

/** Language, then its endings. A name without an ending, such as Makefile, counts as an ending. */
const endings: readonly (readonly [string, string])[] = [
  ['typescript', '.ts .mts .cts'],
  ['tsx', '.tsx'],
  ['javascript', '.js .mjs .cjs .es6'],
  ['jsx', '.jsx'],
  ['vue', '.vue'],
  ['svelte', '.svelte'],
  ['astro', '.astro'],
  ['python', '.py .pyi .pyw .pyx .bzl .star .sconstruct .wscript'],
  ['go', '.go'],
  ['rust', '.rs'],
  ['java', '.java'],
  ['kotlin', '.kt .kts'],
  ['c', '.c .h'],
  ['cpp', '.cpp .hpp .cc .hh .cxx .hxx .inl .ipp .ino'],
  ['objective-c', '.m .mm'],
  ['cuda', '.cu .cuh'],
  ['csharp', '.cs .csx'],
  ['fsharp', '.fs .fsi .fsx'],
  ['visual-basic', '.vb .vbs .bas .cls .frm'],
  ['php', '.php .phtml .php5 .inc'],
  ['ruby', '.rb .rake .gemspec .ru .gemfile .rakefile .podfile .vagrantfile'],
  ['swift', '.swift'],
  ['scala', '.scala .sc .sbt'],
  ['groovy', '.groovy .gradle .jenkinsfile'],
  ['shell', '.sh .bash .zsh .ksh .fish .bashrc .bash_profile .zshrc .profile .envrc'],
  ['powershell', '.ps1 .psm1 .psd1'],
  ['batch', '.bat .cmd'],
  ['lua', '.lua'],
  ['perl', '.pl .pm .t'],
  ['r', '.r'],
  ['julia', '.jl'],
  ['dart', '.dart'],
  ['elixir', '.ex .exs'],
  ['erlang', '.erl .hrl'],
  ['haskell', '.hs .lhs'],
  ['ocaml', '.ml .mli'],
  ['clojure', '.clj .cljs .cljc .edn'],
  ['lisp', '.lisp .el .scm .rkt'],
  ['zig', '.zig'],
  ['nim', '.nim'],
  ['d', '.d'],
  ['crystal', '.cr'],
  ['pascal', '.pas .dpr .pp'],
  ['fortran', '.f .f90 .f95 .for'],
  ['cobol', '.cob .cbl .cpy'],
  ['ada', '.adb .ads'],
  ['solidity', '.sol'],
  ['verilog', '.v .sv'],
  ['vhdl', '.vhd .vhdl'],
  ['assembly', '.asm .s'],
  ['css', '.css'],
  ['scss', '.scss .sass'],
  ['less', '.less'],
  ['stylus', '.styl'],
  ['twig', '.twig .jinja .jinja2 .j2 .njk .liquid'],
  ['handlebars', '.hbs .handlebars .mustache'],
  ['ejs', '.ejs .erb .jsp .aspx .cshtml .razor'],
  ['pug', '.pug .haml .slim'],
  [
    'xml',
    '.xml .nxml .xsd .xsl .xslt .wsdl .svg .plist .csproj .vbproj .fsproj .props .targets .resx .config .pom .rss .atom .opml .kml .gpx',
  ],
  ['dtd', '.dtd'],
  ['graphql', '.graphql .gql'],
  ['protobuf', '.proto'],
  ['thrift', '.thrift .avdl'],
  ['prisma', '.prisma'],
  ['terraform', '.tf .tfvars .hcl'],
  ['nix', '.nix'],
  ['dockerfile', '.dockerfile .containerfile'],
  ['makefile', '.makefile .mk .mak .gnumakefile .justfile'],
  ['cmake', '.cmake'],
  ['nginx', '.nginx .htaccess .vhost'],
  ['conf', '.conf .cnf .rc .service .timer .socket .desktop .procfile .codeowners .browserslistrc'],
  ['ignore', '.gitignore .dockerignore .npmignore .eslintignore .prettierignore .gitattributes .carrelignore'],
  ['env', '.env .example .sample .template .dist'],
  ['vim', '.vim .vimrc'],
  ['awk', '.awk .sed'],
  ['matlab', '.mat .octave'],
  ['qml', '.qml'],
  ['wgsl', '.wgsl .glsl .vert .frag .hlsl'],
];

const languages: ReadonlyMap<string, string> = new Map(
  endings.flatMap(([language, names]) => names.split(' ').map((ending) => [ending, language] as const)),
);

const shebangs: readonly (readonly [RegExp, string])[] = [
  [/\b(?:ba|z|k|da|a)?sh\b/, 'shell'],
  [/\bpython/, 'python'],
  [/\b(?:node|deno|bun)\b/, 'javascript'],
  [/\bphp/, 'php'],
  [/\bperl/, 'perl'],
  [/\bruby/, 'ruby'],
  [/\blua/, 'lua'],
  [/\bRscript/, 'r'],
];

/** Endings of all source files that are known. */
export const codeExtensions: readonly string[] = [...languages.keys()];

/** The language of a file, or null when neither its name nor its first line says. */
export function codeLanguage(source: string, text: string): string | null {
  const name = fileName(source).toLowerCase();
  if (name.endsWith('.blade.php')) return 'blade';
  if (/^(?:docker|container)file\b/.test(name)) return 'dockerfile';
  if (name === 'cmakelists.txt') return 'cmake';
  const dot = name.lastIndexOf('.');
  const byName = languages.get(dot === -1 ? `.${name}` : name.slice(dot));
  if (byName !== undefined) return byName;
  const firstLine = text.slice(0, 200).split('\n', 1)[0] ?? '';
  if (!firstLine.startsWith('#!')) return null;
  return shebangs.find(([pattern]) => pattern.test(firstLine))?.[1] ?? null;
}

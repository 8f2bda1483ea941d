import type { JSX } from 'preact';
import { theme, themes } from '../state/settings.ts';
import { language, languages, words } from '../words/index.ts';

export function LanguageChoice(): JSX.Element {
  return (
    <select
      class="choice"
      aria-label={words.value.page.languageLabel}
      value={language.value}
      onChange={(event) => {
        language.value = event.currentTarget.value;
      }}
    >
      {languages.map((table) => (
        <option key={table.language} value={table.language} lang={table.language}>
          {table.languageName}
        </option>
      ))}
    </select>
  );
}

export function ThemeChoice(): JSX.Element {
  const names = words.value.page.theme;
  return (
    <select
      class="choice"
      aria-label={names.name}
      value={theme.value}
      onChange={(event) => {
        theme.value = themes.find((known) => known === event.currentTarget.value) ?? 'system';
      }}
    >
      {themes.map((name) => (
        <option key={name} value={name}>
          {names[name]}
        </option>
      ))}
    </select>
  );
}

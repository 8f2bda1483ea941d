import type { JSX } from 'preact';
import { Choice } from '../page/choice.tsx';
import { theme, themes } from '../state/settings.ts';
import { language, languages, words } from '../words/index.ts';

export function LanguageChoice(): JSX.Element {
  return (
    <Choice
      label={words.value.page.languageLabel}
      value={language.value}
      options={languages.map((table) => ({ value: table.language, name: table.languageName, language: table.language }))}
      onChoose={(chosen) => {
        language.value = chosen;
      }}
    />
  );
}

export function ThemeChoice(): JSX.Element {
  const names = words.value.page.theme;
  return (
    <Choice
      label={names.name}
      value={theme.value}
      options={themes.map((name) => ({ value: name, name: names[name] }))}
      onChoose={(chosen) => {
        theme.value = themes.find((known) => known === chosen) ?? 'system';
      }}
    />
  );
}

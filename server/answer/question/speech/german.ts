import type { Speech } from './speech.ts';

export const german: Speech = {
  marks:
    'wie es irgendwelche worum geht wieviel wieviele viele viel was wer wem wen wessen wo woher wohin wann warum wieso welche welcher welches welchen gibt gib nenne nennen zeige liste zähle vergleiche fasse ist sind hat haben wird werden kann muss müssen darf und der die das den dem des ein eine im zum zur für mit von bei ich wir mir uns unsere unser nicht kostet kosten bitte aller alle',
  isUnspaced: false,
  howMany: 'wie ?viele|die anzahl(?: der| von)?|anzahl der|wie ist die anzahl',
  measures:
    'tage?n?|arbeitstage?|urlaubstage?|werktage?|kalendertage?|stunden?|minuten?|sekunden?|wochen?|monate?n?|jahre?n?|male?|prozent|euro|cent|meter|kilometer|liter|gramm|punkte|grad|geld|zeit|prozentpunkte',
  complete: [
    '^(?:bitte )?(?:liste|zähle|zählen sie|vergleiche|vergleichen sie)',
    '(?:liste|listen|nenne|nennen|zeige|zeigen|zähle|gib|geben|finde|finden|führe)(?: sie)?(?: mir| uns)? (?:alle|alles|jede[nrs]?|sämtliche)',
    'gibt es (?:irgend\\S*|überhaupt|welche|etwas|jemanden)',
    'welche .* gibt es',
    'welche (?:der|dieser|unserer)|welche (?:dokumente|dateien|verträge|seiten|abschnitte|berichte)',
    'vergleich|vergleiche|im vergleich|unterschiede? zwischen|unterscheide[nt]|gemeinsam haben',
    'vollständige liste|alle erwähnungen|alles über',
  ],
  summarise: [
    'zusammenfass\\S*|zusammengefasst|überblick|übersicht über|hauptpunkte|kernaussagen|in kürze',
    'fass\\S* .*zusammen|worum geht es|wovon handel[nt]',
  ],
  schema: [
    'fremdschlüssel\\S*|primärschlüssel\\S*|sql|datenbankschema',
    'welche (?:tabellen?|spalten?) .*(?:enth\\S+|speicher\\S+|verweis\\S+|hat|haben|gehör\\S+)',
    'spalten? der tabelle|spalten hat|tabellendefinition',
  ],
  asking: `wie viele viel alle alles liste nenne zähle gibt jede jeden jedes dokument dokumente dokumenten enthalten enthält erwähnt
    erwähnen erwähnung erwähnungen stelle stellen irgendwelche vergleiche`,
  pointing: 'ihre?[mnrs]?|dies\\S*|dort|davon|dafür|darin|dabei',
  continuing: 'und|aber|oder|was ist mit|wie ist es (?:mit|in|bei)|wie sieht es',
};

import type { Speech } from './speech.ts';

export const french: Speech = {
  marks:
    'combien y il quel quelle quels quelles qui quoi où quand pourquoi comment est sont ont avons liste listez cite donne donnez montre énumère compare comparez résume résumez résumer le les des du au aux et dans pour par chez nous mon notre nos une chaque tous toutes coûte coûtent',
  isUnspaced: false,
  howMany: 'combien (?:de |d )|quel est le nombre (?:de |d )',
  measures: 'jours?|heures?|minutes?|secondes?|semaines?|mois|ans|années?|fois|temps|euros?|mètres|kilomètres|litres|grammes|argent|points',
  complete: [
    '(?:liste[rz]?|énumère[rz]?|énumérez|cite[rz]?|donne[rz]?|montre[rz]?)(?: moi| nous)? (?:tous|toutes|chaque|la liste)',
    'quels sont tous|quelles sont toutes',
    'y a t il (?:des|un quelconque|quelque|d autres)|existe t il (?:des|un quelconque)',
    '^compare[rz]?',
    'comparez|(?:peux tu|pouvez vous|peut on) comparer|comparaison|différences? entre|par rapport à',
    'quels (?:documents|fichiers|contrats)|lesquels|liste complète',
  ],
  summarise: ['résum\\S+|aperçu|vue d ensemble|points (?:clés|principaux)|de quoi (?:parle|parlent|traite)'],
  schema: ['clés? étrangères?|clés? primaires?|sql|schéma de (?:la )?base', 'quelles (?:tables|colonnes)'],
  asking: `combien tous toutes tout liste lister énumère compte nombre chaque document documents mentionne mentionnent compare`,
  pointing: 'cela|celui|celle|ceux|celles|ceci',
  continuing: 'et|mais|ou|qu en est il|et pour',
};

import type { Phrases } from './phrases.ts';

export const french: Phrases = {
  notFound: 'Cela ne figure pas dans ces documents.',
  closest: (words) =>
    `Je n’ai trouvé aucune phrase qui le dise avec vos mots${words === '' ? '' : ` (nulle part ici : ${words})`}. Les plus proches :`,
  nowhere: (words) => `Nulle part dans ces documents : ${words}.`,
  quoted: 'Extraits des documents, mot pour mot :',
  unverified: "Rien de cela n'a pu être trouvé dans les documents.",
  empty: 'Cette collection ne contient aucun document lisible.',
  pictures: {
    seen: 'Cela a été lu sur une image et ne peut être vérifié ici : comparez avec la page.',
    unseen: (pages) =>
      pages === 1 ? "Une page ou image sans texte n'a pas été regardée." : `${pages} pages ou images sans texte n'ont pas été regardées.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words} : ${places} passage(s) dans ${documents} document(s).${sections === null ? '' : ` Les ${sections} sections ont toutes été lues.`}`,
    concerned: (places, documents) => `${places} passages dans ${documents} documents concernent la question. Mot pour mot :`,
    more: (places, byDocument) => `Et ${places} de plus : ${byDocument}.`,
    unread: (sections, total) => `${sections} sections sur ${total} n'ont pas été lues.`,
  },
  rows: {
    rows: (count, total, source) => `${count} ${total === 1 ? 'ligne' : 'lignes'} sur ${total} de ${source}`,
    more: (count) => `Et ${count} de plus.`,
    decimalMark: ',',
    sum: 'somme',
    average: 'moyenne',
    different: 'valeurs différentes',
  },
};

import type { Phrases } from './phrases.ts';

export const spanish: Phrases = {
  notFound: 'Esto no está en estos documentos.',
  quoted: 'De los documentos, palabra por palabra:',
  unverified: 'Nada de esto se pudo encontrar en los documentos.',
  empty: 'Esta colección no contiene ningún documento legible.',
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} lugar(es) en ${documents} documento(s). Se leyeron las ${sections} secciones.`,
    concerned: (places, documents) => `${places} lugares en ${documents} documentos tratan de la pregunta. Palabra por palabra:`,
    more: (places, byDocument) => `Y ${places} más: ${byDocument}.`,
    unread: (sections, total) => `${sections} de ${total} secciones no se leyeron.`,
  },
  rows: {
    rows: (count, total, source) => `${count} de ${total} ${total === 1 ? 'fila' : 'filas'} de ${source}`,
    more: (count) => `Y ${count} más.`,
    decimalMark: ',',
    sum: 'suma',
    average: 'promedio',
    different: 'valores distintos',
  },
};

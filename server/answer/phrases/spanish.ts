import type { Phrases } from './phrases.ts';

export const spanish: Phrases = {
  notFound: 'Esto no está en estos documentos.',
  closest: (words) =>
    `No encontré ninguna frase que lo diga con sus palabras${words === '' ? '' : ` (en ninguna parte: ${words})`}. Lo más cercano:`,
  nowhere: (words) => `En ningún lugar de estos documentos: ${words}.`,
  quoted: 'De los documentos, palabra por palabra:',
  unverified: 'Nada de esto se pudo encontrar en los documentos.',
  empty: 'Esta colección no contiene ningún documento legible.',
  pictures: {
    seen: 'Esto se leyó en una imagen y no se puede comprobar aquí: compárelo con la página.',
    unseen: (pages) =>
      pages === 1 ? 'Una página o imagen sin texto no se ha mirado.' : `${pages} páginas o imágenes sin texto no se han mirado.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} lugar(es) en ${documents} documento(s).${sections === null ? '' : ` Se leyeron las ${sections} secciones.`}`,
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

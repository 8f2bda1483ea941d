import type { Speech } from './speech.ts';

export const spanish: Speech = {
  marks:
    'cuántos cuántas cuánto cuánta cuantos cuantas cuanto qué quién quiénes dónde cuándo cómo cuál cuáles hay es son tiene tienen está están lista enumera nombra dame muestra muéstrame compara resume el los las del al y en por con para una cada todos todas nuestros nuestras cuesta cuestan',
  isUnspaced: false,
  howMany: 'cu[aá]nt[oa]s|cual es el número de|cuál es el número de',
  measures: 'días?|horas?|minutos?|segundos?|semanas?|meses|años?|veces|euros?|pesos|metros|kilómetros|litros|gramos|puntos',
  complete: [
    '(?:lista|enumera|nombra|da|dame|muestra|muéstrame|cita)(?: me)? (?:tod[oa]s|cada|la lista)',
    'cuáles son tod[oa]s',
    'hay (?:algún|alguna|algunos|algunas|algo|alguien)|existe (?:algún|alguna)',
    'compara\\S*|comparación|diferencias? entre',
    'qué (?:documentos|archivos|contratos)|lista completa',
  ],
  summarise: ['resum\\S+|visión general|puntos (?:clave|principales)|de qué (?:trata|tratan)'],
  schema: ['claves? (?:foráneas?|ajenas?|primarias?)|sql|esquema de (?:la )?base', 'qué (?:tablas|columnas)'],
  asking: `cuántos cuántas todos todas lista listar enumera cuenta número cada documento documentos menciona mencionan compara`,
  pointing: 'eso|esto|esos|estos|esas|ellos|ellas|allí',
  continuing: 'y|pero|o|qué hay de|qué pasa con',
};

/** Things that are counted, as Urdu says them. */
import { formats } from './formats.ts';

export const format = formats('ur');
const { number, plural } = format;

export const documents = (count: number): string => `${number(count)} ${plural(count, 'دستاویز', 'دستاویزات')}`;
export const files = (count: number): string => `${number(count)} ${plural(count, 'فائل', 'فائلیں')}`;
export const tokens = (count: number): string => `${number(count)} ${plural(count, 'ٹوکن', 'ٹوکن')}`;
export const sections = (count: number): string => `${number(count)} ${plural(count, 'حصہ', 'حصے')}`;

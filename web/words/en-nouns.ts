/** Things that are counted, as English says them. */
import { formats } from './formats.ts';

export const format = formats('en');
const { number, plural } = format;

export const documents = (count: number): string => `${number(count)} ${plural(count, 'document', 'documents')}`;
export const files = (count: number): string => `${number(count)} ${plural(count, 'file', 'files')}`;
export const tokens = (count: number): string => `${number(count)} ${plural(count, 'token', 'tokens')}`;
export const sections = (count: number): string => `${number(count)} ${plural(count, 'section', 'sections')}`;

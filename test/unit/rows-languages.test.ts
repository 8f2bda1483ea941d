import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AskTables, figureOf, tablesOf } from './row-tables.ts';

const asked = async (name: string): Promise<AskTables> =>
  tablesOf({ [name]: readFileSync(new URL(`../fixtures/rows/${name}`, import.meta.url), 'utf8') });

type Expected = number | string | null;

const german = await asked('rechnungen.csv');
describe('in German, of invoices with decimal commas and dates by points', () => {
  test.each<readonly [string, Expected]>([
    ['Wie viele Rechnungen gibt es?', 10],
    ['Wie viele Rechnungen sind offen?', 4],
    ['Wie viele Rechnungen sind nicht bezahlt?', 6],
    ['Wie viele Rechnungen über 1.000 Euro gibt es?', 5],
    ['Welche Rechnungen liegen zwischen 100 und 500 Euro?', 2],
    ['Wie viele Rechnungen gab es im März 2026?', null],
    ['Wie viele Rechnungen gibt es im März 2026?', 4],
    ['Wie viele Rechnungen gibt es vor dem 15.01.2026?', 1],
    ['Wie hoch ist die Summe aller offenen Rechnungen?', 1_370.65],
    ['Wie hoch ist der durchschnittliche Betrag der Rechnungen der Müller GmbH?', (1_250 + 99.9 + 3_400) / 3],
    ['Was ist die höchste Rechnung?', 1],
    ['Wie viele verschiedene Kunden gibt es?', 4],
    ['Wie viele Rechnungen pro Monat?', '2026-01 2, 2026-02 3, 2026-03 4, 2026-04 1'],
    ['Wie viele Rechnungen je Stadt?', 'Graz 2, Linz 3, Wien 5'],
    ['Welche Stadt hat die meisten Rechnungen?', 'Wien 5'],
    ['Wie viele Rechnungen aus Wien oder Graz?', 7],
    ['Wie viele Rechnungen über 100 Dollar gibt es?', null],
    ['Wie viele Rechnungen sind verloren gegangen?', null],
    ['Wie viele Rechnungen wurden im März bezahlt?', null],
    ['Wie viele Tage Urlaub habe ich?', null],
  ])('%s', (question, expected) => expect(figureOf(german(question))).toBe(expected));
});

const french = await asked('employes.csv');
describe('in French, of people with salaries in thousands parted by blanks', () => {
  test.each<readonly [string, Expected]>([
    ['Combien d’employés y a-t-il ?', 8],
    ['Combien de salariés travaillent à Lyon ?', 3],
    ['Combien d’employés gagnent un salaire de plus de 35 000 € ?', null],
    ['Combien d’employés ont un salaire supérieur à 35 000 € ?', 5],
    ['Quel est le salaire moyen du service Ventes ?', (42_000 + 38_250 + 45_000) / 3],
    ['Quelle est la somme des salaires ?', 296_400],
    ['Qui a le salaire le plus élevé ?', 1],
    ['Combien d’employés par service ?', 'Atelier 3, Comptabilité 2, Ventes 3'],
    ['Combien d’employés à Nantes ou Brest ?', 5],
    ['Quelle ville a le plus d’employés ?', 'Lyon 3, Nantes 3'],
    ['Combien de villes différentes y a-t-il ?', 3],
    ['Combien d’employés ne sont pas à Lyon ?', null],
    ['Combien de jours de congé ai-je ?', null],
  ])('%s', (question, expected) => expect(figureOf(french(question))).toBe(expected));
});

const spanish = await asked('productos.csv');
describe('in Spanish, of things in a store', () => {
  test.each<readonly [string, Expected]>([
    ['¿Cuántos productos hay?', 8],
    ['¿Cuántos productos cuestan más de 100 euros?', 4],
    ['¿Qué productos cuestan menos de 50 €?', 2],
    ['¿Cuál es el producto más caro?', 1],
    ['¿Cuáles son los 3 productos más baratos?', 3],
    ['¿Cuál es el precio medio de los productos de la categoría seguridad?', (85.5 + 19.95 + 74) / 3],
    ['¿Qué productos están agotados?', 2],
    ['¿Cuántos productos por categoría?', 'instrumentos 2, muebles 3, seguridad 3'],
    ['¿Cuántos productos cuestan entre 70 y 120 euros?', 3],
    ['¿Cuántas categorías diferentes hay?', 3],
    ['¿Cuántos productos se vendieron?', null],
  ])('%s', (question, expected) => expect(figureOf(spanish(question))).toBe(expected));
});

const urdu = await asked('ملازمین.csv');
describe('in Urdu, of people with figures and dates in its own digits', () => {
  test.each<readonly [string, Expected]>([
    ['کل کتنے ملازمین ہیں؟', 8],
    ['لاہور میں کتنے ملازمین ہیں؟', 4],
    ['کتنے ملازمین کی تنخواہ ۹۰۰۰۰ سے زیادہ ہے؟', 4],
    ['شعبہ فروخت کی اوسط تنخواہ کتنی ہے؟', (85_000 + 78_000 + 81_000) / 3],
    ['سب سے زیادہ تنخواہ کس کی ہے؟', 1],
    ['ہر شہر میں کتنے ملازمین ہیں؟', 'اسلام آباد 1, لاہور 4, کراچی 3'],
    ['لاہور یا کراچی میں کتنے ملازمین ہیں؟', 7],
    ['کتنے مختلف شعبے ہیں؟', 3],
    ['کتنے ملازمین کی تنخواہ 80000 اور 90000 کے درمیان ہے؟', 3],
    ['لاہور کے علاوہ کتنے ملازمین ہیں؟', 4],
    ['پچھلے مہینے کتنے ملازمین گئے؟', null],
    ['سال میں کتنے دن چھٹی ملتی ہے؟', null],
  ])('%s', (question, expected) => expect(figureOf(urdu(question))).toBe(expected));
});

const arabic = await asked('الفواتير.csv');
describe('in Arabic, of invoices with figures and dates in its own digits', () => {
  test.each<readonly [string, Expected]>([
    ['كم عدد الفواتير؟', 8],
    ['كم عدد الفواتير المفتوحة؟', 3],
    ['كم فاتورة في دبي؟', 4],
    ['كم عدد الفواتير التي يزيد مبلغها عن ١٠٠٠؟', null],
    ['كم عدد الفواتير أكثر من ١٠٠٠؟', 4],
    ['كم عدد الفواتير بين ١٠٠ و٥٠٠؟', 2],
    ['ما مجموع مبلغ الفواتير المدفوعة؟', 1_250.5 + 2_300 + 760 + 2_000],
    ['ما متوسط مبلغ الفواتير؟', (1_250.5 + 480 + 2_300 + 99.75 + 5_120 + 760 + 2_000 + 150) / 8],
    ['كم عدد الفواتير في شهر فبراير ٢٠٢٦؟', 3],
    ['كم عدد الفواتير لكل عميل؟', 'شركة الخليج 3, مؤسسة النور 3, مكتبة السلام 2'],
    ['ما هي أعلى فاتورة؟', 1],
    ['كم عدد العملاء المختلفين؟', 3],
    ['كم عدد الفواتير الضائعة؟', null],
    ['كم يومًا من الإجازة لدي؟', null],
  ])('%s', (question, expected) => expect(figureOf(arabic(question))).toBe(expected));
});

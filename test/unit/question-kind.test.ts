import { describe, expect, test } from 'vitest';
import { questionKind } from '../../server/answer/question/question-kind.ts';

describe('questions about everything are complete', () => {
  test.each([
    'How many suppliers are there?',
    'how many contracts end in 2027',
    'What is the total number of incidents in March?',
    'List all employees in Vienna.',
    'Please list the open tickets',
    'Show me every invoice over 1,000 euros',
    'Give me a complete list of the fire exits',
    'What are all the deadlines in the handbook?',
    'Is there any rule about pets?',
    'Are there any contracts without a notice period?',
    'Does anyone on the board own shares?',
    'Which documents mention asbestos?',
    'Which of the machines were repaired twice?',
    'Compare the sick leave rules of Berlin and Paris',
    'What are the differences between plan A and plan B?',
    'How does plan A compare with plan B?',
    'Can you compare both contracts?',
    'How many tables reference orders?',
    'Wie viele Lieferanten gibt es?',
    'Nenne alle Maschinen, die 2025 repariert wurden.',
    'Gibt es irgendwelche Verträge ohne Kündigungsfrist?',
    'Vergleiche die Reiseregeln von Wien und Graz.',
    'Welche Dokumente erwähnen Asbest?',
    'Combien de fournisseurs avons-nous ?',
    'Liste toutes les machines',
    'Y a-t-il des contrats sans préavis ?',
    '¿Cuántos proveedores hay?',
    'Compara los dos contratos',
    'کتنے ملازمین لاہور میں کام کرتے ہیں؟',
    'تمام سپلائرز کی فہرست دیں۔',
    'کیا کوئی معاہدہ 2027 میں ختم ہوتا ہے؟',
    'دونوں منصوبوں کا موازنہ کریں',
    'ملازمین کی کل تعداد کتنی ہے؟',
    'كم عدد الموظفين في دبي؟',
    'اذكر جميع الموردين.',
    'هل يوجد أي عقد ينتهي في 2027؟',
    'هل هناك اي استثناءات؟',
    'قارِن بين الخطتين',
    'ما الفرق بين العقدين؟',
  ])('%s', (question) => expect(questionKind(question)).toBe('complete'));
});

describe('questions for one fact are look-ups', () => {
  test.each([
    'How many days of annual leave do full-time staff get?',
    'How many working days does approval take?',
    'What is the phone number of the help desk?',
    'Who approves trips abroad?',
    'Is there a limit for hotel nights?',
    'Do all employees need a badge?',
    'When must receipts be handed in?',
    'What does clause 12 say about liability?',
    'Which table is reserved for the team lunch?',
    'How often is the filter changed every year?',
    'Can I join the pension scheme?',
    'Where is the list of fire exits kept?',
    'What is the price of the desk lamp?',
    'How does the bearer auth middleware compare tokens?',
    'Where do we compare the totals?',
    '',
    'Wie viele Urlaubstage bekomme ich?',
    'Wie viele Stunden dauert die Prüfung?',
    'Müssen alle Mitarbeiter einen Ausweis tragen?',
    'Wer genehmigt Reisen ins Ausland?',
    'Gibt es eine Obergrenze für Hotels?',
    'Combien de jours de congé par an ?',
    '¿Cuántos días de vacaciones tengo?',
    'سالانہ کتنے دن کی چھٹی ملتی ہے؟',
    'مینیجر کی تنخواہ کتنی ہے؟',
    'بیرون ملک سفر کی منظوری کون دیتا ہے؟',
    'كم يومًا تبلغ الإجازة السنوية؟',
    'كم سعر المصباح؟',
    'من يوافق على السفر إلى الخارج؟',
    'Колько стоит лампа?',
  ])('%s', (question) => expect(questionKind(question)).toBe('look-up'));
});

describe('an overview is a summary', () => {
  test.each([
    'Summarise the travel policy',
    'Give me an overview of the maintenance schedule.',
    'What is this document about?',
    'What are the key points of the contract?',
    'Fasse das Handbuch zusammen',
    'Worum geht es in diesem Bericht?',
    'Résumez le contrat',
    'Resume el contrato',
    'اس دستاویز کا خلاصہ کریں',
    'لخّص هذا العقد',
  ])('%s', (question) => expect(questionKind(question)).toBe('summarise'));
});

describe('how a database hangs together is a question about its schema', () => {
  test.each([
    'Which tables hold customer addresses?',
    'What columns does the orders table have?',
    'Which foreign keys point to customer?',
    'How do I join orders with customers?',
    'Write a SQL query for the revenue of a month',
    'Welche Spalten hat die Tabelle kunde?',
    'Quelles colonnes contient la table clients ?',
    'customers کی پرائمری کی کیا ہے؟',
    'ما المفتاح الأساسي لجدول العملاء؟',
  ])('%s', (question) => expect(questionKind(question)).toBe('schema'));
});

test('a very long question is judged at once', () => {
  const started = performance.now();
  questionKind('list every which tables how many '.repeat(3_000));
  expect(performance.now() - started).toBeLessThan(500);
});

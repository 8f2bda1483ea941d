import { expect, test } from 'vitest';
import { detectLanguage } from '../../core/text/language.ts';

const samples = {
  en: 'The committee has not yet decided whether the new policy is to be applied to all of the staff.',
  de: 'Der Ausschuss hat noch nicht entschieden, ob die neue Regel für alle Mitarbeiter gelten soll und wann.',
  fr: 'Le comité n’a pas encore décidé si la nouvelle règle est applicable à tous les membres du personnel.',
  es: 'El comité no ha decidido todavía si la nueva norma se aplica a todos los miembros de la plantilla.',
  it: 'Il comitato non ha ancora deciso se la nuova regola si applica a tutti i membri del personale.',
  nl: 'Het comité heeft nog niet besloten of de nieuwe regel voor alle medewerkers van het bedrijf zal gelden.',
  pl: 'Komisja nie zdecydowała jeszcze, czy nowa zasada jest stosowana do wszystkich pracowników, którzy są w firmie.',
  ru: 'Комитет ещё не решил, будет ли новое правило применяться ко всем сотрудникам.',
  uk: 'Комітет ще не вирішив, чи буде нове правило застосовано до всіх працівників.',
  el: 'Η επιτροπή δεν έχει ακόμη αποφασίσει.',
  ar: 'لم تقرر اللجنة بعد ما إذا كانت القاعدة الجديدة ستطبق على جميع الموظفين.',
  ur: 'کمیٹی نے ابھی تک فیصلہ نہیں کیا کہ نیا اصول تمام ملازمین پر لاگو ہوگا یا نہیں۔',
  fa: 'کمیته هنوز تصمیم نگرفته است که آیا این قانون برای همه کارکنان اجرا می‌شود یا نه؛ گزارش پایانی چاپ شد.',
  hi: 'समिति ने अभी तक निर्णय नहीं लिया है।',
  zh: '委员会尚未决定新规定是否适用于所有员工。',
  ja: '委員会は、新しい規則をすべての職員に適用するかどうかをまだ決めていません。',
  ko: '위원회는 아직 결정하지 않았습니다.',
  th: 'คณะกรรมการยังไม่ได้ตัดสินใจ',
};

test.each(Object.entries(samples))('%s is told from its neighbours', (language, text) => {
  expect(detectLanguage(text)).toBe(language);
});

test.each(['', '12345', 'a = e + i * o; x = a; o = e', 'OK', 'SELECT id FROM invoice'])('%j is in no language', (text) => {
  expect(detectLanguage(text)).toBe('und');
});

test('a foreign preface does not decide', () => {
  expect(detectLanguage(`${samples.fr}\n${`${samples.de}\n`.repeat(300)}`)).toBe('de');
});

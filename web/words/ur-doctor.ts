/** The words of an examination, in Urdu. */
import type { Words } from './en.ts';
import { format } from './ur-nouns.ts';

const oneDigit = new Intl.NumberFormat('ur', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const doctor: Words['doctor'] = {
  title: 'معائنہ',
  open: 'سب کچھ جانچیں',
  allGood: 'سب ٹھیک ہے۔',
  wanting: (count) => `${format.number(count)} ${format.plural(count, 'بات توجہ چاہتی ہے۔', 'باتیں توجہ چاہتی ہیں۔')}`,
  states: { good: 'ٹھیک', doubtful: 'مشکوک', bad: 'ٹھیک نہیں' },
  areas: {
    runtime: 'یہ کمپیوٹر',
    data: 'ڈیٹا کا فولڈر',
    collection: 'مجموعے',
    queue: 'کام',
    model: 'ماڈل',
    network: 'نیٹ ورک',
  },
  trialMeaning:
    'آزمائش میں ماڈل فرضی دستاویزات پڑھتا ہے، تاکہ معلوم ہو کہ وہ کتنی تیزی سے پڑھتا اور لکھتا ہے، کتنا اچھی طرح پڑھ سکتا ہے، اور گنجائش بھر جائے تو کیا کرتا ہے۔ اس میں چند منٹ لگتے ہیں۔ اس کے بعد شاید آپ کی دستاویزات دوبارہ پڑھنی پڑیں۔',
  begin: 'ماڈل کو آزمائیں',
  trying: 'ماڈل آزمایا جا رہا ہے۔ اس میں چند منٹ لگتے ہیں۔',
  tried: 'آزمائش مکمل ہو گئی۔',
  stop: 'روکیں',
  measured: (model) => `\u2068${model}\u2069، آزمائش کے مطابق`,
  reads: (tokens) => `ایک سیکنڈ میں ${format.number(Math.round(tokens))} ٹوکن پڑھتا ہے`,
  writes: (tokens) => `ایک سیکنڈ میں ${format.number(Math.round(tokens))} ٹوکن لکھتا ہے`,
  overflow: {
    refused: 'گنجائش سے زیادہ متن لینے سے انکار کرتا ہے، جیسا کہ چاہیے',
    cut: 'گنجائش سے زیادہ متن بتائے بغیر کاٹ دیتا ہے',
    unclear: 'یہ نہیں بتاتا کہ گنجائش سے زیادہ متن کا کیا کرتا ہے',
    'not-tried': 'گنجائش سے زیادہ متن کے ساتھ نہیں آزمایا گیا',
  },
  sameFromMemory: 'یادداشت سے بھی وہی جواب دیتا ہے',
  otherFromMemory: 'یادداشت سے کچھ اور جواب دیتا ہے',
  read: 'ٹوکن',
  first: 'پہلی بار',
  second: 'دوسری بار',
  kept: 'یاد رہے',
  found: 'ملنے والے حقائق',
  foundOf: (found: number, asked: number) => `${asked} میں سے ${found}`,
  seconds: (milliseconds) => `${oneDigit.format(milliseconds / 1000)} سیکنڈ`,
};

/** The words of an examination, in Urdu. */
import type { Words } from './en.ts';
import { format } from './ur-nouns.ts';

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
    embedder: 'معنی سے تلاش',
    index: 'اشاریہ',
    trial: 'آزمائش',
  },
  trialMeaning:
    'آزمائش میں ماڈل سے چند مختصر سوال پوچھے جاتے ہیں۔ اس سے معلوم ہوتا ہے کہ وہ کتنی تیزی سے پڑھتا اور لکھتا ہے، پڑھا ہوا یاد رکھتا ہے یا نہیں، اور گنجائش بھر جائے تو کیا کرتا ہے۔ آئندہ منصوبے اسی پر بنتے ہیں۔',
  begin: 'ماڈل کو آزمائیں',
  trying: 'ماڈل آزمایا جا رہا ہے۔ اس میں چند منٹ لگتے ہیں۔',
  tried: 'آزمائش مکمل ہو گئی۔',
  stop: 'روکیں',
};

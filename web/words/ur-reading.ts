/** What is read, what that costs and what was sent: the words around a model's window, in Urdu. */
import type { Words } from './en.ts';
import { documents, format, sections, tokens } from './ur-nouns.ts';

const { number, percent, bytes, duration, elapsed, plural } = format;

export const receipt: Words['receipt'] = {
  documents: (used, total) => `${documents(total)} میں سے ${number(used)}`,
  sections: (read, total) => `${sections(total)} میں سے ${number(read)} پڑھے گئے`,
  sectionsUnread: (count) => `${sections(count)} نہیں پڑھے گئے: ان کی باتیں جواب میں رہ گئی ہوں گی۔`,
  sql: 'جدول سے کیسے پوچھا گیا',
  names: { read: 'پڑھا گیا', sent: 'بھیجا گیا', written: 'لکھا گیا', time: 'وقت', fit: 'مطابقت' },
  prompt: (count) => tokens(count),
  cached: (count, share) => `ان میں سے ${number(count)} (${percent(share)}) پہلے سے یادداشت میں تھے`,
  notCached: 'ان میں سے کوئی پہلے سے یادداشت میں نہ تھا',
  output: (count) => tokens(count),
  search: (milliseconds) => `تلاش میں ${duration(milliseconds)}`,
  firstWord: (milliseconds) => `پہلا لفظ ${duration(milliseconds)} بعد`,
  total: (milliseconds) => `کل ${duration(milliseconds)}`,
  confidence: (share) => `سوال اور اقتباسات میں ${percent(share)}`,
  used: 'جو دستاویزات پڑھی گئیں',
  left: 'جو شامل نہیں ہوئیں',
  images: 'ساتھ بھیجی گئی تصویریں',
  check: 'جانچ کے لیے',
  hash: 'بھیجے گئے متن کا نشان',
  digest: 'ماڈل کی فائل',
  options: 'ترتیبات',
  showPrompt: 'ہو بہو دکھائیں کہ کیا بھیجا گیا',
  promptTitle: 'جو بھیجا گیا، حرف بہ حرف',
  promptNotSent: 'کسی ماڈل سے نہیں پوچھا گیا: اسے یہی بھیجا جاتا۔',
  roles: { system: 'ہدایات', user: 'دستاویزات اور سوال', assistant: 'پہلے کا جواب' },
  copyPrompt: 'سب نقل کریں',
  copied: 'نقل ہو گیا',
};

export const plan: Words['plan'] = {
  mode: 'مطالعہ',
  shown: (name) => `مطالعہ: ${name}`,
  waysTitle: 'اگلے سوال کے لیے کیسے پڑھا جائے',
  modes: {
    auto: 'خودکار',
    whole: 'سب کچھ ایک ساتھ',
    sections: 'بہترین حصے',
    retrieve: 'صرف متعلقہ اقتباسات',
    scan: 'ہر حصہ باری باری',
    none: 'کچھ نہیں',
  },
  modeMeaning: {
    auto: 'حجم، وقت اور سوال کی نوعیت دیکھ کر طے ہوتا ہے۔',
    whole: 'پورا مجموعہ ماڈل کے سامنے رکھا جاتا ہے۔',
    sections: 'پہلے تلاش ہوتی ہے، پھر بہترین حصے پورے پڑھے جاتے ہیں۔',
    retrieve: 'پہلے تلاش ہوتی ہے، پھر صرف وہی پڑھا جاتا ہے جو سوال سے متعلق ہو۔',
    scan: 'ایک کے بعد ایک ہر حصہ پڑھا جاتا ہے: کچھ رہ نہیں جاتا، مگر دیر سب سے زیادہ لگتی ہے۔',
  },
  model: 'ماڈل',
  modelAuto: 'یہاں کا بہترین ماڈل',
  modelNone: 'کوئی ماڈل نہیں، صرف اقتباسات',
  modelGone: (id) => `\u2068${id}\u2069 (اب موجود نہیں)`,
  modelWindow: (count) => tokens(count),
  estimated: 'اندازاً',
  gauge: (used, window) => `${tokens(window)} میں سے ${number(used)}`,
  how: {
    whole: 'پورا پڑھا جاتا ہے',
    retrieve: 'صرف متعلقہ اقتباسات پڑھے جاتے ہیں',
    sections: 'بہترین حصے پورے پڑھے جاتے ہیں',
    scan: 'ہر حصہ پڑھا جاتا ہے',
    none: 'کسی ماڈل سے نہیں پوچھا جاتا',
  },
  expected: (milliseconds) => `پہلا لفظ تقریباً ${duration(milliseconds)} بعد`,
  held: (count, cold) =>
    cold === null ? `${number(count)} پہلے ہی پڑھے جا چکے` : `${number(count)} پہلے ہی پڑھے جا چکے، ورنہ ${duration(cold)} لگتے`,
  cost: (count, milliseconds) => (milliseconds === null ? tokens(count) : `${tokens(count)}، تقریباً ${duration(milliseconds)}`),
  notPossible: 'ممکن نہیں',
  fits: (used, window) => `سب کچھ سما جاتا ہے: ${tokens(window)} میں سے ${number(used)}۔`,
  shortBy: (used, window) => `سب کچھ ${tokens(used)} لیتا؛ ماڈل کی گنجائش ${number(window)} ہے۔`,
  memoryShort: (needed, available) => `ماڈل کو ${bytes(needed)} یادداشت چاہیے اور ${bytes(available)} دستیاب ہے۔`,
  quotesOnly: 'کسی ماڈل سے نہیں پوچھا جاتا: جملے لفظ بہ لفظ نقل ہوتے ہیں۔',
  nothingToRead: 'کوئی ایسی دستاویز نہیں جو پڑھی جا سکے۔',
  kinds: {
    'look-up': 'سوال کسی ایک بات کے بارے میں ہے۔',
    complete: 'سوال سب کچھ کے بارے میں ہے۔',
    summarise: 'سوال خلاصہ مانگتا ہے۔',
    schema: 'سوال جدولوں کے باہمی تعلق کے بارے میں ہے۔',
  },
  noModel: 'جوابات آپ کی دستاویزات کے اقتباسات ہیں۔',
  noModelTried: (addresses) => `\u2066${addresses}\u2069 پر کوئی ماڈل نہیں ملا۔`,
  noModelRemedy: (command) => `جواب لکھوانے کے لیے Ollama انسٹال کر کے \u2066${command}\u2069 چلائیں، یا LM Studio شروع کریں۔`,
  lookAgain: 'پھر دیکھیں',
};

export const warmUp: Words['warmUp'] = {
  cold: 'ماڈل نے یہ مجموعہ ابھی نہیں پڑھا۔',
  begin: 'ابھی پڑھوائیں',
  waiting: 'جب کچھ دیر کوئی سوال نہ آئے تو پہلے سے پڑھنا شروع ہو گا۔',
  reading: (done, total) => `پہلے سے پڑھا جا رہا ہے: ${tokens(total)} میں سے ${number(done)}`,
  timeLeft: (milliseconds) => `تقریباً ${duration(milliseconds)} باقی`,
  stop: 'پہلے سے پڑھنا روکیں',
  warm: 'ماڈل یہ مجموعہ پڑھ چکا ہے: جواب فوراً شروع ہوتے ہیں۔',
  failed: 'پہلے سے پڑھا نہ جا سکا۔',
  again: 'دوبارہ کوشش کریں',
};

export const ledger: Words['ledger'] = {
  title: 'کیا سماتا ہے',
  size: (count) => `پورا پڑھا جائے تو یہ مجموعہ ${tokens(count)} لیتا ہے۔`,
  fitting: (count, total) => `${number(total)} میں سے ${number(count)} ماڈل`,
  fits: (spare) => `سما جاتا ہے، ${number(spare)} باقی`,
  short: (count) => `${number(count)} کم پڑتے ہیں`,
  leaveOut: (count) => `${plural(count, 'یہ دستاویز نہ ہو', 'یہ دستاویزات نہ ہوں')} تو سما جائے گا:`,
  needs: (needed, window) => `${tokens(window)} میں سے ${number(needed)}، سوال اور جواب کی جگہ سمیت`,
  orRetrieve: 'یا یوں ہی رہنے دیں: صرف متعلقہ اقتباسات پڑھے جائیں گے۔',
  memoryShort: (needed, available) => `${bytes(needed)} یادداشت چاہیے، ${bytes(available)} دستیاب ہے۔`,
};

export const waiting: Words['waiting'] = {
  phases: {
    searching: 'دستاویزات میں تلاش ہو رہی ہے',
    waiting: 'ماڈل کے فارغ ہونے کا انتظار ہے',
    loading: 'ماڈل لوڈ ہو رہا ہے',
    reading: 'پڑھا جا رہا ہے',
    writing: 'لکھا جا رہا ہے',
    checking: 'اقتباسات کی جانچ ہو رہی ہے',
  },
  ahead: (count) => `آپ سے پہلے ${number(count)} ${plural(count, 'سوال ہے', 'سوال ہیں')}`,
  next: 'اب آپ کی باری ہے',
  reading: (done, total) => `${tokens(total)} میں سے ${number(done)} پڑھے جا چکے`,
  scanning: (done, total) => `${sections(total)} میں سے ${number(done)} پڑھے جا چکے`,
  elapsed: (milliseconds) => elapsed(milliseconds),
  left: (milliseconds) => `تقریباً ${duration(milliseconds)} باقی`,
  expected: (milliseconds) => `تقریباً ${duration(milliseconds)} متوقع`,
  sending: 'سوال بھیجا جا رہا ہے',
};

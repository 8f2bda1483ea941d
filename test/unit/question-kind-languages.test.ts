import { describe, expect, test } from 'vitest';
import type { QuestionKind } from '../../core/types.ts';
import { questionKind } from '../../server/answer/question/question-kind.ts';
import { questionLanguage } from '../../server/answer/question/question-language.ts';
import { allSpeeches } from '../../server/answer/question/speech/speech.ts';

/** One question a line; look-ups that look like counts are among them. */
const asked: Readonly<Record<string, Readonly<Record<QuestionKind, string>>>> = {
  en: {
    complete: `How many people work in Vienna?
      How many contracts mention a penalty?
      List every supplier that was paid in May.
      Are there any open incidents?
      Which documents talk about asbestos?
      Compare the two offers.
      Show us all machines older than ten years.
      What are the differences between the two plans?`,
    'look-up': `How many days may I carry over?
      How many euros does a hotel night cost at most?
      How many minutes is the lunch break?
      How much does the lamp cost?
      How long is the notice period?
      Who keeps the list of first aiders?
      Is there a cap on overtime?
      When does the contract with the cleaner end?
      Do all visitors sign in?
      Why was the survey put off?`,
    summarise: 'Summarize the minutes of March.\nWhat is this report about?\nGive an overview of the benefits.',
    schema: 'Which columns does the table invoices have?\nWhat is the primary key of orders?\nWhich tables reference users?',
  },
  de: {
    complete: `Wie viele Mitarbeiter arbeiten in Wien?
      Wie viele Verträge enden 2027?
      Liste alle Lieferanten auf.
      Nenne mir alle offenen Rechnungen.
      Gibt es irgendwelche Ausnahmen?
      Welche Dokumente erwähnen Asbest?
      Vergleiche die beiden Angebote.
      Was sind die Unterschiede zwischen Plan A und Plan B?`,
    'look-up': `Wie viele Tage Urlaub habe ich?
      Wie viel kostet die Lampe?
      Wie viele Stunden dauert die Schulung?
      Wie lange ist die Kündigungsfrist?
      Wer führt die Liste der Ersthelfer?
      Gibt es eine Obergrenze für Überstunden?
      Wann endet der Vertrag?
      Müssen alle Besucher sich anmelden?
      Warum wurde die Vermessung verschoben?
      Wie viele Wochen vorher muss ich kündigen?`,
    summarise: 'Fasse das Protokoll zusammen.\nGib mir einen Überblick.\nWorum geht es in dem Bericht?',
    schema: 'Welche Spalten hat die Tabelle kunden?\nWas ist der Primärschlüssel?\nWelche Tabellen verweisen auf kunden?',
  },
  fr: {
    complete: `Combien de salariés travaillent à Lyon ?
      Combien d'incidents sont ouverts ?
      Liste tous les fournisseurs.
      Donnez-moi toutes les factures.
      Y a-t-il des exceptions ?
      Quels documents parlent d'amiante ?
      Compare les deux offres.
      Quelles sont les différences entre les deux plans ?`,
    'look-up': `Combien de jours de congé ai-je ?
      Combien coûte la lampe ?
      Combien d'heures dure la formation ?
      Combien de temps dure le préavis ?
      Qui tient la liste des secouristes ?
      Y a-t-il un plafond pour les hôtels ?
      Quand se termine le contrat ?
      Tous les visiteurs doivent-ils s'inscrire ?
      Pourquoi le relevé a-t-il été reporté ?
      Combien de fois par an change-t-on le filtre ?`,
    summarise: 'Résume le compte rendu.\nDonne-moi un aperçu du contrat.\nDe quoi parle ce rapport ?',
    schema: 'Quelles colonnes contient la table clients ?\nQuelle est la clé primaire ?\nQuelles tables citent clients ?',
  },
  es: {
    complete: `¿Cuántos empleados trabajan en Madrid?
      ¿Cuántas facturas hay?
      Lista todos los proveedores.
      Dame todas las facturas abiertas.
      ¿Hay alguna excepción?
      ¿Qué documentos mencionan el amianto?
      Compara las dos ofertas.
      ¿Cuáles son las diferencias entre los dos planes?`,
    'look-up': `¿Cuántos días de vacaciones tengo?
      ¿Cuánto cuesta la lámpara?
      ¿Cuántas horas dura el curso?
      ¿Cuántas veces al año se cambia el filtro?
      ¿Quién lleva la lista de socorristas?
      ¿Hay un límite para hoteles?
      ¿Cuándo termina el contrato?
      ¿Deben registrarse todos los visitantes?
      ¿Por qué se aplazó el estudio?
      ¿Cuántos meses dura el preaviso?`,
    summarise: 'Resume el acta.\n¿De qué trata este informe?\nDame una visión general del contrato.',
    schema: '¿Qué columnas tiene la tabla clientes?\n¿Cuál es la clave primaria?\n¿Qué tablas hay?',
  },
  tr: {
    complete: `Ankara'da kaç çalışan var?
      Kaç tane fatura ödenmedi?
      Çalışan sayısı kaçtır?
      Tüm tedarikçileri listele.
      Bütün faturaları göster.
      Herhangi bir istisna var mı?
      Hangi belgeler asbestten söz ediyor?
      İki teklifi karşılaştır.
      A planı ile B planı arasındaki farklar neler?`,
    'look-up': `Yıllık izin kaç gün?
      Eğitim kaç saat sürüyor?
      Lambanın fiyatı kaç?
      Otel gecesi en fazla kaç euro?
      Lamba ne kadar?
      İlk yardım listesini kim tutuyor?
      Sözleşme ne zaman bitiyor?
      Tüm ziyaretçiler kayıt olmalı mı?
      Ölçüm neden ertelendi?
      Filtre yılda kaç kez değiştiriliyor?`,
    summarise: 'Tutanağı özetle.\nBu rapor ne hakkında?\nSözleşmenin özeti nedir?',
    schema: 'Müşteri tablosunda hangi sütunlar var?\nSiparişlerin birincil anahtarı nedir?\nHangi tablolar müşteriye bağlı?',
  },
  ur: {
    complete: `لاہور میں کتنے ملازمین ہیں؟
      کتنی رسیدیں ادا نہیں ہوئیں؟
      تمام سپلائرز کی فہرست دیں۔
      سب ملازمین کے نام بتائیں۔
      کیا کوئی استثنا ہے؟
      کون سی دستاویزات میں ایسبیسٹوس کا ذکر ہے؟
      دونوں پیشکشوں کا موازنہ کریں۔
      ملازمین کی کل تعداد کیا ہے؟`,
    'look-up': `سال میں کتنے دن چھٹی ملتی ہے؟
      لیمپ کی قیمت کتنی ہے؟
      تربیت کتنے گھنٹے کی ہے؟
      ہوٹل کی ایک رات کتنے روپے کی ہے؟
      نوٹس کی مدت کتنی ہے؟
      ابتدائی طبی امداد کی ذمہ داری کس کی ہے؟
      معاہدہ کب ختم ہوتا ہے؟
      سروے کیوں ملتوی ہوا؟
      کشتی پر کم از کم دو افراد کیوں ضروری ہیں؟
      فلٹر سال میں کتنی بار بدلا جاتا ہے؟`,
    summarise: 'اجلاس کی روداد کا خلاصہ کریں۔\nیہ رپورٹ کس بارے میں ہے؟\nمعاہدے کے اہم نکات بتائیں۔',
    schema: 'کون سی ٹیبل میں پتے ہیں؟\norders کی پرائمری کی کیا ہے؟\nجدول میں کون سے کالم ہیں؟',
  },
  ar: {
    complete: `كم موظفًا يعمل في دبي؟
      كم عدد الفواتير غير المدفوعة؟
      اذكر جميع الموردين.
      أعطني كل الفواتير المفتوحة.
      هل توجد أي استثناءات؟
      ما الوثائق التي تذكر الأسبستوس؟
      قارن بين العرضين.
      ما الفرق بين الخطتين؟`,
    'look-up': `كم يومًا من الإجازة لدي؟
      كم سعر المصباح؟
      كم ساعة تستغرق الدورة؟
      كم تكلفة الليلة في الفندق؟
      من يحتفظ بقائمة المسعفين؟
      هل يوجد حد أقصى للفنادق؟
      متى ينتهي العقد؟
      لماذا تأجل المسح؟
      كم مرة يتغير المرشح في السنة؟
      أين يقع المكتب؟`,
    summarise: 'لخص محضر الاجتماع.\nعن ماذا يتحدث هذا التقرير؟\nما أهم النقاط في العقد؟',
    schema: 'ما المفتاح الأساسي لجدول العملاء؟\nما هي أعمدة جدول العملاء؟\nما الجداول التي تشير إلى العملاء؟',
  },
  fa: {
    complete: `چند کارمند در تهران کار می‌کنند؟
      تعداد فاکتورهای باز چند تاست؟
      همه تأمین‌کنندگان را فهرست کنید.
      تمام قراردادها را نام ببرید.
      آیا هیچ استثنایی وجود دارد؟
      کدام اسناد از آزبست نام می‌برند؟
      دو پیشنهاد را مقایسه کنید.
      تفاوت بین دو طرح چیست؟`,
    'look-up': `مرخصی سالانه چند روز است؟
      قیمت چراغ چند است؟
      دوره چند ساعت طول می‌کشد؟
      چراغ چقدر می‌ارزد؟
      چه کسی قرارداد را امضا کرد؟
      قرارداد کی تمام می‌شود؟
      دفتر کجاست؟
      چرا نقشه‌برداری عقب افتاد؟
      فیلتر سالی چند بار عوض می‌شود؟
      حداکثر هزینه هتل چقدر است؟`,
    summarise: 'صورتجلسه را خلاصه کنید.\nاین گزارش درباره چیست؟\nنکات مهم قرارداد را بگویید.',
    schema: 'کلید اصلی جدول مشتریان چیست؟\nکدام جدول به مشتریان اشاره می‌کند؟\nجدول مشتریان چه ستون‌هایی دارد؟',
  },
  hi: {
    complete: `दिल्ली में कितने कर्मचारी काम करते हैं?
      कितनी रसीदें बाकी हैं?
      सभी आपूर्तिकर्ताओं की सूची दें।
      सभी कर्मचारियों के नाम बताएं।
      क्या कोई अपवाद है?
      कौन कौन इस परियोजना में है?
      दोनों प्रस्तावों की तुलना करें।
      कर्मचारियों की कुल संख्या क्या है?`,
    'look-up': `साल में कितने दिन की छुट्टी मिलती है?
      लैंप की कीमत कितनी है?
      प्रशिक्षण कितने घंटे का है?
      होटल की एक रात कितने रुपये की है?
      फ़िल्टर साल में कितनी बार बदला जाता है?
      लैंप कितने का है?
      अनुबंध कब समाप्त होता है?
      यात्रा की मंज़ूरी कौन देता है?
      सर्वे क्यों टाला गया?
      कार्यालय कहाँ है?`,
    summarise: 'बैठक का सारांश दें।\nयह रिपोर्ट किस बारे में है?\nअनुबंध के मुख्य बिंदु बताएं।',
    schema: 'orders की प्राथमिक कुंजी क्या है?\nकौन सी तालिका में पते हैं?\nग्राहक तालिका का स्कीमा क्या है?',
  },
  zh: {
    complete: `北京有多少员工?
      一共有几家供应商?
      列出所有供应商。
      哪些合同在2027年到期?
      有没有任何例外?
      比较这两份报价。
      方案A和方案B有什么区别?
      哪些文件提到石棉?`,
    'look-up': `年假有多少天?
      台灯的价格是多少?
      培训需要多少小时?
      住一晚酒店最多多少欧元?
      滤芯一年换几次?
      谁负责急救名单?
      合同什么时候到期?
      为什么推迟测量?
      办公室在哪里?
      台灯多少钱?`,
    summarise: '总结会议记录。\n这份报告讲的是什么?\n合同的要点是什么?',
    schema: '订单表的主键和外键是什么?\n哪些列在客户表里?\n哪个表保存地址?',
  },
  ja: {
    complete: `東京には社員が何人いますか?
      契約は何件ありますか?
      すべての仕入先を挙げてください。
      仕入先の一覧をください。
      何か例外はありますか?
      どの文書にアスベストの記述がありますか?
      二つの見積もりを比較してください。
      A案とB案の違いは何ですか?`,
    'look-up': `有給休暇は何日ですか?
      ランプはいくらですか?
      研修は何時間ですか?
      ホテルは一泊いくらまでですか?
      部屋には何人まで入れますか?
      フィルターは年に何回交換しますか?
      契約はいつ終わりますか?
      なぜ測量は延期されましたか?
      事務所はどこですか?
      誰が出張を承認しますか?`,
    summarise: '議事録を要約してください。\nこの報告書の概要は?\n契約の要点は何ですか?',
    schema: '注文の主キーは何ですか?\nどのテーブルに住所がありますか?\n顧客テーブルの列は?',
  },
};

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim());
const rows = Object.entries(asked).flatMap(([language, kinds]) =>
  Object.entries(kinds).flatMap(([kind, questions]) => lines(questions).map((question) => ({ language, kind, question }))),
);

describe('the kind of a question', () => {
  test.each(rows)('$language, $kind: $question', ({ kind, question }) => expect(questionKind(question)).toBe(kind));

  test('is known in every language that we speak, from twenty questions at least', () => {
    const asking = Map.groupBy(rows, ({ language }) => language);
    expect([...asking.keys()]).toEqual(allSpeeches.map(([language]) => language));
    expect([...asking.values()].map(({ length }) => length).filter((count) => count < 20)).toEqual([]);
  });
});

describe('the language of a question', () => {
  test.each(rows)('$language: $question', ({ language, question }) => expect(questionLanguage(question)).toBe(language));

  test.each(['', '42?', 'INV-2026-004', 'Quanti fornitori?', 'SELECT 1'])('"%s" is of none', (question) => {
    expect(questionLanguage(question)).toBe('und');
  });
});

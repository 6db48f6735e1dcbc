import type { Caption, Word } from './words.ts'

// The words of `words.ts` in languages that fewer pages are written in: Polish, Turkish, Vietnamese, Indonesian, Ukrainian, Dutch,
// Italian, Portuguese, Czech, Swedish, Arabic, Persian, Hebrew. Alternations, lower case.

/** Headers of columns and labels of pairs, whole. */
export const moreColumns: Readonly<Partial<Record<Word, string>>> = {
  method:
    'metodo http|método http|metoda http|yöntem|metot|http metodu|istek yöntemi|phương thức|metode http|метод запиту|http-methode|الطريقة|طريقة الطلب|متد|שיטה|metod',
  path: "ścieżka|endpoint api|uç nokta|adres url|yol|đường dẫn|jalur|url endpoint|шлях|адреса|ендпоінт|маршрут|pad|percorso|cesta|sökväg|المسار|الرابط|مسیر|נתיב|כתובת|recurso|ressource|risorsa|zasób|punto de acceso|point d[’']accès",
  name: "parametr|parametry|nazwa parametru|parametre|parametre adı|alan|alan adı|isim|ad|tham số|tên|tên tham số|tên trường|trường|nama|nama parameter|nama field|kolom|назва|ім[’']я|параметр|назва параметра|поле|naam|veld|veldnaam|parameternaam|nome|nome campo|nome parametro|campo|parametro|nome do parâmetro|nome do campo|propriedade|atributo|název|pole|namn|fält|المعلمة|المعامل|المعاملات|الاسم|اسم المعلمة|الحقل|پارامتر|نام|פרמטר|שם|שדה|nombre del parámetro|nom du paramètre|nom du champ|argument|argomento|argumento|cabecera|cabeçalho|en-tête|nagłówek",
  type: 'tip|tür|veri tipi|veri türü|kiểu|kiểu dữ liệu|loại|tipe|tipe data|jenis|тип даних|gegevenstype|tipo di dato|tipo de dado|typ danych|datový typ|datatyp|النوع|نوع البيانات|نوع|סוג|type de données|type de donnée',
  required:
    "obowiązkowe|obowiązkowy|obowiązkowość|zorunlu|zorunlu mu|gerekli|zorunluluk|bắt buộc|wajib|diperlukan|harus|обов[’']язков(?:ий|е|ість|о)|vereist|obbligatorietà|richiesta|obrigatoriedade|requerida|obligatoriedad|obligatoria|obrigatória|povinné|povinný|obligatorisk|krävs|مطلوب|إلزامي|الزامی|חובה|נדרש",
  optional:
    "opzionale|facoltativo|opsiyonel|isteğe bağlı|tùy chọn|opsional|необов[’']язковий|optioneel|volitelné|اختياري|אופציונלי",
  description:
    'opis|opis pola|açıklama|tanım|mô tả|ý nghĩa|ghi chú|giải thích|deskripsi|keterangan|penjelasan|опис|пояснення|примітка|призначення|omschrijving|toelichting|uitleg|betekenis|significato|note|spiegazione|observação|observações|significado|comentário|comentarios|popis|poznámka|الوصف|وصف|الشرح|توضیحات|توضیح|תיאור|הסבר|signification|commentaire|remarque|explication',
  default:
    'domyślnie|domyślna|wartość domyślna|varsayılan|varsayılan değer|mặc định|giá trị mặc định|bawaan|nilai default|за замовчуванням|значення за замовчуванням|standaard|standaardwaarde|predefinito|valore predefinito|valor padrão|valor predeterminado|výchozí|výchozí hodnota|standardvärde|الافتراضي|القيمة الافتراضية|پیش[ ‌]?فرض|ברירת מחדל',
  example: 'örnek|örnek değer|ví dụ|contoh|приклад|voorbeeld|ejemplo de valor|příklad|exempel|مثال|דוגמה|דוגמא',
  values:
    'wartości|dozwolone wartości|możliwe wartości|değerler|olası değerler|giá trị|nilai|значення|можливі значення|waarden|mogelijke waarden|valori|valori possibili|valores possíveis|valores posibles|valores permitidos|valeurs possibles|hodnoty|القيم|מערכים',
  place:
    'lokalizacja|położenie|konum|yer|vị trí|lokasi|розташування|locatie|posizione|localização|localización|umístění|الموقع|מיקום',
}

/** What a caption says of what stands below it; anywhere in it. */
export const moreCaptions: Readonly<Partial<Record<Caption, string>>> = {
  response:
    'odpowiedzi?|zwraca|yanıt|cevap|dönüş|sonuç|phản hồi|kết quả trả về|trả về|respons(?!\\p{L})|balasan|keluaran|відповід|поверта|результат|antwoord|resultaat|uitvoer|risposta|restituisce|ritorna|resposta|retorno|retorna|saída|odpověď|vrací|svar|returnerar|الاستجابة|الرد|النتيجة|پاسخ|תגובה|תשובה|renvoie|devuelve|retorna|salida|sortie|ausgabe|rückgabewert',
  query:
    'parametry zapytania|parametry query|sorgu parametre|tham số truy vấn|parameter query|параметри запиту|queryparameter|zoekparameter|parametri (?:di |della )?query|parâmetros (?:de |da )?(?:consulta|query)|معلمات الاستعلام|פרמטרי שאילתה',
  path: 'parametry ścieżki|yol parametre|url parametre|tham số đường dẫn|parameter path|параметри шляху|padparameter|parametri (?:di |del )?(?:percorso|path|url)|parâmetros (?:de |da |do )?(?:rota|caminho|path|url)|معلمات المسار|פרמטרי נתיב',
  header:
    'nagłówki|başlık(?:lar)?|tiêu đề|заголовки|kopteksten|intestazioni|cabeçalhos?|hlavičky|rubriker|الترويسات|رؤوس|הדרים|כותרות',
  body: 'treść żądania|ciało żądania|gövde|istek gövdesi|nội dung yêu cầu|thân yêu cầu|badan permintaan|тіло запиту|verzoek body|corpo (?:della |da |de )?(?:richiesta|requisição)|tělo požadavku|جسم الطلب|גוף הבקשה',
  parameters:
    'parametry|parametre(?:ler)?|girdi(?:ler)?|tham số|параметри|parametri|parâmetros?|entrada|argumentos|argomenti|المعلمات|المعاملات|پارامترها|פרמטרים',
  errors: 'błęd|hata(?:lar)?|lỗi|kesalahan|помилк|fouten|foutmelding|errori|erros|chyby|أخطاء|خطا|שגיאות|erreurs',
  request: 'żądani[ea]|istek|yêu cầu|permintaan|запит|verzoek|richiesta|requisição|požadavek|الطلب|درخواست|בקשה',
}

/** Words of titles that name a part of an operation. */
export const moreParts =
  'żądanie|żądania|odpowiedź|odpowiedzi|parametry|przykład|przykłady|przykładowe|przykładowa|nagłówki|treść|ciało|błędy|opis|zapytania|ścieżki|istek|yanıt|cevap|parametreler|örnek|örneği|başlıklar|gövde|gövdesi|hatalar|açıklama|yêu cầu|phản hồi|tham số|ví dụ|trả về|tiêu đề|lỗi|mô tả|đầu vào|đầu ra|permintaan|respons|contoh|deskripsi|keterangan|запит|запиту|відповідь|відповіді|параметри|приклад|приклади|заголовки|тіло|помилки|опис|шляху|verzoek|antwoord|voorbeeld|voorbeelden|foutmeldingen|beschrijving|richiesta|risposta|parametri|esempio|esempi|corpo|intestazioni|errori|descrizione|requisição|resposta|respostas|parâmetros|exemplo|exemplos|cabeçalhos|erros|descrição|retorno|entrada|saída|ejemplos|respuestas|descripción|parámetro|petición|entradas|salida|encabezados|exemples|réponses|description|résultat|sortie|antworten|ausgabe|eingabe|rückgabewerte|rumpf|نص|الطلب|الاستجابة|المعلمات|مثال|الوصف|בקשה|תגובה|פרמטרים|דוגמה|požadavek|odpověď|příklad|popis'

/** What cells of a column "required" say. */
export const moreYes =
  "tak|evet|zorunlu|gerekli|có|bắt buộc|ya|wajib|так|обов[’']язковий|обов[’']язково|ja|verplicht|vereist|sì|obbligatorio|sim|ano|povinné|نعم|مطلوب|بله|כן|חובה|obligatoria|obligatoire|requise?|requerida"
export const moreNo =
  "nie|hayır|opsiyonel|isteğe bağlı|không|tùy chọn|tidak|opsional|ні|необов[’']язковий|необов[’']язково|nee|optioneel|facoltativo|opzionale|ne|لا|اختياري|خیر|לא|opcjonalne|opcjonalny|facultative|opcionales?"

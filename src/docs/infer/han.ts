/** Characters of words that documentation is labelled with, as Taiwan and Hong Kong write them, each before its simplified form. */
const pairs =
  '參参數数請请響响應应類类說说稱称徑径頭头體体標标選选須须預预設设認认證证範范結结錯错誤误狀状態态碼码變变詢询單单鍵键屬属組组權权備备註注簡简調调輸输據据資资欄栏訊讯傳传遞递網网絡络務务檔档檢检無无為为對对實实際际記记錄录刪删創创建建獲获擊击當当開开關关閉闭號号時时間间電电項项會会員员過过濾滤頁页間间長长處处區区個个與与異异動动態态來来發发報报應应產产計计劃划貨货幣币賬账戶户價价額额買买賣卖單单訂订費费種种權权顯显經经進进遠远適适還还連连線线約约級级術术環环貼贴轉转載载輯辑邊边鑰钥識识譯译議议讀读寫写'

const simple: ReadonlyMap<string, string> = new Map(
  pairs.split('').flatMap((char, index, all) => (index % 2 === 0 ? [[char, all[index + 1] ?? char] as const] : [])),
)

const traditional = new RegExp(`[${[...simple.keys()].join('')}]`, 'gu')

/** Taiwan's own words for what the mainland calls otherwise, after their characters are simplified. */
const words: readonly (readonly [RegExp, string])[] = [
  [/栏位/gu, '字段'],
  [/资料型(?:别|態|态)|型别/gu, '类型'],
  [/资料/gu, '数据'],
  [/预设/gu, '默认'],
  [/范例/gu, '示例'],
  [/回应|回传/gu, '响应'],
  [/标头/gu, '请求头'],
  [/必要/gu, '必需'],
  [/字串/gu, '字符串'],
  [/网址/gu, 'url'],
  [/端点/gu, '接口'],
]

/** A label in simplified characters; the label itself where it has no traditional ones. */
export function simplified(label: string): string {
  if (!/\p{Script=Han}/u.test(label)) return label
  const plain = label.replace(traditional, (char) => simple.get(char) ?? char)
  return words.reduce((text, [word, usual]) => text.replace(word, usual), plain)
}

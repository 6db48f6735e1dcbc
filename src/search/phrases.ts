/**
 * Turns of phrase that stand for one word, mostly a verb and a small word that stand apart. General English; the words on
 * the right are what interfaces call it, and are searched in place of the phrase. `~` is up to four words between.
 */
const rows = `
bring ~ back to life = restore
bring ~ back = restore
put ~ back = restore
back to life = restore
call ~ off = cancel
send ~ back = return
pay ~ back = refund
get ~ money back = refund
give ~ money back = refund
want ~ money back = refund
hand ~ over = transfer
pass ~ on to = forward
look for = search
look into = inspect
look through = browse
keep an eye on = monitor
keep track of = track
keep up with = follow
add ~ up = total
sum ~ up = summarize
fill ~ in = complete
fill ~ out = complete
roll ~ back = rollback
roll ~ out = deploy
back ~ up = backup
tear ~ down = destroy
free ~ up = release
clean ~ up = cleanup
tidy ~ up = cleanup
cut ~ off = disconnect
cut ~ short = end
kick ~ out = remove
throw ~ out = remove
let ~ in = admit
leave ~ out = exclude
opt ~ out = unsubscribe
opt ~ in = subscribe
log ~ out = logout session
sign ~ out = logout session
log ~ in = login
sign ~ in = login
lock ~ down = restrict
hook ~ up = connect register
wire ~ up = connect
plug ~ in = connect
put ~ on hold = pause
put ~ off = postpone
pick ~ up where = resume
carry on = continue
split ~ up = divide
break ~ down = breakdown
break ~ up = divide
switch ~ over = failover switch
sort ~ out = fix
write ~ off = void
mark ~ down = discount
turn ~ into = convert
make ~ public = publish visibility
make ~ private = visibility
how many = count
number of = count
what is in = item content list
what is inside = item content list
what is on = item content
who is in = member
who is on = member
who belongs to = member
who can see = access member
who has access = access permission collaborator member
end of = append
out of office = away
in pieces = part chunk
in chunks = part chunk
in parts = part chunk
piece by piece = part chunk
bit by bit = part chunk
piece of = part
going on = activity status
what happened = event log
what went wrong = error log
who did what = audit log
who can = permission access
who is allowed = permission access
allowed to = permission
where is = location
how much ~ left = remaining balance usage
running out = remaining usage
how much ~ cost = price
how expensive = price
as of now = current
by hand = manual
on its own = automatic
by itself = automatic
every so often = schedule interval
every day = schedule daily
every night = schedule daily
every week = schedule weekly
every month = schedule monthly
all over again = restart
from scratch = new
time off = leave absence
phone number = phone number
ping me = notification
let me know = notification
let us know = notification
call us back = callback webhook
call me back = callback
two factor = 2fa
second factor = 2fa
single sign on = sso
front page = home
home page = home
black list = blocklist
white list = allowlist
check list = checklist
to do list = task
story board = board
time zone = timezone
hash tag = hashtag
dead line = deadline
due date = due
at the same time = bulk batch
all at once = bulk batch
in one go = bulk batch
several at once = bulk batch
in bulk = bulk batch
`

interface Phrase {
  readonly pattern: RegExp
  readonly words: string
}

let phrases: readonly Phrase[] | undefined

/** `brings`, `bringing`, `brought` are not told apart by the table: the commonest irregular pasts stand here. */
const pasts: Readonly<Record<string, string>> = {
  bring: 'brought',
  send: 'sent',
  pay: 'paid',
  get: 'got',
  keep: 'kept',
  tear: 'torn|tore',
  throw: 'threw|thrown',
  leave: 'left',
  break: 'broke|broken',
  write: 'wrote|written',
  make: 'made',
}

const inflected = (word: string): string => {
  const stem = word.replace(/e$/, '')
  const past = pasts[word] === undefined ? '' : `|${pasts[word]}`
  return `(?:${word}|${word}s|${word}es|${stem}(?:${stem.at(-1) ?? ''})?(?:ing|ed)${past})`
}

function compile(): Phrase[] {
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [left = '', words = ''] = row.split(' = ')
      const [first = '', ...rest] = left.split(' ')
      const tail = rest.map((word) => (word === '~' ? '(?:\\s+[^\\s,.;!?]+){0,4}?' : `\\s+${word}`)).join('')
      return { pattern: new RegExp(`\\b${inflected(first)}${tail}\\b`, 'i'), words }
    })
}

/** What the turns of phrase in a request are called; empty when it has none. */
export function phrasesIn(text: string): string {
  phrases ??= compile()
  const found = new Set<string>()
  for (const { pattern, words } of phrases) if (pattern.test(text)) for (const word of words.split(' ')) found.add(word)
  return [...found].join(' ')
}

import { stemOf, wordsOf } from './words.ts'

/** What a request does, in the everyday sense. The method is a hint only: many APIs update or delete by POST. */
export const actions = ['read', 'create', 'update', 'delete'] as const
export type Action = (typeof actions)[number]

/** Verbs of requests and of operation names. Where a verb serves two actions it stands in both. */
const verbs: Readonly<Record<Action, string>> = {
  read:
    'get list show find fetch retrieve view see read display look check search lookup browse query describe inspect know ' +
    'count compare download export return obtain pull watch review print load analyze examine explore discover access identify ' +
    'monitor track summarize chart',
  create:
    'create add new make register insert post submit send upload start launch run trigger build generate issue open invite ' +
    'attach import publish deploy schedule book order buy place write file log record sign enroll provision spin set-up setup ' +
    'duplicate copy clone fork request initiate begin allocate subscribe follow star like join react reply comment compose ' +
    'put grant assign give share apply tag deliver procure',
  update:
    'update change edit modify set rename replace adjust put patch move mark turn switch enable disable activate deactivate ' +
    'toggle increase decrease raise lower extend reset rotate renew correct fix configure customize rearrange reorder ' +
    'reassign transfer pause resume resize swap restrict limit revise tweak amend transition upgrade downgrade make refresh ' +
    'set save sync synchronize rewrite',
  delete:
    'delete remove cancel drop erase wipe discard destroy clear purge revoke unsubscribe unfollow unstar unlike uninstall kick ' +
    'detach unassign unlink disconnect terminate eject withdraw dismiss abolish rid unregister deregister trash undo ' +
    'unpublish unset unpin leave unblock unban unshare',
}
/** Verbs that change something by way of any method: what they want is anything but reading or deleting. */
const either =
  'merge approve reject accept decline deny lock unlock archive unarchive restore recover suspend reinstate verify confirm promote demote mute unmute close reopen finish complete finalize void capture refund flag vote rate favorite split convert acknowledge resolve escalate stop restart kill reboot skip retry rerun undelete freeze unfreeze hide unhide ban block pin authorize validate execute'
const actionOf = new Map<string, Set<Action>>()
for (const action of actions)
  for (const verb of verbs[action].split(/\s+/)) {
    const key = stemOf(verb)
    actionOf.set(key, (actionOf.get(key) ?? new Set()).add(action))
  }

for (const verb of either.split(' ')) {
  const key = stemOf(verb)
  actionOf.set(key, (actionOf.get(key) ?? new Set()).add('update').add('create'))
}

const questions = new Set(
  'what which who whom whose when where why how is are was were does did do has have can'.split(' '),
)
const politeness =
  /^(?:(?:please|hey|hi|hello|now|then|also|and|finally|next|first|additionally|simultaneously|can|could|would|will|you|i|we|need|want|wish|have|like|d|would|to|us|me|let|lets|help|try|go|just|ahead|trying|looking|going|able|be|am|im|should|must|how|do)\s+)+/

/** How much each action is meant, 0–1; all zero when the text does not say. */
export interface Intent {
  readonly wants: Readonly<Record<Action, number>>
  /** Several things, or all of them: a collection rather than one item. */
  readonly many: boolean
  /** One that is named or numbered: an item rather than a collection. */
  readonly one: boolean
  /** The stem of the verb that decided. */
  readonly verb: string | undefined
}

const phrases: readonly (readonly [RegExp, Action])[] = [
  [
    /\bstop (?:\w+ing)\b|\bgiv(?:e|ing) up\b|\bshut(?:ting)? down\b|\bget(?:ting)? rid of\b|\bthrow(?:ing)? (?:away|out)\b|\btak(?:e|ing) (?:\w+ ){0,4}(?:off|out|down|away)\b|\bno longer\b|\bkick(?:ing)? (?:\w+ ){0,4}out\b/,
    'delete',
  ],
  [
    /\bset(?:ting)? up\b|\bput (?:\w+ ){1,5}on\b|\bsign(?:ing)? up\b|\bspin(?:ning)? up\b|\ba new\b|\banother\b/,
    'create',
  ],
  [
    /\blook(?:ing)? up\b|\bhow (?:many|much|often|long)\b|\bshow me\b|\bgive me (?:a list|the|all)\b|\btell me\b/,
    'read',
  ],
  [/\bturn(?:ing)? (?:\w+ ){0,4}(?:on|off)\b|\bswitch(?:ing)? (?:\w+ ){0,4}(?:on|off)\b|\binstead of\b/, 'update'],
]

/** What a request asks for, from its verbs, its question words and a few turns of phrase. */
export function intentOf(request: string): Intent {
  const text = request.toLowerCase().replace(/['’]/g, '')
  const wants: Record<Action, number> = { read: 0, create: 0, update: 0, delete: 0 }
  const many = /\b(?:all|list|every|each|which|many|any|several|overview)\b/.test(text)
  const one = !many && /\b(?:this|that)\b|\b(?:id|ids|named|called|number)\b|\b[a-z]* ?#?\d+\b/.test(text)
  for (const [phrase, action] of phrases) {
    if (!phrase.test(text)) continue
    wants[action] = 1
    if (action === 'delete' || action === 'read')
      return { wants, many, one, verb: action === 'read' ? readVerbIn(text) : undefined }
  }
  const first = wordsOf(text)[0] ?? ''
  const bare = text
    .replace(/[^\p{L}\p{N}\s]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(politeness, '')
  const words = wordsOf(bare)
  const verbAt = words.findIndex((word, index) => index < 6 && actionOf.has(stemOf(word)))
  const verb = words[verbAt]
  const asks = questions.has(first) && !/^(?:can|could|would|will|do) (?:you|we|i)\b|^how (?:do|can|to)\b/.test(text)
  if (asks) wants.read = 1
  else if (verb !== undefined) {
    const meant = [...(actionOf.get(stemOf(verb)) ?? [])]
    const early = verbAt === 0 ? 1 : 0.6
    for (const action of meant) wants[action] = Math.max(wants[action], early / Math.sqrt(meant.length))
  } else if (text.trim().endsWith('?')) wants.read = 1
  return { wants, many, one, verb: verb === undefined || asks ? undefined : stemOf(verb) }
}

/** The first verb of looking: said in every such request, it tells nothing about its object. */
function readVerbIn(text: string): string | undefined {
  const verb = wordsOf(text).find((word) => actionOf.get(stemOf(word))?.has('read'))
  return verb === undefined ? undefined : stemOf(verb)
}

const methodAction: Readonly<Record<string, Action>> = {
  GET: 'read',
  HEAD: 'read',
  OPTIONS: 'read',
  QUERY: 'read',
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
}

/** The stem of the verb that a name begins with; a name in dots may end with it. */
export function verbOf(name: string): string[] {
  const words = wordsOf(name)
  const verb = [words[0], name.includes('.') ? words.at(-1) : undefined].find(
    (word) => word !== undefined && actionOf.has(stemOf(word)),
  )
  return verb === undefined ? [] : [stemOf(verb)]
}

/** What an operation does: the first verb of its names where one is clear, else its method. */
export function operationAction(
  method: string | undefined,
  names: readonly string[],
  onItem: boolean,
): Action | undefined {
  const byMethod = methodAction[method ?? '']
  if (byMethod !== undefined && method !== 'POST' && method !== 'GET') return byMethod
  for (const name of names) {
    const words = wordsOf(name)
    const verb = [words[0], name.includes('.') ? words.at(-1) : undefined].find(
      (word) => word !== undefined && word !== method?.toLowerCase() && actionOf.get(stemOf(word))?.size === 1,
    )
    const meant = verb === undefined ? undefined : actionOf.get(stemOf(verb))
    if (meant?.size !== 1) continue
    const [clear] = meant
    if (method === 'POST' || clear !== 'create') return clear
  }
  return method === 'POST' && onItem ? 'update' : byMethod
}

/** A request that asks for several things, taken apart: at sentences, and where a comma or `and` begins a new order. */
export function clausesOf(request: string): string[] {
  const clauses: string[] = []
  for (const sentence of request.split(/(?<=[.!?;])\s+/)) {
    let from = 0
    for (const joint of sentence.matchAll(
      /(?:,\s*(?:and\s+)?|\s+and\s+)(?:(?:then|also|finally|next|simultaneously|additionally)[\s,]+)?(?=(\w+))/g,
    )) {
      if (!actionOf.has(stemOf((joint[1] ?? '').toLowerCase()))) continue
      clauses.push(sentence.slice(from, joint.index))
      from = joint.index + joint[0].length
    }
    clauses.push(sentence.slice(from))
  }
  return clauses.filter((clause) => wordsOf(clause).length > 2)
}

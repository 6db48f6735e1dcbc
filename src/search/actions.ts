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
    'put grant assign give share apply tag deliver procure ask remind nudge notify ping dispatch draw paint render mint donate contribute ' +
    'enqueue propose hire onboard react broadcast ingest train simulate resend replay redeliver transcribe',
  update:
    'update change edit modify set rename replace adjust put patch move mark turn switch enable disable activate deactivate ' +
    'toggle increase decrease raise lower extend reset rotate renew correct fix configure customize rearrange reorder ' +
    'reassign transfer pause resume resize swap restrict limit revise tweak amend transition upgrade downgrade make refresh ' +
    'set save sync synchronize rewrite point redirect bump shrink expand shorten regroup resubmit',
  delete:
    'delete remove cancel drop erase wipe discard destroy clear purge revoke unsubscribe unfollow unstar unlike uninstall kick ' +
    'detach unassign unlink disconnect terminate eject withdraw dismiss abolish rid unregister deregister trash undo ' +
    'unpublish unset unpin leave unblock unban unshare',
}
/** Verbs that change something by way of any method: what they want is anything but reading or deleting. */
const either =
  'merge approve reject accept decline deny lock unlock archive unarchive restore recover suspend reinstate verify confirm promote demote mute unmute close reopen finish complete finalize void capture refund flag vote rate favorite split convert acknowledge resolve escalate stop restart kill reboot skip retry rerun undelete freeze unfreeze hide unhide ban block pin authorize validate execute silence snooze rerun redeploy rebuild resync repeat'
const byVerb = new Map<string, Set<Action>>()
for (const action of actions)
  for (const verb of verbs[action].split(/\s+/)) {
    const key = stemOf(verb)
    byVerb.set(key, (byVerb.get(key) ?? new Set()).add(action))
  }

for (const verb of either.split(' ')) {
  const key = stemOf(verb)
  byVerb.set(key, (byVerb.get(key) ?? new Set()).add('update').add('create'))
}

/** What a verb may mean; nothing for any other word. */
export const actionsOf = (word: string): readonly Action[] => [...(byVerb.get(stemOf(word)) ?? [])]

export const isVerb = (word: string): boolean => byVerb.has(stemOf(word))

/** Verbs that say no more than what the method says. */
const plainVerbs = new Set(
  'get list show find fetch retrieve view see read display look check create add make new update change edit modify set delete remove give put take let bring want need use do have provide obtain return lookup access'
    .split(' ')
    .map(stemOf),
)

/** Whether a verb tells operations of one method apart: `merge`, `resize`. Takes a stem. */
export const isPlainVerb = (verb: string): boolean => plainVerbs.has(verb)

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
    (word) => word !== undefined && isVerb(word),
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
      (word) => word !== undefined && word !== method?.toLowerCase() && actionsOf(word).length === 1,
    )
    const [clear] = verb === undefined ? [] : actionsOf(verb)
    if (clear === undefined) continue
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
      if (!isVerb((joint[1] ?? '').toLowerCase())) continue
      clauses.push(sentence.slice(from, joint.index))
      from = joint.index + joint[0].length
    }
    clauses.push(sentence.slice(from))
  }
  return clauses.filter((clause) => wordsOf(clause).length > 2)
}

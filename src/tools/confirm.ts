import { AskFirst, type Confirmable } from '../access/index.ts'
import { CustomApiError, toVisible } from '../core/index.ts'
import type { Plan } from '../execute/index.ts'
import type { CallContext, ConfirmRules } from './model.ts'
import { compilePolicy, type CompiledPolicy } from './policy.ts'
import type { Offered } from './offered.ts'
import type { View } from './view.ts'

/** Which calls of an API wait for a confirmation: an environment's own rows stand for the API's. */
export function compileConfirm(
  rules: ConfirmRules | undefined,
  rows: Parameters<typeof compilePolicy>[1],
): (environment: string | undefined) => CompiledPolicy | undefined {
  const known = new Map<string | undefined, CompiledPolicy | undefined>()
  return (environment) => {
    if (rules === undefined) return undefined
    if (known.has(environment)) return known.get(environment)
    const own = environment === undefined ? undefined : rules.environments.get(environment)
    const exclude = own ?? rules.rows
    const compiled = exclude.length === 0 ? undefined : compilePolicy({ include: [], exclude, readOnly: false }, rows)
    known.set(environment, compiled)
    return compiled
  }
}

/** A planned call, as far as its confirmation goes. */
export interface Unconfirmed {
  readonly offered: Offered
  readonly environment: string | undefined
  readonly plan: Plan
  readonly mustConfirm: boolean
  /** What the caller gave as `confirm`. */
  readonly word: string | undefined
}

/**
 * Lets a call go on that needs no confirmation or has one, or says what is missing: the client's person is asked where the client can ask;
 * otherwise the same call with the word that is given here is the second look, unless the operator wants a person
 * (`confirmBy`).
 *
 * @throws CustomApiError `policy.unconfirmed` — nothing has been sent
 * @throws AskFirst where the protocol can ask a person
 */
export function confirmed(call: Unconfirmed, view: View, context: CallContext): void {
  if (!call.mustConfirm) return
  const { offered, environment, word } = call
  const request = confirmable(call, context)
  const { confirmations } = view
  const what = `${request.method} ${view.redactor.text(request.url)} of "${offered.api.slug}"${environment === undefined ? '' : ` (environment "${environment}")`}`
  if (context.answer !== undefined) {
    const answer = context.answer((given) => confirmations.redeem(given, request))
    if (answer === 'accepted') return
    if (answer === 'declined')
      throw new CustomApiError('policy.unconfirmed', `${what} was not sent: the person who was asked said no`, {
        hint: 'do not try again unless the person asks for it',
      })
    throw new AskFirst(question(call, what, view), confirmations.issue(request))
  }
  if (offered.api.confirm?.by === 'person')
    throw new CustomApiError('policy.unconfirmed', `${what} was not sent: a person must confirm it`, {
      hint: 'this client cannot ask a person; they can send it themselves with `custom-api-mcp call`, or use a client that supports elicitation',
    })
  if (word !== undefined && confirmations.redeem(word, request)) return
  const wrong = word === undefined ? '' : '; the word in "confirm" is not for exactly this call, was used, or is over'
  throw new CustomApiError('policy.unconfirmed', `${what} was not sent: it must be confirmed${wrong}`, {
    hint: `look once more whether the user wants exactly this; if so, repeat the same call with "confirm": "${confirmations.issue(request)}" (good once, for 10 minutes)`,
  })
}

function confirmable({ offered, environment, plan }: Unconfirmed, { caller }: CallContext): Confirmable {
  const { request } = plan
  const { method, origin, path, query, headers, cookies, body } = request
  return {
    app: caller.app,
    api: offered.api.slug,
    environment,
    method,
    url: `${origin}${path}${query === '' ? '' : `?${query}`}`,
    headers: [...headers, ...cookies.map(([name, value]) => ['cookie', `${name}=${value}`] as const)],
    body: bytesOf(body),
  }
}

/** Of a body that is read while it is sent, its size and what tells its files from others. */
const bytesOf = (body: Plan['request']['body']): Confirmable['body'] =>
  body === undefined || body instanceof Uint8Array ? body : `${body.size} bytes, with files ${body.identity}`

const mostShown = 600

/** What a person is asked: where it goes and what it carries, as far as it can be shown. */
function question({ plan }: Unconfirmed, what: string, { redactor }: View): string {
  const body = bytesOf(plan.request.body)
  const text = body === undefined ? '' : typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
  const clean = redactor.text(toVisible(text))
  const shown = clean.length > mostShown ? `${clean.slice(0, mostShown)} … (${clean.length} characters)` : clean
  return shown === '' ? `Send ${what}?` : `Send ${what}?\n\n${shown}`
}

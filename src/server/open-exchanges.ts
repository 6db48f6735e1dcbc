import type { ServerResponse } from 'node:http'

type Stays = () => Promise<boolean>

/** Answers that are under way for somebody whose token can end: a revoked token ends its streams as well. */
export interface OpenExchanges {
  /** Cuts the connection of an answer, and with it the call behind it, soon after `stays` says no. */
  watch(outgoing: ServerResponse, owner: string, stays: Stays): void
  close(): void
}

const look = 1000 // ms between two looks at what is still open

export function watchExchanges(failed: (error: unknown) => void): OpenExchanges {
  const open = new Map<string, { readonly stays: Stays; readonly answers: Set<ServerResponse> }>()
  let looking = false

  const lookOnce = async (): Promise<void> => {
    for (const [owner, { stays, answers }] of open) {
      try {
        if (await stays()) continue
      } catch (error) {
        failed(error) // a store that cannot be read for a moment ends nobody's stream; new requests are refused
        continue
      }
      open.delete(owner)
      for (const answer of answers) answer.destroy()
    }
  }
  const timer = setInterval(() => {
    if (looking || open.size === 0) return
    looking = true
    void lookOnce().finally(() => (looking = false))
  }, look).unref()

  return {
    watch(outgoing, owner, stays) {
      const known = open.get(owner)?.answers ?? new Set<ServerResponse>()
      known.add(outgoing)
      open.set(owner, { stays, answers: known })
      outgoing.once('close', () => {
        known.delete(outgoing)
        if (known.size === 0 && open.get(owner)?.answers === known) open.delete(owner)
      })
    },
    close: () => clearInterval(timer),
  }
}

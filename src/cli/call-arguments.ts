import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as readAllText } from 'node:stream/consumers'
import { CustomApiError, parseJson } from '../core/index.ts'
import type { Io } from './io.ts'

/** `name=value` (a string) or `name:=json`, split at the first of either. */
function readPair(word: string): { name: string; value: unknown } {
  const equals = word.indexOf('=')
  if (equals < 1)
    throw new CustomApiError('arguments.invalid', `"${word.slice(0, 60)}" is no name=value`, {
      hint: 'write name=value, name:=json for numbers and objects, or --args with a JSON object',
    })
  const raw = word[equals - 1] === ':'
  const name = word.slice(0, raw ? equals - 1 : equals)
  const text = word.slice(equals + 1)
  if (!raw || name === '') return { name: word.slice(0, equals), value: text }
  return { name, value: parseArgument(text, `the value of ${name}`) }
}

function parseArgument(text: string, what: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    throw new CustomApiError(
      'arguments.invalid',
      `${what} is no valid JSON${cause instanceof Error ? `: ${cause.message}` : ''}`,
      {
        hint: 'quote it for your shell, or use --args @file',
        cause,
      },
    )
  }
}

async function readArgs(given: string, io: Io): Promise<{ text: string; what: string }> {
  if (given === '-') return { text: await readAllText(io.stdin), what: 'standard input' }
  if (!given.startsWith('@')) return { text: given, what: '--args' }
  const path = resolve(io.cwd, given.slice(1))
  try {
    return { text: await readFile(path, 'utf8'), what: path }
  } catch (cause) {
    throw new CustomApiError('arguments.invalid', `cannot read ${path}`, {
      hint: '--args @file takes an existing JSON file',
      cause,
    })
  }
}

/**
 * The arguments of a call: `--args` (JSON, `@file` or `-`), then each `name=value`, which wins. A name that comes several
 * times is a list.
 *
 * @throws CustomApiError `arguments.invalid`
 */
export async function readCallArguments(
  words: readonly string[],
  args: string | undefined,
  io: Io,
): Promise<Record<string, unknown>> {
  const all = new Map<string, unknown>()
  if (args !== undefined) {
    const { text, what } = await readArgs(args, io)
    const value = parseArgument(text, what)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new CustomApiError('arguments.invalid', `${what} is no JSON object`, { hint: 'write {"name": value}' })
    for (const [name, one] of Object.entries(value)) all.set(name, one)
  }
  const given = new Map<string, unknown[]>()
  for (const { name, value } of words.map(readPair)) given.set(name, [...(given.get(name) ?? []), value])
  for (const [name, values] of given) all.set(name, values.length === 1 ? values[0] : values)
  return Object.fromEntries(all)
}

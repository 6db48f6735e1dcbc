import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Keychain } from '../model.ts'
import { readWords } from './cmd.ts'
import { referenceKinds } from './kinds.ts'
import type { Means } from './reference.ts'
import { createReferences, referenceKind } from './references.ts'
import { runFor } from './run.ts'

const fake = 'fake-secret-0123456789'

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function scene(means: Partial<Means> = {}, now?: () => number) {
  const warnings: string[] = []
  const all: Means = {
    variable: () => undefined,
    childEnvironment: () => ({ PATH: process.env['PATH'] ?? '' }),
    keychain: async () => undefined,
    warn: (message) => void warnings.push(message),
    ...means,
  }
  const references = createReferences(all, now)
  return { read: async (text: string) => (await references.read(text))?.reveal(), warnings }
}

/** A program of a few lines in a folder of its own. */
function programIn(folder: string, name: string, lines: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}

test.each([
  ['env:NAME', 'env'],
  ['file:/run/secrets/x', 'file'],
  ['keychain:service/account/more', 'keychain'],
  ['op://vault/item/field', 'op'],
  ['op://vault/item/section/field', 'op'],
  ['cmd:pass show x', 'cmd'],
  ['env:', undefined],
  ['env:A-B', undefined],
  ['file:', undefined],
  ['keychain:service', undefined],
  ['op://vault/item', undefined],
  ['op:vault/item/field', undefined],
  ['cmd: ', undefined],
  ['cmd:a\nb', undefined],
  ['http://x', undefined],
  ['sk-live-fake', undefined],
  ['', undefined],
])('%j is of the kind %s', (text, kind) => {
  expect(referenceKind(text)).toBe(kind)
})

test('kinds have ids of their own, and are written as they are read', () => {
  expect(new Set(referenceKinds.map(({ id }) => id)).size).toBe(referenceKinds.length)
  for (const { id, written } of referenceKinds) expect(referenceKind(written)).toBe(id)
})

describe('file:', () => {
  test.each([
    ['as it is', fake, fake],
    ['without one final line break', `${fake}\n`, fake],
    ['without one of Windows', `${fake}\r\n`, fake],
    ['with the second', `${fake}\n\n`, `${fake}\n`],
    ['with blanks', ` ${fake} `, ` ${fake} `],
    ['empty is none', '\n', undefined],
  ])('%s', async (_, content, gives) => {
    const path = join(temporary(), 'secret')
    writeFileSync(path, content, { mode: 0o600 })
    expect(await scene().read(`file:${path}`)).toBe(gives)
  })

  test('a change is seen at once', async () => {
    const path = join(temporary(), 'secret')
    const { read } = scene()
    for (const value of ['fake-one-value', 'fake-two-value']) {
      writeFileSync(path, value)
      expect(await read(`file:${path}`)).toBe(value)
    }
  })

  test('one that everybody can read is told once', async () => {
    const path = join(temporary(), 'secret')
    writeFileSync(path, fake)
    chmodSync(path, 0o644)
    const { read, warnings } = scene()
    await read(`file:${path}`)
    await read(`file:${path}`)
    expect(warnings).toEqual([expect.stringContaining(`everybody on this machine can read the file of file:${path}`)])
    expect(warnings.join()).not.toContain('fake')
  })

  test.each<[string, (folder: string) => string, RegExp]>([
    ['a missing one', (folder) => join(folder, 'none'), /there is no such file/],
    ['a folder', (folder) => folder, /it is no regular file|it is a folder/],
    ['a relative path', () => './x', /its path is not absolute/],
    [
      'one too large',
      (folder) => {
        writeFileSync(join(folder, 'big'), Buffer.alloc(70_000, 120))
        return join(folder, 'big')
      },
      /it is over 64 KiB/,
    ],
    [
      'a pipe, without waiting for a writer',
      (folder) => {
        execFileSync('mkfifo', [join(folder, 'pipe')])
        return join(folder, 'pipe')
      },
      /it is no regular file/,
    ],
    ['an endless device', () => '/dev/zero', /it is no regular file/],
  ])('%s is told with the reference', async (_, make, says) => {
    const path = make(temporary())
    await expect(scene().read(`file:${path}`)).rejects.toMatchObject({
      code: 'credential.invalid',
      message: expect.stringMatching(says),
    })
    await expect(scene().read(`file:${path}`)).rejects.toThrow(`the reference file:${path} gives no credential`)
  })
})

describe('cmd: and op:', () => {
  test.each([
    ['pass show a/b', ['pass', 'show', 'a/b']],
    [`  a  "b c" 'd "e"' f"g h"i ""`, ['a', 'b c', 'd "e"', 'fg hi', '']],
    ['a $HOME ; rm * `x` \\n', ['a', '$HOME', ';', 'rm', '*', '`x`', '\\n']],
    ['a "b', undefined],
  ])('%j is read as words', (text, words) => {
    expect(readWords(text)).toEqual(words)
  })

  test('a program is run without a shell, and without credentials of ours around it', async () => {
    const folder = temporary()
    const show = programIn(folder, 'show', 'printf "%s|" "$@"; printf "%s" "${CUSTOM_API_PETS-none}"')
    expect(await scene().read(`cmd:${show} "a b" '$HOME' ;`)).toBe('a b|$HOME|;|none')
  })

  test('what it gave is kept for minutes, and asked for once at a time', async () => {
    const folder = temporary()
    const count = join(folder, 'count')
    const show = programIn(folder, 'show', `echo x >> ${count}; sleep 0.1; echo ${fake}-$(wc -l < ${count})`)
    let time = 0
    const { read } = scene({}, () => time)
    expect(await Promise.all([read(`cmd:${show}`), read(`cmd:${show}`)])).toEqual([`${fake}-1`, `${fake}-1`])
    time += 2 * 60_000
    expect(await read(`cmd:${show}`)).toBe(`${fake}-1`)
    time += 2 * 60_000
    expect(await read(`cmd:${show}`)).toBe(`${fake}-2`)
  })

  test.each([
    ['one that fails', `echo ${fake}; echo ${fake} >&2; exit 3`, /its program ended with 3/],
    ['one that writes too much', 'while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done', /wrote over 64 KiB/],
    ['one that dies', 'kill -9 $$', /its program ended with SIGKILL/],
  ])('%s is told without what it said', async (_, lines, says) => {
    const show = programIn(temporary(), 'show', lines)
    const thrown: unknown = await scene()
      .read(`cmd:${show}`)
      .catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'credential.invalid', message: expect.stringMatching(says) })
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain(fake)
  })

  test('a failure is not kept', async () => {
    const folder = temporary()
    const show = programIn(folder, 'show', 'exit 1')
    const { read } = scene()
    await expect(read(`cmd:${show}`)).rejects.toThrow('ended with 1')
    programIn(folder, 'show', `echo ${fake}`)
    expect(await read(`cmd:${show}`)).toBe(fake)
  })

  test('one that hangs is ended with what it started', async () => {
    const folder = temporary()
    const mark = join(folder, 'mark')
    const show = programIn(folder, 'show', `(sleep 1; echo late > ${mark}) & sleep 30`)
    const began = Date.now()
    await expect(runFor('cmd:x', [show], { PATH: process.env['PATH'] ?? '' }, 300)).rejects.toThrow(
      'the reference cmd:x gives no credential: its program took longer than 0.3 s',
    )
    expect(Date.now() - began).toBeLessThan(5000)
    await new Promise((done) => setTimeout(done, 1100))
    expect(() => execFileSync('test', ['!', '-e', mark])).not.toThrow()
  })

  test('one that is not there is told by its name', async () => {
    await expect(scene().read('cmd:no-such-program-at-all x')).rejects.toThrow(
      'there is no program "no-such-program-at-all"',
    )
    await expect(
      scene({ childEnvironment: () => ({ PATH: temporary() }) }).read('op://vault/item/field'),
    ).rejects.toThrow('the reference op://vault/item/field gives no credential: there is no program "op"')
  })

  test('op is asked for the reference as it stands', async () => {
    const folder = join(temporary(), 'bin')
    mkdirSync(folder)
    programIn(folder, 'op', 'printf "%s" "$*"')
    const { read } = scene({ childEnvironment: () => ({ PATH: folder }) })
    expect(await read('op://my vault/item/field; x')).toBe('read --no-newline op://my vault/item/field; x')
  })
})

describe('keychain: and env:', () => {
  const keychain: Keychain = {
    get: (service, account) => (service === 'pets' && account === 'me/live' ? fake : undefined),
    set: () => undefined,
    delete: () => undefined,
  }

  test('an entry is found by service and account', async () => {
    const { read } = scene({ keychain: async () => keychain })
    expect([await read('keychain:pets/me/live'), await read('keychain:pets/you')]).toEqual([fake, undefined])
  })

  test('without a keychain, or with a locked one, the reference is named', async () => {
    await expect(scene().read('keychain:pets/me')).rejects.toThrow(
      'the reference keychain:pets/me gives no credential: no OS keychain answers here',
    )
    const locked: Keychain = {
      ...keychain,
      get: () => {
        throw new Error(fake)
      },
    }
    await expect(scene({ keychain: async () => locked }).read('keychain:pets/me')).rejects.toThrow('did not answer')
  })

  test('a variable is asked for every time', async () => {
    let value: string | undefined
    const { read } = scene({ variable: () => value })
    expect(await read('env:PETS')).toBeUndefined()
    value = fake
    expect(await read('env:PETS')).toBe(fake)
  })
})

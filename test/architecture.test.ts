import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { common, doors, rooms } from './rooms.ts'

const source = resolve(import.meta.dirname, '../src')
const importLine =
  /(?:^|\n)\s*(?:import|export)\s[^'"\n;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

interface File {
  readonly path: string // relative to src, with `/`
  readonly room: string // '' for the files beside the rooms
  readonly text: string
  readonly imports: readonly string[]
}

function importsOf(text: string): string[] {
  // Multi-line import lists become one line, so that one pattern finds them all.
  const flat = text.replace(/(import|export)(\s+type)?\s*\{[^}]*\}/g, (list) => list.replace(/\s+/g, ' '))
  return [...flat.matchAll(importLine)].map((found) => found[1] ?? found[2] ?? found[3] ?? '')
}

const files: readonly File[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.bench.ts'))
  .map((name) => {
    const text = readFileSync(join(source, name), 'utf8')
    const path = name.split(sep).join('/')
    return { path, room: path.includes('/') ? (path.split('/')[0] ?? '') : '', text, imports: importsOf(text) }
  })

const inRooms = files.filter((file) => file.room !== '')

/** The room and the entry (`index.ts` or a deeper file) that a relative import reaches. */
function reached(file: File, specifier: string): { room: string; entry: string } | undefined {
  if (!specifier.startsWith('.')) return undefined
  const target = relative(source, resolve(source, dirname(file.path), specifier))
    .split(sep)
    .join('/')
  const [room = '', ...rest] = target.split('/')
  return { room, entry: rest.join('/') }
}

function strays(check: (file: File, specifier: string) => boolean, among: readonly File[] = inRooms): string[] {
  return among.flatMap((file) => file.imports.filter((it) => check(file, it)).map((it) => `${file.path} → ${it}`))
}

describe('the rooms', () => {
  test('every folder of src is a room of the tree', () => {
    expect(inRooms.map((file) => file.room).filter((room) => !(room in rooms))).toEqual([])
  })

  test('the check sees imports at all', () => {
    expect(importsOf("import {\n  a,\n  b,\n} from './x.ts'\nexport * from '../y.ts'\nawait import('z')")).toEqual([
      './x.ts',
      '../y.ts',
      'z',
    ])
    expect(inRooms.length).toBeGreaterThan(20)
  })

  test('a room imports only the rooms it may', () => {
    const forbidden = strays((file, specifier) => {
      const to = reached(file, specifier)
      if (to === undefined || to.room === file.room) return false
      const allowed = rooms[file.room] ?? []
      if (allowed === 'any') return !(to.room in rooms)
      const shared = file.room === 'core' || file.room === 'store' || file.room === 'search' ? [] : common
      return ![...allowed, ...shared].includes(to.room)
    })
    expect(forbidden).toEqual([])
  })

  test('a room is entered through its index', () => {
    const through = strays((file, specifier) => {
      const to = reached(file, specifier)
      return to !== undefined && to.room !== file.room && to.room in rooms && to.entry !== 'index.ts'
    }, files)
    expect(through).toEqual([])
  })

  test('no room imports the wiring', () => {
    expect(strays((file, specifier) => /^\.\.\/(app|main)\.ts$/.test(specifier) && file.room !== '')).toEqual([])
  })
})

describe('one door per outside thing', () => {
  test.each(doors.map((door) => ({ ...door, name: String(door.what) })))(
    '$name is imported by $rooms only',
    ({ what, rooms: allowed }) => {
      expect(strays((file, specifier) => what.test(specifier) && !allowed.includes(file.room))).toEqual([])
    },
  )

  test('the environment is read by config alone (and by the sample API, a process of its own)', () => {
    const readers = files.filter(
      (file) => /\bprocess\.env\b/.test(file.text) && !['config', 'sample'].includes(file.room),
    )
    expect(readers.map((file) => file.path)).toEqual([])
  })

  test('only the command line writes to the terminal', () => {
    const writers = files.filter(
      (file) =>
        /\bprocess\.(stdout|stderr)\.write\b|\bconsole\.\w+\(/.test(file.text) &&
        !['cli', 'sample', 'mcp'].includes(file.room),
    )
    expect(writers.map((file) => file.path)).toEqual([])
  })

  test('secrets are sealed in the vault alone, with the cryptography of Node alone', () => {
    const sealers = files.filter((file) => /\b(createCipheriv|createDecipheriv|scrypt(Sync)?)\b/.test(file.text))
    expect(new Set(sealers.map((file) => file.room))).toEqual(new Set(['vault']))
    const packages = files.filter((file) => file.room === 'vault').flatMap((file) => file.imports)
    expect(packages.filter((name) => !name.startsWith('.') && !name.startsWith('node:') && name !== 'zod')).toEqual([])
  })

  test('no code is made from text', () => {
    const makers = files.filter((file) => /\beval\(|new Function\(|node:vm/.test(file.text))
    expect(makers.map((file) => file.path)).toEqual([])
  })

  test('no global fetch', () => {
    // A file that binds the name itself (a parameter, a constant) means its own.
    const bindsIt = (text: string): boolean => /\bconst fetch\b|[(,]\s*fetch\s*:/.test(text)
    const usesIt = (text: string): boolean => /(?<![\w.])fetch\((?![^)]*\)\s*[:{])/.test(text)
    const fetchers = files.filter(({ text }) => (usesIt(text) && !bindsIt(text)) || /globalThis\.fetch/.test(text))
    expect(fetchers.map((file) => file.path)).toEqual([])
  })
})

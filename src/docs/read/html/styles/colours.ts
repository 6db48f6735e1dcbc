/** Red, green, blue from 0 to 255, and how opaque, from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number]

const names: Readonly<Record<string, Colour>> = {
  transparent: [0, 0, 0, 0],
  white: [255, 255, 255, 1],
  snow: [255, 250, 250, 1],
  ivory: [255, 255, 240, 1],
  whitesmoke: [245, 245, 245, 1],
  ghostwhite: [248, 248, 255, 1],
  black: [0, 0, 0, 1],
}

export const white: Colour = [255, 255, 255, 1]

/** A colour as style sheets write it most (CSS Color 4); `undefined` for what is none or not understood. */
export function colourOf(text: string): Colour | undefined {
  const value = text.trim().toLowerCase()
  if (Object.hasOwn(names, value)) return names[value]
  const hex = /^#([\da-f]{3,8})$/.exec(value)?.[1]
  if (hex !== undefined) return fromHex(hex)
  const [, model = '', inside = ''] = /^(rgb|hsl)a?\(([^()]{1,80})\)$/.exec(value) ?? []
  if (model === '') return undefined
  const parts = inside.split(/[\s,/]+/).filter((it) => it !== '')
  const amounts = parts.map(
    (part, at) =>
      Number.parseFloat(part) * (part.endsWith('%') && (model === 'rgb' || at === 3) ? (at === 3 ? 0.01 : 2.55) : 1),
  )
  const [a, b, c, alpha = 1] = amounts
  if (a === undefined || b === undefined || c === undefined || amounts.some((it) => !Number.isFinite(it)))
    return undefined
  return model === 'rgb' ? [a, b, c, alpha] : fromHsl(a, b / 100, c / 100, alpha)
}

function fromHex(hex: string): Colour | undefined {
  const long = hex.length <= 4 ? hex.replace(/./g, (it) => it + it) : hex
  if (long.length !== 6 && long.length !== 8) return undefined
  const at = (from: number): number => Number.parseInt(long.slice(from, from + 2), 16)
  return [at(0), at(2), at(4), long.length === 8 ? at(6) / 255 : 1]
}

function fromHsl(hue: number, saturation: number, lightness: number, alpha: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const channel = (turn: number): number => {
    const place = (turn + hue / 30) % 12
    return 255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1)))
  }
  return [channel(0), channel(8), channel(4), alpha]
}

const leastAlpha = 0.06
const leastDifference = 9

/** Whether letters of one colour on a ground of another are seen by nobody. */
export function isUnseenOn(letters: Colour, ground: Colour): boolean {
  if (letters[3] < leastAlpha) return true
  return [0, 1, 2].every(
    (at) => Math.abs((letters[at] as number) - (ground[at] as number)) * letters[3] < leastDifference,
  )
}

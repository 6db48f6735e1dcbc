import { CustomApiError } from '../core/index.ts'
import type { FileLookup } from '../execute/index.ts'
import type { FileValue } from '../files/index.ts'
import { fileKind, type Binding, type Flat } from './flatten.ts'
import { openFile } from './open-file.ts'
import type { Signature } from './signature.ts'
import type { View } from './view.ts'

/** What stands for the file among the arguments until they are checked: no text that somebody could give. */
const stand = '\u0000the file'

/** Where a file goes in an operation, and the arguments with it. */
export interface Placed {
  readonly input: Readonly<Record<string, unknown>>
  /** Which of several media types takes it. */
  readonly contentType: string | undefined
  readonly files: FileLookup
}

/**
 * A file in the place that an operation has for it: the field that is named, else the only one, else the only one that is
 * required.
 *
 * @throws CustomApiError `arguments.invalid` — no such field, several that could be meant, an operation that takes no file
 */
export function placeFile(
  { flat, operation, hint }: Signature,
  file: FileValue,
  field: string | undefined,
  given: Readonly<Record<string, unknown>>,
  view: View,
): Placed {
  const binding = field === undefined ? only(flat, operation.key, hint) : named(flat, field, operation.key, hint)
  const [form] = binding.kind === 'parameter' ? [] : binding.forms
  const mediaType = form?.media.mediaType ?? ''
  const ranged = mediaType.includes('*')
  return {
    input: { ...given, [binding.name]: stand },
    contentType:
      form === undefined || flat.forms.length + Number(ranged) < 2 ? undefined : ranged ? typeOf(file) : mediaType,
    files: {
      whole: binding.kind === 'body',
      ...(binding.kind === 'property' ? { property: binding.property } : {}),
      open: (text) => (text === stand ? Promise.resolve(file) : openFile(text, view, view.caller)),
    },
  }
}

const typeOf = ({ mediaType }: FileValue): string => mediaType ?? 'application/octet-stream'

/** Whether an operation has a place that is meant for a file. */
export const takesFiles = ({ flat }: Signature): boolean =>
  [...flat.bindings.values()].some((one) => fileKind(one) !== undefined)

function only(flat: Flat, key: string, hint: string): Binding {
  const takes = [...flat.bindings.values()].filter((one) => fileKind(one) !== undefined)
  const parts = takes.filter((one) => one.kind === 'property')
  const required = parts.filter((one) => one.kind === 'property' && isNeeded(one))
  const certain = parts.filter((one) => fileKind(one) === 'only')
  const [binding] = [required, certain, parts, takes].find((some) => some.length === 1) ?? []
  if (binding !== undefined) return binding
  if (takes.length === 0)
    throw new CustomApiError('arguments.invalid', `${key} takes no file`, {
      hint: `name the field with "field" if one does all the same; ${hint}`,
    })
  throw new CustomApiError(
    'arguments.invalid',
    `field: ${key} takes a file in ${takes.map((one) => one.name).join(', ')}`,
    {
      hint: 'say in which of them with "field"; others may be given in "fields" as path, data: URI or handle',
    },
  )
}

const isNeeded = ({ forms, property }: Extract<Binding, { kind: 'property' }>): boolean =>
  forms[0]?.media.schema.required?.includes(property) === true

function named(flat: Flat, field: string, key: string, hint: string): Binding {
  const bindings = [...flat.bindings.values()].filter((one) => one.kind !== 'parameter')
  const found =
    bindings.find((one) => one.name === field) ??
    bindings.find((one) => one.kind === 'property' && one.property === field)
  if (found !== undefined) return found
  throw new CustomApiError('arguments.invalid', `field: ${key} has no "${field.slice(0, 64)}" in its body`, {
    hint:
      bindings.length === 0
        ? 'it has no body'
        : `it has ${bindings
            .map((one) => one.name)
            .slice(0, 20)
            .join(', ')}; ${hint}`,
  })
}

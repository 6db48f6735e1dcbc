export { FileValue, type FileParts } from './file-value.ts'
export {
  createLocalFiles,
  defaultFiles,
  type FilesSettings,
  type LocalFiles,
  type LocalFilesOptions,
} from './local-files.ts'
export { isInside, openLocal, type LocalOptions } from './local.ts'
export { extensionOf, looksLikeText, mediaTypeOf, sniffBytes } from './media-type.ts'
export { createMask, type Mask } from './masked.ts'
export { nameFor, safeName, type Suggestion } from './names.ts'
export { beginSaving, tooLarge, type Saved, type Saving, type SavingOptions } from './saving.ts'

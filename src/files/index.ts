export { FileValue, type FileParts } from './file-value.ts'
export {
  createLocalFiles,
  defaultFiles,
  type FilesSettings,
  type LocalFiles,
  type LocalFilesOptions,
} from './local-files.ts'
export { isInside, openLocal, type LocalOptions } from './local.ts'
export { extensionOf, mediaTypeOf, sniffBytes } from './media-type.ts'

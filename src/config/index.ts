export type {
  ApiConfig,
  Config,
  DescriptionSource,
  EnvironmentConfig,
  Folders,
  FoundBy,
  FoundConfig,
  SecretHeader,
  ServerConfig,
  StorageConfig,
} from './model.ts'
export { environmentNames, environmentVariable, refuseUnverifiedTls } from './environment.ts'
export { folders } from './folders.ts'
export { configFileName, findConfig } from './find.ts'
export { loadConfig } from './load.ts'
export { watchConfig } from './watch.ts'
export { credentialSource, headerSource, referenceSource, serverToken } from './credentials.ts'
export { credentialVariable } from './names.ts'
export { configJsonSchema } from './json-schema.ts'
export { credentialNotes } from './notes.ts'

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
export { childEnvironment, environmentNames, environmentVariable, refuseUnverifiedTls } from './environment.ts'
export { folders } from './folders.ts'
export { configFileName, findConfig } from './find.ts'
export { loadConfig } from './load.ts'
export { watchConfig } from './watch.ts'
export {
  credentialSource,
  headerSource,
  referenceOf,
  referenceSource,
  serverToken,
  setVariable,
  vaultKey,
  type CredentialMeans,
} from './credentials.ts'
export { prepareEntry, withEntry, type NewEntry, type PreparedEdit } from './edit.ts'
export { isTrusted, trustConfig } from './trust.ts'
export { credentialVariable } from './names.ts'
export { configJsonSchema } from './json-schema.ts'
export { credentialNotes } from './notes.ts'

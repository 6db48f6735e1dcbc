export { AskFirst, createConfirmations, type Confirmable, type Confirmations } from './confirmation.ts'
export type { AppRules, Scope } from './model.ts'
export { appsOptions, scopeOptions } from './options.ts'
export { callerOfApp, callerUnderRules, findApp, isInScope, shutOut } from './views.ts'

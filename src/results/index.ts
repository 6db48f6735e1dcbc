export { type Answer, type AnswerBody, type Cut, type Fitted, type Presented, type ResultContent } from './model.ts'
export { fitJson } from './fit-json.ts'
export { fitText } from './fit-text.ts'
export {
  createHandles,
  unknownHandle,
  handleLimits,
  type HandleLimits,
  type HandleOptions,
  type Handles,
  type Kept,
} from './handles.ts'
export { createKeeper, type Keeper } from './keeper.ts'
export { present, presentItems, type ItemsHead } from './present.ts'
export { type Keeping, type PresentOptions } from './present-options.ts'
export { createResumes, type Resumes } from './resumes.ts'
export { savedContent } from './saved.ts'
export { formOf } from './body-text.ts'
export { checkSelect, selectFrom } from './query/answered.ts'
export { queryLimits, WorkerRunner, inlineRunner, type Runner } from './query/runner.ts'
export { handleOf, queryKept, type HandleQuery, type QueryOptions } from './query.ts'
export { failureOf, isSuccess } from './statuses.ts'

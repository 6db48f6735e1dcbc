export type {
  Inference,
  InferredAuth,
  InferredBody,
  InferredOperation,
  InferredPaging,
  InferredParameter,
  InferredPlace,
  InferredRateLimit,
  InferredResponse,
  Source,
} from './model.ts'
export { draftBelow, inferOperations } from './infer.ts'
export { toOpenApi, type OpenApiOptions } from './openapi.ts'

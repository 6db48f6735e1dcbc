// Loaded when the first token is judged or made: stdio needs none.
export { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'

import type { Block } from '../model.ts'
import type { Outline } from './outline.ts'

const verbs = '(?:get|post|put|patch|delete)'

/** Routes as servers define them: what a page with such code calls is the reader's own server, no API of the page's. */
const routes: readonly RegExp[] = [
  // Express, Fastify, Gin, Echo, Flask, FastAPI, chi, net/http
  /\b(?:app|router|route|server|r|e|mux|fastify|blueprint|bp|engine|group|srv)\.(?:get|post|put|patch|delete|route|use|any|HandleFunc|Handle)\(\s*["'`]\//i,
  /\bapi\.(?:route|HandleFunc|Handle)\(\s*["'`]\/|\bhttp\.Handle(?:Func)?\(\s*"/,
  /(?:\b\w{1,40}|\)|^[ \t]*)\.(?:get|post|put|patch|delete)\(\s*["'`](?:\/|\*|https?:)[^"'`\n]{0,80}["'`]\s*,\s*(?:async\s*)?(?:\(\{?[\w,: ]{0,60}\}?\)\s*=>|function\b|func\s*\(|\w+\s*=>)/im,
  // Fastify, hapi: a route as one object
  /\.route\(\s*\{[^}]{0,300}?\b(?:method|url|path)\s*:/,
  // handlers of Go
  /\bfunc\s*(?:\([^)\n]{0,40}\)\s*)?\w*\([^)\n]{0,80}(?:http\.ResponseWriter|\*gin\.Context|echo\.Context|fiber\.Ctx)\b/,
  // decorators and attributes: Flask, Spring, NestJS, JAX-RS, Symfony, ASP.NET, Actix, Rocket
  /@(?:\w+\.)?(?:route|get|post|put|patch|delete|GetMapping|PostMapping|PutMapping|DeleteMapping|RequestMapping)\(\s*["']\//i,
  /@(?:Get|Post|Put|Patch|Delete|Controller)\(\s*(?:["'`)]|\{\s*\w+:)|@Path\(\s*"/,
  /#\[Route\(\s*(?:path:\s*)?["']\/|#\[(?:get|post|put|patch|delete)\(\s*"\//,
  /\[Http(?:Get|Post|Put|Patch|Delete)\b|\[Route\("|\b(?:app|group|endpoints)\.Map(?:Get|Post|Put|Patch|Delete|Controllers)\(/,
  // axum, Ktor
  /\.route\(\s*"\/[^"\n]{0,80}"\s*,\s*\w+|\brouting\s*\{/,
  // Vapor, Kitura: the segments one by one
  /\b(?:app|routes?|router|group)\.(?:get|post|put|patch|delete|on)\(\s*(?:\.[A-Z]+\s*,\s*)?"[\w:*-]{1,40}"\s*(?:,\s*["\w:]|\)\s*\{)/,
  // Laravel, Symfony's configurators, Slim, Django, Sinatra, Rails, Phoenix
  /\bRoute::(?:get|post|put|patch|delete|any|match|resource)\(|\$routes?->\w+\(\s*["'][^"'\n]{0,60}["'](?:\s*,\s*["']\/)?/,
  /\$(?:app|router|r|group)->(?:get|post|put|patch|delete|any|map|group)\(\s*["']/,
  /\burlpatterns\s*\+?=|\brouter\.register\(\s*r?["']/,
  new RegExp(String.raw`^[ \t]*${verbs}[ \t]+['"]\/?[^'"\n]{0,80}['"]\s*(?:do\b|,|=>)|^[ \t]*resources?[ \t]+:\w`, 'm'),
  // Falcon, aiohttp, Pyramid, Flask-RESTful
  /\.add_(?:route|get|post|put|patch|delete|view|resource)\(\s*(?:["'/]|\w+,\s*["'/])|\bdef on_(?:get|post|put|patch|delete)\(self\b/,
  // modules that are routes: Next.js, SvelteKit, React Router
  /\bexport\s+(?:async\s+)?(?:function|const)\s+(?:GET|POST|PUT|PATCH|DELETE|loader|action|actions|load)\b/,
  // routes as data: `rest: "GET /"`, `"GET /hi": "greeter.hello"`, `register_rest_route( 'x/v1', '/y'`
  /^[ \t]*(?:rest[ \t]*:[ \t]*)?["'](?:GET|POST|PUT|PATCH|DELETE) \/[^"'\n]{0,80}["']\s*(?::\s*["'[{(]|,?\s*$)/m,
  /\bregister_rest_route\(/,
  // stand-ins of servers in tests, and tests of one's own server
  /\.reply\(\s*\d{3}\b|\bstubFor\(|\.on(?:Get|Post|Put|Patch|Delete)\(\s*["'`]|\bcy\.(?:intercept|route)\(|\bpage\.route\(/,
  /\brequest\(\s*(?:app|server)\b[^)\n]{0,40}\)|\bhttptest\.New(?:Request|Server|Recorder)\(|\b(?:mockMvc|webTestClient)\b|\bapp\.inject\(/,
]

/** What a proxy or a gateway is told to pass on: the reader's own paths. */
const passes: readonly RegExp[] = [
  /^[ \t]*location[ \t]+(?:[=~^*]{1,2}[ \t]+)?\S{1,200}[ \t]*\{/m,
  /^[ \t]*(?:reverse_proxy|handle_path|proxy_pass|ProxyPass|ProxyPassReverse|use_backend|RewriteRule)\b/m,
  /\bpathType:|\bPathPrefix\(|\bpath_beg\b/,
]

const isCode = (block: Block | undefined, patterns: readonly RegExp[]): boolean =>
  block?.kind === 'code' && patterns.some((pattern) => pattern.test(block.text))

/** Where the API calls back: what receives that is the reader's, and what else the page calls is the API. */
const receiver =
  /["'`]\/?(?:[\w:.-]{1,40}\/){0,6}[\w-]{0,40}(?:web[-_]?hooks?|callbacks?|ipn|notif(?:y|ications?))(?:\/[\w:{}<>.-]*)*["'`]|\bfunc\b.{0,60}(?:webhook|callback)\w*\(/i

/** How many code blocks of the pages define routes of a server, or stand in for one; what receives calls of the API is none. */
export const routeBlocks = ({ items }: Outline): number =>
  items.filter(({ block }) => isCode(block, routes) && isCode(withoutReceivers(block), routes)).length

function withoutReceivers(block: Block | undefined): Block | undefined {
  if (block?.kind !== 'code' || !receiver.test(block.text)) return block
  const lines = block.text.split('\n').filter((line) => !receiver.test(line))
  return { ...block, text: lines.join('\n') }
}

/** How many code blocks of the pages tell a proxy what to pass on. */
export const proxyBlocks = ({ items }: Outline): number => items.filter(({ block }) => isCode(block, passes)).length

/** Where a field of the HTTP domain says that its parameter stands. */
export const fieldKinds: Readonly<Record<string, string>> = {
  param: 'path', parameter: 'path', arg: 'path', query: 'query', queryparam: 'query', queryparameter: 'query', qparam: 'query',
  form: 'form', formparam: 'form', fparam: 'form', json: 'body', jsonparam: 'body', '<json': 'body', reqjson: 'body',
  reqjsonobj: 'body', '<jsonarr': 'body', reqjsonarr: 'body', '>json': 'response', resjson: 'response', resjsonobj: 'response',
  '>jsonarr': 'response', resjsonarr: 'response', reqheader: 'header', requestheader: 'header', '<header': 'header',
  resheader: 'response header', responseheader: 'response header', '>header': 'response header', statuscode: 'status',
  status: 'status', code: 'status',
} // prettier-ignore

// As much of a browser as the documentation's form needs: its elements, and a fetch that asks first where a page of
// another origin must ask (WHATWG Fetch, CORS preflight) and gives the page nothing that it may not read.
const ORIGIN = process.env.PAGE_ORIGIN;
const elements = new Map();

class Element {
  constructor() {
    this.value = '';
    this.innerHTML = '';
    this.style = { display: 'none' };
    this.listeners = {};
  }

  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }
}

globalThis.document = {
  getElementById(id) {
    if (!elements.has(id)) elements.set(id, new Element());
    return elements.get(id);
  },
};

const network = globalThis.fetch;

function isReadable(answer) {
  const allowed = answer.headers.get('access-control-allow-origin');
  return allowed === '*' || allowed === ORIGIN;
}

globalThis.fetch = async (url, options) => {
  const names = Object.keys(options.headers).map((name) => name.toLowerCase()).sort();
  const preflight = await network(url, {
    method: 'OPTIONS',
    headers: {
      'Origin': ORIGIN,
      'Access-Control-Request-Method': options.method,
      'Access-Control-Request-Headers': names.join(','),
    },
  });
  const granted = (preflight.headers.get('access-control-allow-headers') ?? '').toLowerCase();
  const isGranted = names.every((name) => granted.split(', ').includes(name));
  if (!preflight.ok || !isReadable(preflight) || !isGranted) throw new TypeError('Failed to fetch');
  const answer = await network(url, { ...options, headers: { ...options.headers, Origin: ORIGIN } });
  if (!isReadable(answer)) throw new TypeError('Failed to fetch');
  return answer;
};

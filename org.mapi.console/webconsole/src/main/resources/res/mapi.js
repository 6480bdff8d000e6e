// What all pages share. A page's own script calls mapi.page(...) and says how its data is shown; this script fetches the page's
// .json once a second and changes only what has changed, so that what somebody has selected, opened or focused stays as it is -
// and a form or a chart that a page adds stays, too. Every text reaches the page by textContent: names come from outside.
const mapi = (function () {
  'use strict';

  const PERIOD_MS = 1000;
  const HEALTH_EVERY = 5;
  const PAGE_SIZE = 100;
  const HISTORY = 300;
  const RATE_WINDOW_MS = 5000;
  const byId = id => document.getElementById(id);
  const content = byId('mapi-content');
  const base = window.location.origin + window.location.pathname.replace(/\/+$/, '');
  const numbers = new Intl.NumberFormat('en-US');
  const histories = new Map();
  const query = new URLSearchParams(window.location.search);
  const view = {search: query.get('search') || '', offset: Math.max(0, parseInt(query.get('offset'), 10) || 0), paused: false};

  function show(value) {
    return value === null || value === undefined ? '' : typeof value === 'number' ? numbers.format(value) : String(value);
  }

  function element(name, text, className) {
    const node = document.createElement(name);
    if (text !== undefined && text !== null) {
      node.textContent = show(text);
    }
    if (className) {
      node.className = className;
    }
    return node;
  }

  function setText(node, text) {
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }

  // Puts these nodes there and no others; nothing is touched when they are there already.
  function only(parent, nodes) {
    if (nodes.length !== parent.children.length || nodes.some((node, i) => parent.children[i] !== node)) {
      parent.replaceChildren(...nodes);
    }
  }

  // One part {node, update(item)} per item, kept as long as there is an item of that key, in the order of the items.
  function keyed(parent, items, keyOf, create) {
    const parts = parent.mapiParts || (parent.mapiParts = new Map());
    const seen = new Set();
    items.forEach((item, position) => {
      const key = String(keyOf(item));
      seen.add(key);
      if (!parts.has(key)) {
        parts.set(key, create(item));
      }
      const part = parts.get(key);
      if (parent.children[position] !== part.node) {
        parent.insertBefore(part.node, parent.children[position] || null);
      }
      part.update(item);
    });
    parts.forEach((part, key) => {
      if (!seen.has(key)) {
        part.node.remove();
        parts.delete(key);
      }
    });
  }

  // columns: {title, value: row => JSON, node: optional, value => Node, className: optional, shown: optional, rows => whether the
  // column is there}; the part's update takes the rows. A table that is wider than the window is scrolled by itself.
  function table(label, columns, keyOf) {
    const node = element('div', null, 'mapi-table');
    const inner = node.appendChild(element('table', null, 'nicetable ui-widget'));
    inner.setAttribute('aria-label', label);
    const head = inner.createTHead().insertRow();
    columns.forEach(column => {
      const title = element('th', column.title, 'ui-widget-header ' + (column.className || ''));
      title.scope = 'col';
      head.appendChild(title);
    });
    const body = inner.createTBody();
    return {node, update: rows => {
      keyed(body, rows, keyOf, () => tableRow(columns));
      columns.forEach((column, i) => {
        const hide = column.shown !== undefined && !column.shown(rows);
        if (column.shown && (hide || head.cells[i].hidden)) {
          [head, ...body.rows].forEach(line => { line.cells[i].hidden = hide; });
        }
      });
    }};
  }

  function tableRow(columns) {
    const node = element('tr');
    const cells = columns.map(column => node.appendChild(element('td', null, column.className)));
    const shown = [];
    return {node, update: row => columns.forEach((column, i) => {
      const value = column.value(row);
      const text = JSON.stringify(value === undefined ? null : value);
      if (shown[i] !== text) {
        shown[i] = text;
        if (column.node) {
          cells[i].replaceChildren(column.node(value));
        } else {
          cells[i].textContent = show(value);
        }
      }
    })};
  }

  // A list of objects: a row for each.
  function rows(list) {
    const names = [...new Set(list.flatMap(Object.keys))];
    const node = element('table', null, 'rows');
    const head = node.createTHead().insertRow();
    names.forEach(name => head.appendChild(element('th', name)).setAttribute('scope', 'col'));
    const body = node.createTBody();
    list.forEach(item => {
      const line = body.insertRow();
      names.forEach(name => line.appendChild(element('td', null, typeof item[name] === 'number' ? 'number' : ''))
        .appendChild(result(item[name])));
    });
    return node;
  }

  function result(value) {
    if (value === null || value === undefined || typeof value !== 'object') {
      return element('span', value);
    }
    if (Array.isArray(value) && value.length > 0 && value.every(item => item !== null && typeof item === 'object'
      && !Array.isArray(item))) {
      return rows(value);
    }
    if (Array.isArray(value)) {
      return element('span', value.map(item => typeof item === 'object' ? JSON.stringify(item) : show(item)).join(', '));
    }
    const list = element('dl', null, 'result');
    Object.entries(value).forEach(([key, item]) => {
      list.appendChild(element('dt', key));
      list.appendChild(element('dd')).appendChild(result(item));
    });
    return list;
  }

  const HEALTHY = new Set(['ACTIVE', 'FINISHED', 'INIT', 'CLOSED', 'INITIALIZED', 'UNINITIALIZED', 'running', 'open', 'closed',
    'finished', 'waiting for reader', 'ended', 'attached', 'no source']);

  // value: [status, detail]
  function state(value) {
    const node = element('span', value[0], HEALTHY.has(value[0]) ? '' : 'warning');
    if (value[1]) {
      node.appendChild(element('div', value[1], 'detail'));
    }
    return node;
  }

  // Remembers the numbers of an item; a chart reads them by history(key, name).
  function remember(key, values) {
    const time = performance.now();
    Object.entries(values).forEach(([name, value]) => {
      const id = key + '/' + name;
      const points = histories.get(id) || [];
      if (points.length > 0 && value < points[points.length - 1].value) {
        points.length = 0;
      }
      points.push({time, value});
      if (points.length > HISTORY) {
        points.shift();
      }
      histories.set(id, points);
    });
  }

  function history(key, name) {
    return histories.get(key + '/' + name) || [];
  }

  // Per second, over the last seconds; empty while there is nothing to compare with.
  function rate(key, name) {
    const points = history(key, name);
    const last = points[points.length - 1];
    const first = points.find(point => last.time - point.time <= RATE_WINDOW_MS);
    return !first || first === last ? '' : Math.round((last.value - first.value) / (last.time - first.time) * 1000);
  }

  async function json(address) {
    const response = await fetch(address, {credentials: 'same-origin', cache: 'no-store'});
    if (response.status === 401) {
      throw new Error('log in again');
    }
    if (!(response.headers.get('Content-Type') || '').startsWith('application/json')) {
      throw new Error('the appliance answers ' + response.status + ' ' + response.statusText);
    }
    const data = await response.json();
    if (!response.ok) {
      throw new Error(data.message || response.statusText);
    }
    return {data, total: parseInt(response.headers.get('X-Total-Count'), 10) || 0};
  }

  function address() {
    const parameters = new URLSearchParams({offset: view.offset, limit: PAGE_SIZE});
    if (view.search) {
      parameters.set('search', view.search);
    }
    return base + '.json?' + parameters;
  }

  function showRange(shown, total) {
    byId('mapi-pages').hidden = total <= PAGE_SIZE && view.offset === 0;
    setText(byId('mapi-range'), shown === 0 ? 'none of ' + show(total)
      : show(view.offset + 1) + '–' + show(view.offset + shown) + ' of ' + show(total));
    byId('mapi-previous').disabled = view.offset === 0;
    byId('mapi-next').disabled = view.offset + shown >= total;
  }

  async function showHealth() {
    const health = (await json(base.replace(/[^/]*$/, 'mapi-health.json'))).data;
    const link = byId('mapi-health');
    link.hidden = false;
    link.className = health.state === 'ok' ? '' : 'warning';
    setText(link, health.state === 'ok' ? 'healthy' : health.problems.length
      + (health.problems.length === 1 ? ' problem' : ' problems'));
  }

  // page: {noun: [one, many], empty, key, values: optional, show(container, data)}; data is a list, or an object when noun is null
  function page(settings) {
    let round = 0;
    let timer = null;

    function take(answer) {
      if (settings.noun) {
        const total = Math.max(answer.total, answer.data.length);
        answer.data.forEach(item => remember(settings.key(item), settings.values ? settings.values(item) : {}));
        setText(byId('mapi-status'), show(total) + ' ' + settings.noun[total === 1 ? 0 : 1]
          + (view.search ? ' with “' + view.search + '”' : ''));
        showRange(answer.data.length, total);
      }
      const nothing = settings.noun && answer.data.length === 0;
      setText(content.lastChild, nothing ? (view.search ? 'Nothing found.' : settings.empty) : '');
      settings.show(content.firstChild, answer.data);
      content.className = '';
    }

    async function refresh() {
      window.clearTimeout(timer);
      try {
        take(await json(settings.noun ? address() : base + '.json'));
        if (round++ % HEALTH_EVERY === 0 && settings.noun) {
          await showHealth();
        }
      } catch (error) {
        setText(byId('mapi-status'), 'No data: ' + error.message);
        content.className = 'mapi-stale';
      }
      window.clearTimeout(timer);
      if (!view.paused && !document.hidden) {
        timer = window.setTimeout(refresh, PERIOD_MS);
      }
    }

    function turn(offset) {
      view.offset = Math.max(0, offset);
      const parameters = new URLSearchParams();
      if (view.search) {
        parameters.set('search', view.search);
      }
      if (view.offset) {
        parameters.set('offset', view.offset);
      }
      const text = parameters.toString();
      window.history.replaceState(null, '', base + (text ? '?' + text : ''));
      refresh();
    }

    content.append(element('div'), element('p'));
    byId('mapi-json').href = base + '.json';
    byId('mapi-search').value = view.search;
    byId('mapi-controls').addEventListener('submit', event => event.preventDefault());
    byId('mapi-search').addEventListener('input', event => {
      view.search = event.target.value.trim();
      turn(0);
    });
    byId('mapi-previous').addEventListener('click', () => turn(view.offset - PAGE_SIZE));
    byId('mapi-next').addEventListener('click', () => turn(view.offset + PAGE_SIZE));
    byId('mapi-pause').addEventListener('click', event => {
      view.paused = !view.paused;
      event.target.setAttribute('aria-pressed', view.paused);
      refresh();
    });
    document.addEventListener('visibilitychange', () => document.hidden || refresh());
    if (!settings.noun) {
      byId('mapi-search').parentNode.querySelectorAll('label, input').forEach(node => { node.hidden = true; });
    }
    refresh();
  }

  return {page, table, keyed, only, element, setText, show, state, result, rate, history};
})();

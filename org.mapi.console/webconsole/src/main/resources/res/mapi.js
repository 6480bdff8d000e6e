// Fills a page from its own .json, once a second. Every text reaches the page by textContent: names come from outside.
(function () {
  'use strict';

  const PERIOD_MS = 1000;
  const content = document.getElementById('mapi-content');
  const status = document.getElementById('mapi-status');
  const source = window.location.origin + window.location.pathname.replace(/\/+$/, '') + '.json';
  const number = new Intl.NumberFormat('en-US');
  let previous = null;

  function element(name, text, className) {
    const node = document.createElement(name);
    if (text !== undefined && text !== null) {
      node.textContent = typeof text === 'number' ? number.format(text) : String(text);
    }
    if (className) {
      node.className = className;
    } else if (typeof text === 'number') {
      node.className = 'number';
    }
    return node;
  }

  // columns: [title, row => value or node, optional class]
  function table(columns, rows) {
    const node = element('table', null, 'nicetable ui-widget');
    const head = node.createTHead().insertRow();
    columns.forEach(column => head.appendChild(element('th', column[0], 'ui-widget-header ' + (column[2] || ''))));
    const body = node.createTBody();
    rows.forEach(row => {
      const line = body.insertRow();
      columns.forEach(column => {
        const value = column[1](row);
        if (value instanceof Node) {
          line.insertCell().appendChild(value);
        } else {
          line.appendChild(element('td', value, column[2]));
        }
      });
    });
    return node;
  }

  function result(value) {
    if (value === null || value === undefined) {
      return element('span', '');
    }
    if (typeof value !== 'object') {
      return element('span', value);
    }
    if (Array.isArray(value)) {
      return element('span', value.map(item => typeof item === 'object' ? JSON.stringify(item) : item).join(', '));
    }
    const list = element('dl', null, 'result');
    Object.entries(value).forEach(([key, item]) => {
      list.appendChild(element('dt', key));
      const shown = element('dd', null);
      shown.appendChild(result(item));
      list.appendChild(shown);
    });
    return list;
  }

  function state(word, detail) {
    const healthy = ['ACTIVE', 'FINISHED', 'INIT', 'CLOSED', 'INITIALIZED', 'UNINITIALIZED', 'running', 'open', 'closed',
      'finished', 'waiting for reader'].includes(word);
    const node = element('span', word, healthy ? '' : 'warning');
    if (detail) {
      node.appendChild(element('div', detail, 'detail'));
    }
    return node;
  }

  function rate(row, key, value) {
    const before = previous && previous.values.get(key);
    if (before === undefined || before === null || value < before) {
      return '';
    }
    return Math.round((value - before) / (performance.now() - previous.time) * 1000);
  }

  const pages = {
    'mapi-devices': {
      values: devices => new Map(devices.map(device => [device.id, device.packets])),
      summary: devices => devices.length + (devices.length === 1 ? ' device' : ' devices'),
      empty: 'No devices. Configure one in mapi.conf, or create a flow on trace:<file> or an interface.',
      show: devices => [table([
        ['Id', d => d.id, 'number'],
        ['Device', d => d.alias ? d.name + ' (' + d.alias + ')' : d.name],
        ['Driver', d => d.driver],
        ['Kind', d => d.kind ? d.kind.toLowerCase() : ''],
        ['Status', d => state(d.status, d.detail)],
        ['Flows', d => d.flows, 'number'],
        ['Received', d => d.statistics ? d.statistics.received : '', 'number'],
        ['Processed', d => d.packets, 'number'],
        ['per second', d => rate(d, d.id, d.packets), 'number'],
        ['Dropped by kernel', d => d.statistics ? d.statistics.droppedByKernel : '', 'number'],
        ['by interface', d => d.statistics ? d.statistics.droppedByInterface : '', 'number'],
        ['by us', d => d.droppedByUs + (d.statistics ? d.statistics.droppedByDriver : 0), 'number'],
        ['Bad', d => d.statistics ? d.statistics.bad : '', 'number'],
        ['Description', d => d.description]
      ], devices)]
    },
    'mapi-flows': {
      values: flows => new Map(flows.map(flow => [flow.id, flow.packets])),
      summary: flows => flows.length + (flows.length === 1 ? ' flow' : ' flows'),
      empty: 'No flows.',
      show: flows => flows.flatMap(flow => {
        const title = element('h2', 'Flow ' + flow.id + ' on ' + flow.device + ' — ');
        title.appendChild(state(flow.status, flow.detail));
        const perSecond = rate(flow, flow.id, flow.packets);
        title.appendChild(element('span', ', ' + number.format(flow.packets) + ' packets'
          + (perSecond === '' ? '' : ', ' + number.format(perSecond) + ' per second') + ', owner ' + flow.owner, 'detail'));
        return [title, table([
          ['Id', f => f.id, 'number'],
          ['Function', f => f.library + ':' + f.function],
          ['Arguments', f => f.arguments.join(', '), 'arguments'],
          ['Status', f => state(f.status, f.detail)],
          ['Seen', f => f.seen, 'number'],
          ['Passed', f => f.passed, 'number'],
          ['Missed', f => f.missed, 'number'],
          ['Shared', f => f.shared ? 'with ' + (f.subscribers - 1) + ' more' : 'own'],
          ['Result', f => result(f.result)]
        ], flow.functions)];
      })
    },
    'mapi-functions': {
      values: () => new Map(),
      summary: libraries => libraries.length + (libraries.length === 1 ? ' library, ' : ' libraries, ')
        + libraries.reduce((sum, library) => sum + library.functions.length, 0) + ' functions',
      empty: 'No function libraries. Drop one into the load folder.',
      show: libraries => libraries.flatMap(library => [
        element('h2', library.library + (library.bundle ? ' — ' + library.bundle + ' ' + library.version : '')),
        table([
          ['Function', f => f.function],
          ['Arguments', f => f.arguments.map(a => (a.defaultValue === null ? a.name : '[' + a.name + ']')).join(', '), 'arguments'],
          ['Description', f => f.rejected ? state('rejected', f.rejected) : f.description],
          ['Device type', f => f.deviceType],
          ['Result', f => f.result.replace(/^.*\./, '') + ' (' + f.resultMethod + ')'],
          ['Filters', f => f.filters ? 'yes' : ''],
          ['Modifies', f => f.modifies ? 'yes' : '']
        ], library.functions)])
    }
  };

  const page = pages[content.dataset.page];
  document.getElementById('mapi-json').href = source;

  async function refresh() {
    try {
      const response = await fetch(source, {credentials: 'same-origin', cache: 'no-store'});
      const data = await response.json();
      if (!response.ok) {
        throw new Error(data.message || response.statusText);
      }
      const nodes = data.length === 0 ? [element('p', page.empty)] : page.show(data);
      content.replaceChildren(...nodes);
      status.textContent = page.summary(data);
      previous = {time: performance.now(), values: page.values(data)};
    } catch (error) {
      status.textContent = 'No data: ' + error.message;
    }
    window.setTimeout(refresh, PERIOD_MS);
  }

  refresh();
})();

(function () {
  'use strict';

  // A call is written  gap=GAP  or  STATS(gap, "1").
  const name = call => (/^\s*([A-Za-z_][A-Za-z0-9_]*\s*=)/.exec(call) || ['', ''])[1].replace(/\s/g, '');
  const written = call => call.includes('(') ? call.slice(call.indexOf('(') + 1, call.lastIndexOf(')')).trim() : '';

  const columns = [
    {title: 'Id', value: f => f.id, className: 'number'},
    {title: 'Function', value: f => name(f.call) + f.library + ':' + f.function},
    {title: 'Arguments', value: f => written(f.call), className: 'arguments'},
    {title: 'Status', value: f => [f.status, f.detail], node: mapi.state, className: 'text'},
    {title: 'Seen', value: f => f.seen, className: 'number'},
    {title: 'Passed', value: f => f.passed, className: 'number'},
    {title: 'Emitted', value: f => f.emitted, className: 'number', shown: rows => rows.some(f => f.emitted > 0)},
    {title: 'Missed', value: f => f.missed, className: 'number'},
    {title: 'Shared', value: f => f.shared ? 'with ' + (f.subscribers - 1) + ' more' : 'own'},
    {title: 'Result', value: f => f.result, node: mapi.result}
  ];

  // A flow that configuration declares and that waits for a library or a device.
  function waiting(flow) {
    const node = mapi.element('section');
    const title = node.appendChild(mapi.element('h2', 'Declared flow ' + flow.name + ' on ' + flow.device + ' — '));
    title.appendChild(mapi.element('span', 'waiting', 'warning'));
    const detail = node.appendChild(mapi.element('p', null, 'detail'));
    node.appendChild(mapi.element('p', flow.declared.join(', '), 'arguments'));
    return {node, update: now => mapi.setText(detail, now.detail)};
  }

  // A section per flow: heading and table. What else belongs to a flow, a chart or a form, goes behind them.
  function section(flow) {
    const node = mapi.element('section');
    const title = node.appendChild(mapi.element('h2', 'Flow ' + flow.id + (flow.name ? ' (' + flow.name + ')' : '') + ' on ' + flow.device + ' — '));
    const status = title.appendChild(mapi.element('span'));
    const detail = title.appendChild(mapi.element('span', null, 'detail'));
    const functions = mapi.table('Functions of flow ' + flow.id, columns, f => f.id);
    node.appendChild(functions.node);
    let shown = null;
    return {node, update: now => {
      const text = JSON.stringify([now.status, now.detail]);
      if (shown !== text) {
        shown = text;
        status.replaceChildren(mapi.state([now.status, now.detail]));
      }
      const rate = mapi.rate(now.id, 'packets');
      mapi.setText(detail, ', ' + mapi.show(now.packets) + ' packets' + (rate === '' ? '' : ', ' + mapi.show(rate)
        + ' per second') + ', owner ' + now.owner);
      functions.update(now.functions);
    }};
  }

  const isWaiting = flow => flow.status === 'WAITING';
  const keyOf = flow => isWaiting(flow) ? 'declared ' + flow.name : flow.id;

  mapi.page({
    noun: ['flow', 'flows'],
    empty: 'No flows. Declare one in mapi.conf, or let a program create one.',
    key: keyOf,
    values: flow => ({packets: flow.packets}),
    show: (container, flows) => mapi.keyed(container, flows, keyOf,
      flow => isWaiting(flow) ? waiting(flow) : section(flow))
  });
})();

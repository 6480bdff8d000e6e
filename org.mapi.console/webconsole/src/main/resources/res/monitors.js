(function () {
  'use strict';

  const status = monitor => monitor.quarantine ? 'not called' : monitor.sources.length ? 'attached' : 'no source';
  const keyOf = monitor => [monitor.bundle, monitor.name].concat(monitor.sources).join('/');
  const monitors = mapi.table('Monitor applications', [
    {title: 'Monitor', value: m => m.name, className: 'text'},
    {title: 'Kind', value: m => m.options.kind.toLowerCase()},
    {title: 'Filter', value: m => m.options.filter, className: 'arguments'},
    {title: 'Bundle', value: m => m.bundle},
    {title: 'Sources', value: m => m.sources.join(', '), className: 'text'},
    {title: 'Status', value: m => [status(m), m.quarantine], node: mapi.state, className: 'text'},
    {title: 'Flows', value: m => m.flows, className: 'number'},
    {title: 'Callbacks', value: m => m.callbacks, className: 'number'},
    {title: 'per second', value: m => mapi.rate(keyOf(m), 'callbacks'), className: 'number'},
    {title: 'Faults', value: m => m.faults, className: 'number'}
  ], keyOf);

  mapi.page({
    noun: ['monitor', 'monitors'],
    empty: 'No monitor applications. Drop a bundle with one into the load folder.',
    key: keyOf,
    values: m => ({callbacks: m.callbacks}),
    show: (container, data) => {
      mapi.only(container, data.length ? [monitors.node] : []);
      monitors.update(data);
    }
  });
})();

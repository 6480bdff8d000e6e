(function () {
  'use strict';

  const counters = device => device.statistics || {};
  // what a live device's driver says of its interfaces now: link, peer, rings
  const links = device => device.kind === 'LIVE' ? (device.interfaces || []).map(i => i.description).filter(t => t) : [];
  const devices = mapi.table('Capture devices', [
    {title: 'Id', value: d => d.id, className: 'number'},
    {title: 'Device', value: d => d.alias ? d.name + ' (' + d.alias + ')' : d.name, className: 'text'},
    {title: 'Driver', value: d => d.driver},
    {title: 'Kind', value: d => d.kind ? d.kind.toLowerCase() : ''},
    {title: 'Status', value: d => [d.status, d.detail], node: mapi.state, className: 'text'},
    {title: 'Flows', value: d => d.flows, className: 'number'},
    {title: 'Received', value: d => counters(d).received, className: 'number'},
    {title: 'Processed', value: d => d.packets, className: 'number'},
    {title: 'per second', value: d => mapi.rate(d.id, 'packets'), className: 'number'},
    {title: 'Dropped by kernel', value: d => counters(d).droppedByKernel, className: 'number'},
    {title: 'by interface', value: d => counters(d).droppedByInterface, className: 'number'},
    {title: 'by us', value: d => d.droppedByUs + (counters(d).droppedByDriver || 0), className: 'number'},
    {title: 'Bad', value: d => counters(d).bad, className: 'number'},
    {title: 'Description', value: d => [d.description].concat(links(d)).filter(t => t).join('; '), className: 'text'}
  ], d => d.id);

  mapi.page({
    noun: ['device', 'devices'],
    empty: 'No devices. Configure one in mapi.conf, or create a flow on trace:<file> or an interface.',
    key: d => d.id,
    values: d => ({packets: d.packets}),
    show: (container, data) => {
      mapi.only(container, data.length ? [devices.node] : []);
      devices.update(data);
    }
  });
})();

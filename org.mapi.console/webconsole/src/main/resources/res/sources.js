(function () {
  'use strict';

  const counted = source => source.statistics;
  const status = source => source.ended ? (source.failure ? 'failed' : 'ended') : source.failure ? 'waiting' : 'running';
  const sources = mapi.table('Sources', [
    {title: 'Source', value: s => s.name, className: 'text'},
    {title: 'Devices', value: s => s.devices.join(', '), className: 'text'},
    {title: 'Status', value: s => [status(s), s.failure], node: mapi.state, className: 'text'},
    {title: 'Workers', value: s => s.options.workers, className: 'number'},
    {title: 'Packets', value: s => counted(s).packets, className: 'number'},
    {title: 'per second', value: s => mapi.rate(s.name, 'packets'), className: 'number'},
    {title: 'Monitored', value: s => counted(s).monitored, className: 'number'},
    {title: 'Unmonitored', value: s => counted(s).unmonitored, className: 'number'},
    {title: 'Orphans', value: s => counted(s).orphans, className: 'number'},
    {title: 'Bad checksum', value: s => counted(s).badChecksum, className: 'number'},
    {title: 'Flows', value: s => counted(s).flowsNow, className: 'number'},
    {title: 'Evicted', value: s => counted(s).flowsEvicted, className: 'number'},
    {title: 'Forwarded', value: s => counted(s).forwarded, className: 'number'},
    {title: 'Dropped', value: s => counted(s).dropped, className: 'number'},
    {title: 'Refused', value: s => counted(s).refused, className: 'number'}
  ], s => s.name);

  mapi.page({
    noun: ['source', 'sources'],
    empty: 'No sources. Configure one (a section [mos] in mapi.conf, or the factory org.mapi.mos.source), or have a bundle open one.',
    key: s => s.name,
    values: s => ({packets: counted(s).packets}),
    show: (container, data) => {
      mapi.only(container, data.length ? [sources.node] : []);
      sources.update(data);
    }
  });
})();

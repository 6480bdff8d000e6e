(function () {
  'use strict';

  const counted = (number, what) => mapi.show(number) + ' ' + what + (number === 1 ? '' : 's');
  const summary = mapi.element('p');
  const problems = mapi.table('Problems', [
    {title: 'Severity', value: p => p.severity, node: value => mapi.element('span', value.toLowerCase(),
      value === 'ERROR' ? 'warning' : '')},
    {title: 'What', value: p => p.subject, className: 'text'},
    {title: 'Problem', value: p => p.text, className: 'text'}
  ], p => p.subject + '/' + p.text);

  mapi.page({
    noun: null,
    show: (container, health) => {
      mapi.setText(document.getElementById('mapi-status'), health.state);
      mapi.setText(summary, counted(health.devices, 'device') + ', ' + counted(health.flows, 'flow') + ', '
        + counted(health.packets, 'packet') + ' processed'
        + (health.problems.length === 0 ? '; everything works and nothing was lost.' : '.'));
      mapi.only(container, health.problems.length ? [summary, problems.node] : [summary]);
      problems.update(health.problems);
    }
  });
})();

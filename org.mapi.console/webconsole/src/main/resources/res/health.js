(function () {
  'use strict';

  const summary = mapi.element('p');
  const problems = mapi.table('Problems', [
    {title: 'Severity', value: p => p.severity, node: value => mapi.element('span', value.toLowerCase(),
      value === 'ERROR' ? 'warning' : '')},
    {title: 'What', value: p => p.subject},
    {title: 'Problem', value: p => p.text}
  ], p => p.subject + '/' + p.text);

  mapi.page({
    noun: null,
    show: (container, health) => {
      mapi.setText(document.getElementById('mapi-status'), health.state);
      mapi.setText(summary, mapi.show(health.devices) + ' devices, ' + mapi.show(health.flows) + ' flows, '
        + mapi.show(health.packets) + ' packets processed'
        + (health.problems.length === 0 ? '; everything works and nothing was lost.' : '.'));
      mapi.only(container, health.problems.length ? [summary, problems.node] : [summary]);
      problems.update(health.problems);
    }
  });
})();

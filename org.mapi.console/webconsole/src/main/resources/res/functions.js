(function () {
  'use strict';

  const optional = argument => argument.defaultValue !== null;

  // How the function is written; open it and it tells what the arguments mean.
  function signature(f) {
    if (f.arguments.length === 0) {
      return mapi.element('code', f.signature);
    }
    const node = mapi.element('details');
    node.appendChild(mapi.element('summary', f.signature));
    const list = node.appendChild(mapi.element('dl', null, 'arguments'));
    f.arguments.forEach(argument => {
      list.appendChild(mapi.element('dt', argument.name));
      list.appendChild(mapi.element('dd', argument.type.toLowerCase()
        + (optional(argument) ? ', ' + (argument.defaultValue || 'empty') + ' when left out' : '') + ': ' + argument.description));
    });
    return node;
  }

  const columns = [
    {title: 'Function', value: f => ({signature: f.signature, arguments: f.arguments}), node: signature, className: 'text'},
    {title: 'Description', value: f => f.rejected ? ['rejected', f.rejected] : [f.description],
      node: value => value.length === 1 ? mapi.element('span', value[0]) : mapi.state(value), className: 'text'},
    {title: 'Result', value: f => f.result === 'java.lang.Void' ? '' : f.result.replace(/^.*[.$]/, ''),
      className: 'type'},
    {title: 'Effect', value: f => [f.filters ? 'filters' : '', f.modifies ? 'changes packets' : ''].filter(x => x).join(', ')},
    {title: 'Device type', value: f => f.deviceType === '1' ? 'any' : f.deviceType}
  ];

  function section(library) {
    const node = mapi.element('section');
    const title = node.appendChild(mapi.element('h2'));
    const functions = mapi.table('Functions of ' + library.library, columns, f => f.function + '!' + f.deviceType);
    node.appendChild(functions.node);
    return {node, update: now => {
      mapi.setText(title, now.library + (now.bundle ? ' — ' + now.bundle + ' ' + now.version : ''));
      functions.update(now.functions);
    }};
  }

  mapi.page({
    noun: ['library', 'libraries'],
    empty: 'No function libraries. Drop one into the load folder.',
    key: library => library.id,
    show: (container, libraries) => mapi.keyed(container, libraries,
      library => library.id + '/' + library.library + '/' + library.bundle, section)
  });
})();

// Adds to a page that is complete without it: columns that sort, a filter by question, and links that open what they lead to.
(function () {
  'use strict';

  function value(cell) {
    var text = cell.getAttribute('data-v') || cell.textContent.trim();
    var number = parseFloat(text);
    return { text: text, number: /^[-+±]?[0-9.]/.test(text) && !isNaN(number) ? number : null };
  }

  function compare(a, b) {
    if (a.number !== null && b.number !== null) { return a.number - b.number; }
    if (a.number !== null) { return -1; }
    if (b.number !== null) { return 1; }
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  }

  // Rows are sorted within their group: only these may be compared.
  function sort(table, head, column) {
    var down = head.getAttribute('aria-sort') === 'ascending';
    table.querySelectorAll('thead th').forEach(function (h) { h.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    Array.prototype.forEach.call(table.tBodies, function (body) {
      var rows = Array.prototype.filter.call(body.rows, function (r) { return !r.classList.contains('fixed'); });
      rows.map(function (r, i) { return { row: r, at: i, key: value(r.cells[column]) }; })
        .sort(function (a, b) { var order = compare(a.key, b.key); return (down ? -order : order) || a.at - b.at; })
        .forEach(function (r) { body.appendChild(r.row); });
      Array.prototype.filter.call(body.rows, function (r) { return r.classList.contains('last'); })
        .forEach(function (r) { body.appendChild(r); });
    });
  }

  document.querySelectorAll('table.sorts').forEach(function (table) {
    table.querySelectorAll('thead th').forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener('click', function () { sort(table, head, column); });
    });
  });

  var bar = document.querySelector('nav div');
  var sections = document.querySelectorAll('section.question');
  if (bar && sections.length > 1) {
    var label = document.createElement('label');
    var select = document.createElement('select');
    label.appendChild(document.createTextNode('Show '));
    label.appendChild(select);
    select.appendChild(new Option('all questions', ''));
    sections.forEach(function (s) { select.appendChild(new Option(s.getAttribute('data-title'), s.id)); });
    select.addEventListener('change', function () {
      sections.forEach(function (s) { s.hidden = select.value !== '' && s.id !== select.value; });
    });
    bar.appendChild(label);
    var show = function () {
      var target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
      if (!target) { return; }
      for (var e = target; e; e = e.parentElement) {
        if (e.tagName === 'DETAILS') { e.open = true; }
        if (e.hidden) { select.value = ''; sections.forEach(function (s) { s.hidden = false; }); }
      }
      target.scrollIntoView();
    };
    window.addEventListener('hashchange', show);
    show();
  }
})();

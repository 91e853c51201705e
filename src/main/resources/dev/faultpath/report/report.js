// Adds to a page that can be read without it: columns that sort, and the full data, taken in from a script when it is asked for.
(function () {
  'use strict';

  function make(name, text, type) {
    var made = document.createElement(name);
    if (text !== undefined) { made.textContent = text; }
    if (type) { made.className = type; }
    return made;
  }

  function button(text, act) {
    var made = make('button', text);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  }

  // What stands right after another, if it is of a type that is shown and hidden there.
  function beneath(after, type) {
    var next = after.nextSibling;
    return next && next.classList && next.classList.contains(type) ? next : null;
  }

  // Scripts beside the page hand their data over; a page from disk may take in scripts, and fetch nothing.
  var waiting = {};
  var known = {};
  window.faultpath = function (name, data) {
    known[name] = data;
    (waiting[name] || []).forEach(function (then) { then(data); });
    delete waiting[name];
  };
  function load(name, then, failed) {
    if (known[name]) { then(known[name]); return; }
    if (waiting[name]) { waiting[name].push(then); return; }
    waiting[name] = [then];
    var script = make('script');
    script.src = 'report-data/' + name + '.js';
    script.onerror = function () { delete waiting[name]; failed(); };
    document.head.appendChild(script);
  }

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
      Array.prototype.filter.call(body.rows, function (r) { return !r.classList.contains('fixed'); })
        .map(function (r, i) { return { row: r, at: i, key: value(r.cells[column]) }; })
        .sort(function (a, b) { var order = compare(a.key, b.key); return (down ? -order : order) || a.at - b.at; })
        .forEach(function (r) { body.appendChild(r.row); });
      Array.prototype.filter.call(body.rows, function (r) { return r.classList.contains('last'); })
        .forEach(function (r) { body.appendChild(r); });
    });
  }

  function sorts(table) {
    table.querySelectorAll('thead th').forEach(function (head, column) {
      var by = button(undefined, function () { sort(table, head, column); });
      while (head.firstChild) { by.appendChild(head.firstChild); }
      head.appendChild(by);
    });
  }
  document.querySelectorAll('table.sorts').forEach(sorts);

  function scroll(table, label) {
    var box = make('div', undefined, 'scroll');
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', label);
    box.appendChild(table);
    return box;
  }

  function heads(table, names, right) {
    var row = table.createTHead().insertRow();
    names.forEach(function (name, i) {
      var head = make('th', name, right(i) ? 'r' : '');
      head.scope = 'col';
      row.appendChild(head);
    });
  }

  // Links, if there are any, lead from the label of a cell to its forks.
  function plain(t, links) {
    var table = make('table', undefined, 'sorts');
    table.appendChild(make('caption', t.caption));
    heads(table, t.head, function (i) { return i > 1; });
    var body = table.createTBody();
    t.rows.forEach(function (r) {
      var row = body.insertRow();
      r.forEach(function (v, i) {
        var cell = make(i === 0 ? 'th' : 'td', undefined, i > 1 && /^[-+±~]?[0-9.]+( \S+)?$/.test(v) ? 'r' : '');
        if (i === 0) { cell.scope = 'row'; }
        v.split('\n').forEach(function (line, n) {
          var link = links && links[line];
          if (n > 0) { cell.appendChild(make('br')); }
          cell.appendChild(link ? opener(link.text, line, row, link.question, link.anchor, r.length)
            : document.createTextNode(line));
        });
        row.appendChild(cell);
      });
    });
    sorts(table);
    var part = make('div');
    part.appendChild(scroll(table, t.caption));
    t.notes.forEach(function (n) { part.appendChild(make('p', n, 'soft')); });
    return part;
  }

  function picture(c) {
    var figure = make('figure');
    var image = make('img');
    image.src = c.data;
    image.alt = c.title;
    var box = make('div', undefined, 'scroll');
    box.appendChild(image);
    figure.appendChild(box);
    figure.appendChild(make('figcaption', c.description));
    return figure;
  }

  // What shows the forks of a cell below its row, and hides them again.
  function opener(text, label, row, question, anchor, columns) {
    var made = button(text, function () { forks(row, question + '-forks', anchor, columns); });
    made.title = label;
    made.setAttribute('aria-label', text + ': forks of ' + label);
    return made;
  }

  // What shows the function in C below a line that speaks of it, and hides it again.
  function inC(source, below) {
    var at = source.split('#L');
    var name = at[0].slice(at[0].lastIndexOf('/') + 1);
    return button('in C: ' + at[0] + ', line ' + at[1], function () {
      var open = beneath(below, 'code');
      if (open) { open.remove(); return; }
      load('c-sources', function (sources) {
        var lines = sources[name].split('\n');
        var first = at[1] - 1;
        var last = lines.indexOf('}', first);
        while (first > 0 && lines[first - 1] !== '' && lines[first - 1] !== '}') { first--; }
        below.parentNode.insertBefore(make('pre', lines.slice(first, last + 1).map(function (line, i) {
          return String(first + i + 1).padStart(5) + '  ' + line;
        }).join('\n'), 'code'), below.nextSibling);
      }, function () { });
    });
  }

  // Forks of a cell and the command that runs it, below its row.
  function forks(row, script, anchor, columns) {
    var open = beneath(row, 'forks');
    if (open) {
      open.remove();
      if (open.getAttribute('data-cell') === anchor) { return; }
    }
    load(script, function (all) {
      var cell = all[anchor];
      var line = make('tr', undefined, 'fixed forks');
      line.setAttribute('data-cell', anchor);
      var box = make('td');
      box.colSpan = columns;
      var about = make('p', cell.label + ': ' + cell.summary + (cell.source ? '; ' : ''));
      box.appendChild(about);
      if (cell.source) { about.appendChild(inC(cell.source, about)); }
      box.appendChild(make('pre', cell.command));
      box.appendChild(plain({ caption: 'Forks, ns for each operation', head: ['block', 'status', 'score', 'mean', 'B/op', 'counters',
        'notes'], rows: cell.forks, notes: [] }));
      line.appendChild(box);
      row.parentNode.insertBefore(line, row.nextSibling);
    }, function () { });
  }

  // All rows of a question with filters above them.
  function rows(place, name, data) {
    var at = {};
    data.fields.forEach(function (f, i) { at[f] = i; });
    var shown = data.fields.map(function (f, i) { return i; }).filter(function (i) {
      return ['table', 'group', 'pages', 'kind', 'cell'].indexOf(data.fields[i]) < 0
        && data.rows.some(function (r) { return r[i] !== ''; });
    });
    var bar = make('div', undefined, 'filters');
    var count = make('p', '', 'soft');
    count.setAttribute('role', 'status');
    var tables = make('div');
    var text = make('input');
    text.type = 'search';
    text.placeholder = 'any text, such as alternate:16';
    labelled('text', text);
    function labelled(label, field) {
      var box = make('label', label + ' ');
      box.appendChild(field);
      bar.appendChild(box);
      field.addEventListener('input', render);
    }
    function choice(label, field) {
      var values = data.rows.map(function (r) { return r[at[field]]; }).filter(function (v, i, all) { return all.indexOf(v) === i; });
      var select = make('select');
      select.appendChild(new Option('all', ''));
      values.sort(function (a, b) { return a - b || (a < b ? -1 : a > b ? 1 : 0); })
        .forEach(function (v) { select.appendChild(new Option(v, v)); });
      if (values.length > 1) { labelled(label, select); }
      return function (r) { return select.value === '' || r[at[field]] === select.value; };
    }
    var filters = [choice('JDK', 'JDK'), choice('design', 'design'), choice('pages', 'pages')];
    var hide = make('input');
    hide.type = 'checkbox';
    labelled('hide =', hide);
    function render() {
      var words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      var left = data.rows.filter(function (r) {
        var all = r.join(' ').toLowerCase();
        return filters.every(function (f) { return f(r); }) && !(hide.checked && r[at.mark] === '=')
          && words.every(function (w) { return all.indexOf(w) >= 0; });
      });
      count.textContent = left.length + ' of ' + data.rows.length + ' rows. The number of forks shows them and the command of the cell.';
      tables.textContent = '';
      var byTable = {};
      left.forEach(function (r) { (byTable[r[at.table]] = byTable[r[at.table]] || []).push(r); });
      Object.keys(byTable).forEach(function (caption) {
        var table = make('table', undefined, 'sorts');
        table.appendChild(make('caption', caption));
        heads(table, shown.map(function (i) { return data.fields[i]; }), function (i) { return i > 1 && shown[i] !== at.counted; });
        var body = null;
        var group = null;
        // One group after the other, the cheapest design first, its JDKs beside each other.
        var order = {};
        byTable[caption].forEach(function (r) { (order[r[at.group]] = order[r[at.group]] || []).push(r); });
        Object.keys(order).forEach(function (g) {
          var cost = {};
          order[g].forEach(function (r) {
            var ns = parseFloat(r[at['ns/walk']]);
            if (!(r[at.design] in cost)) { cost[r[at.design]] = isNaN(ns) ? Infinity : ns; }
          });
          order[g].sort(function (a, b) {
            return cost[a[at.design]] - cost[b[at.design]]
              || (a[at.design] < b[at.design] ? -1 : a[at.design] > b[at.design] ? 1 : a[at.JDK] - b[at.JDK]);
          }).forEach(function (r) {
            if (g !== group) {
              group = g;
              body = table.createTBody();
              if (g !== '') {
                var line = body.insertRow();
                line.className = 'fixed';
                var head = make('th', g, 'group params');
                head.colSpan = shown.length;
                head.scope = 'rowgroup';
                line.appendChild(head);
              }
            }
            var row = body.insertRow();
            row.className = r[at.kind];
            shown.forEach(function (i, column) {
              var cell = make(column === 0 ? 'th' : 'td', undefined, i === at.counted ? '' : column > 1 ? 'r' : 'nowrap');
              if (i === at.forks) {
                cell.appendChild(opener(r[i], r[at.design] + ' on JDK ' + r[at.JDK], row, name, r[at.cell], shown.length));
              } else {
                cell.textContent = r[i];
              }
              row.appendChild(cell);
            });
          });
        });
        sorts(table);
        tables.appendChild(scroll(table, caption));
      });
    }
    place.appendChild(bar);
    place.appendChild(count);
    place.appendChild(tables);
    render();
  }

  document.querySelectorAll('details.more').forEach(function (more) {
    more.addEventListener('toggle', function () {
      if (!more.open || more.classList.contains('here')) { return; }
      more.classList.add('here');
      var name = more.getAttribute('data-script');
      var note = more.querySelector('p');
      load(name, function (data) {
        note.remove();
        if (data.rows.length > 0) { rows(more, name, data); }
        data.remarks.forEach(function (r) { more.appendChild(make('p', r, 'remark')); });
        data.tables.forEach(function (t) { more.appendChild(plain(t, data.links)); });
        data.charts.forEach(function (c) { more.appendChild(picture(c)); });
      }, function () {
        more.classList.remove('here');
        note.textContent = 'report-data/' + name + '.js is not beside this page: keep the folder with it.';
      });
    });
  });
})();

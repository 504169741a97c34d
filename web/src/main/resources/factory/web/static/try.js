// Calls a service through the gate as whoever looks at its page.
(function () {
  'use strict';
  var form = document.getElementById('try');
  if (!form) return;
  var place = document.getElementById('try-answer');

  function element(name, text, className) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function link(href, text) {
    var made = element('a', text);
    made.href = href;
    return made;
  }

  function request() {
    var url = form.dataset.url;
    var query = new URLSearchParams();
    var headers = {};
    form.querySelectorAll('[data-in]').forEach(function (input) {
      if (input.value === '') return;
      if (input.dataset.in === 'path') url = url.replace('{' + input.name + '}', encodeURIComponent(input.value));
      else if (input.dataset.in === 'query') query.append(input.name, input.value);
      else headers[input.name] = input.value;
    });
    var key = form.elements.key.value.trim();
    if (key) headers['X-API-Key'] = key;
    else if (form.dataset.holder) headers['X-Wallet-Address'] = form.dataset.holder;
    var body = form.elements.body && form.elements.body.value;
    if (body) headers['Content-Type'] = form.dataset.media;
    var asked = query.toString();
    return {
      url: url + (asked ? '?' + asked : ''),
      // With a key the gate takes no session besides.
      options: { method: form.dataset.method, headers: headers, body: body || undefined, credentials: key ? 'omit' : 'same-origin', cache: 'no-store', redirect: 'manual' }
    };
  }

  // What the gate says becomes the way in.
  function waysIn(status, problem) {
    var ways = [];
    var reason = problem && problem.reason;
    if (reason === 'BALANCE_TOO_LOW') {
      ways.push(link(form.dataset.token, 'Buy what is missing'));
      ways.push(link(form.dataset.access, 'See how you stand'));
    } else if (reason === 'WALLET_MISSING' || reason === 'SESSION_INVALID' || reason === 'WALLET_NOT_ACCEPTED') {
      ways.push(element('span', 'Sign in at the top of this page, or use a key of yours.'));
      ways.push(link(form.dataset.access + '#keys', 'Make a key'));
    } else if (reason === 'KEY_INVALID' || (reason && reason.indexOf('KEY_') === 0)) {
      ways.push(link(form.dataset.access + '#keys', 'See your keys'));
    } else if (reason === 'TOKEN_NOT_CREATED') {
      ways.push(link(form.dataset.token, 'See its token'));
    } else if (status === 429) {
      ways.push(link(form.dataset.access, 'See what is left'));
    }
    return ways;
  }

  function show(answer, text, took) {
    var json = null;
    try {
      json = JSON.parse(text);
      text = JSON.stringify(json, null, 2);
    } catch (notJson) {
      // It is shown as it came.
    }
    place.replaceChildren();
    if (!answer.ok && json && json.detail) {
      var told = element('div', '', 'notice bad stack');
      told.setAttribute('role', 'alert');
      told.append(element('h3', json.title || 'It was refused'), element('p', json.detail));
      (json.errors || []).forEach(function (error) { told.append(element('p', (error.field || error.pointer || '') + ' ' + (error.message || error.detail || ''))); });
      var ways = waysIn(answer.status, json);
      if (ways.length) {
        var list = element('ul', '', 'ways');
        ways.forEach(function (way) {
          var item = element('li');
          item.append(way);
          list.append(item);
        });
        told.append(list);
      }
      place.append(told);
    }
    var figure = element('figure', '', 'code');
    figure.append(element('figcaption', answer.status + ' in ' + took + ' ms'));
    var pre = element('pre', text.length > 100000 ? text.slice(0, 100000) + '\n…' : text || '(nothing)');
    pre.id = 'try-text';
    pre.tabIndex = 0;
    figure.append(pre);
    place.append(figure);
  }

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    var button = form.querySelector('button[type=submit]');
    var asked = request();
    var began = performance.now();
    button.setAttribute('aria-busy', 'true');
    fetch(asked.url, asked.options).then(function (answer) {
      return answer.text().then(function (text) { show(answer, text, Math.round(performance.now() - began)); });
    }).catch(function () {
      place.replaceChildren(element('p', 'No answer came: the platform or the service cannot be reached.', 'notice bad'));
    }).finally(function () { button.setAttribute('aria-busy', 'false'); });
  });
})();

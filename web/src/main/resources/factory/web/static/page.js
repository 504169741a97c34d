// What plain HTML and htmx cannot do; every page works without it.
(function () {
  'use strict';
  document.documentElement.classList.add('js');

  function relative(seconds) {
    if (seconds < 5) return 'just now';
    if (seconds < 60) return seconds + ' seconds ago';
    var unit = seconds < 3600 ? ['minute', 60] : seconds < 86400 ? ['hour', 3600] : ['day', 86400];
    var number = Math.floor(seconds / unit[1]);
    return number + ' ' + unit[0] + (number === 1 ? '' : 's') + ' ago';
  }

  // Ages grow while a page is open; the server's words are right when it is opened.
  function ages() {
    document.querySelectorAll('time[datetime]:not([data-fixed])').forEach(function (time) {
      var text = relative(Math.floor((Date.now() - Date.parse(time.dateTime)) / 1000));
      if (time.textContent !== text) time.textContent = text;
    });
  }
  setInterval(ages, 5000);

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button[data-copy]');
    if (!button) return;
    var source = document.getElementById(button.dataset.copy);
    var range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    var done = function () {
      button.textContent = 'Copied';
      setTimeout(function () { button.textContent = 'Copy'; }, 2000);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(done);
    else if (document.execCommand('copy')) done();
  });

  // A wallet in the browser (EIP-1193) signs in; without one there is no button.
  function wallets() {
    document.querySelectorAll('[data-wallet]').forEach(function (part) { part.hidden = !window.ethereum; });
  }
  wallets();
  document.addEventListener('htmx:afterSwap', wallets);

  function send(method, path, body) {
    return fetch(path, {
      method: method,
      headers: body ? { 'Content-Type': 'application/json', 'Accept': 'application/json' } : {},
      body: body && JSON.stringify(body)
    }).then(function (answer) {
      if (answer.status === 204) return null;
      return answer.json().then(function (json) {
        if (!answer.ok) throw new Error(json.detail);
        return json;
      });
    });
  }

  function signIn() {
    return ethereum.request({ method: 'eth_requestAccounts' }).then(function (accounts) {
      return send('POST', '/auth/nonce', { wallet: accounts[0] }).then(function (nonce) {
        return ethereum.request({ method: 'personal_sign', params: [hex(nonce.message), accounts[0]] })
          .then(function (signature) {
            return send('POST', '/auth/session', { message: nonce.message, signature: signature });
          });
      });
    });
  }

  function hex(text) {
    return '0x' + Array.from(new TextEncoder().encode(text), function (byte) {
      return byte.toString(16).padStart(2, '0');
    }).join('');
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button[data-sign-in], button[data-sign-out]');
    if (!button) return;
    var out = button.hasAttribute('data-sign-out');
    var error = document.querySelector('[data-sign-in-error]');
    button.disabled = true;
    (out ? send('DELETE', '/auth/session') : signIn()).then(
      function () { location.reload(); },
      function (problem) {
        button.disabled = false;
        if (error) error.textContent = problem.message || 'The wallet did not sign.';
      });
  });

  // A page that nobody looks at asks for nothing.
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (document.hidden && event.target.matches('[data-live]')) event.preventDefault();
  });

  // Some refusals have something to show: a form with its messages, a notice.
  document.addEventListener('htmx:beforeSwap', function (event) {
    if (event.detail.xhr.getResponseHeader('X-Fragment')) event.detail.shouldSwap = true;
  });

  // What a person opened stays open when its part of the page is renewed.
  var open = new Map();
  document.addEventListener('toggle', function (event) {
    if (event.target.id) open.set(event.target.id, event.target.open);
  }, true);
  document.addEventListener('htmx:afterSwap', function () {
    open.forEach(function (isOpen, id) {
      var details = document.getElementById(id);
      if (details && details.open !== isOpen) details.open = isOpen;
    });
    ages();
  });
})();

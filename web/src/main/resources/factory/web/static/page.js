// What plain HTML and htmx cannot do; every page works without it.
(function () {
  'use strict';
  if (typeof document === 'undefined') return;
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
    document.querySelectorAll('time[title$="UTC"]').forEach(zoned);
  }
  // In full a time is of the reader's zone; without a script it says that it is UTC.
  function zoned(time) {
    time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
  }
  setInterval(ages, 5000);
  ages();

  // A word in passing, which screen readers hear as well.
  var gone;
  function toast(text) {
    var place = document.getElementById('toast');
    clearTimeout(gone);
    place.className = 'toast';
    place.textContent = text;
    gone = setTimeout(function () { place.className = ''; place.textContent = ''; }, 3000);
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button[data-copy]');
    if (!button) return;
    var source = document.getElementById(button.dataset.copy);
    var range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    var done = function () { toast('Copied'); };
    if (navigator.clipboard) navigator.clipboard.writeText(source.innerText.trim()).then(done);
    else if (document.execCommand('copy')) done();
  });

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-share]');
    if (!button) return;
    var url = new URL(button.dataset.share, location.href).href;
    if (navigator.share) navigator.share({ url: url }).catch(function () {});
    else if (navigator.clipboard) navigator.clipboard.writeText(url).then(function () { toast('The address of its page is copied'); });
    else toast(url);
  });

  // A new key stands in the answer to its form: reloading it asks for the page, not for another key.
  if (document.getElementById('fresh')) history.replaceState(history.state, '', location.pathname.replace(/\/keys\/.*/, '/keys'));

  // A log that is followed shows its end; one that is not stays where it is read.
  var readAt = null;
  function follow() {
    var log = document.getElementById('log');
    var wanted = document.getElementById('log-follow');
    if (!log || !wanted) return;
    log.scrollTop = wanted.checked ? log.scrollHeight : readAt || 0;
  }
  document.addEventListener('htmx:beforeSwap', function () {
    var log = document.getElementById('log');
    readAt = log && log.scrollTop;
  });
  document.addEventListener('htmx:afterSwap', follow);
  follow();

  // A document is taken from a file, chosen or dropped; it goes where it could have been pasted.
  var LARGEST = 60000;
  function take(file, box) {
    if (!file) return;
    if (file.size > LARGEST) {
      tell(file.name + ' is larger than 60 kB; send it to POST /plans as metadata.openapi.');
      return;
    }
    file.text().then(function (text) {
      box.value = text;
      box.focus();
      toast(file.name + ' is in the box');
    });
  }
  document.addEventListener('change', function (event) {
    var into = event.target.dataset.into;
    if (into) take(event.target.files[0], document.getElementById(into));
  });
  document.addEventListener('dragover', function (event) {
    if (event.target.closest('[data-drop]')) event.preventDefault();
  });
  document.addEventListener('drop', function (event) {
    var box = event.target.closest('[data-drop]');
    if (!box || !event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0], box);
  });

  // What is long is folded where there is little room; what is wrong in it stays open.
  if (matchMedia('(max-width: 639px)').matches) {
    document.querySelectorAll('details[data-fold]').forEach(function (part) {
      part.open = part.querySelector('[aria-invalid]') !== null;
    });
  }

  // The wallet's box closes as a menu does.
  document.addEventListener('click', function (event) {
    var box = document.getElementById('wallet-box');
    if (box && box.open && !box.contains(event.target)) box.open = false;
  });
  document.addEventListener('keydown', function (event) {
    var box = document.getElementById('wallet-box');
    if (event.key !== 'Escape' || !box || !box.open) return;
    box.open = false;
    box.querySelector('summary').focus();
  });

  // Wallets in the browser announce themselves (EIP-6963); an older one is window.ethereum (EIP-1193).
  var found = [];
  function providers() {
    return found.length || !window.ethereum ? found : [{ info: { uuid: 'injected', name: 'the wallet of this browser', icon: '' }, provider: window.ethereum }];
  }
  function chosen() {
    var all = providers();
    var name = sessionStorage.getItem('wallet');
    return all.filter(function (one) { return one.info.uuid === name || one.info.rdns === name; })[0] || (all.length === 1 ? all[0] : null);
  }
  function choose(one) {
    sessionStorage.setItem('wallet', one.info.rdns || one.info.uuid);
    listen(one.provider);
  }
  addEventListener('eip6963:announceProvider', function (event) {
    var detail = event.detail;
    if (!detail || !detail.provider || found.some(function (one) { return one.info.uuid === detail.info.uuid; })) return;
    found.push(detail);
    wallets();
  });

  function wallets() {
    var all = providers();
    document.querySelectorAll('[data-trade], [data-max="buy"]').forEach(function (part) { part.hidden = !all.length; });
    document.querySelectorAll('[data-wallet]').forEach(function (part) {
      part.hidden = !all.length;
      var list = part.querySelector('.wallets');
      list.replaceChildren.apply(list, all.map(function (one) {
        var button = document.createElement('button');
        button.type = 'button';
        button.className = 'button full' + (all.length === 1 ? ' main' : '');
        button.dataset.signIn = one.info.uuid;
        if (/^data:image\//.test(one.info.icon || '') && all.length > 1) {
          var icon = document.createElement('img');
          icon.src = one.info.icon;
          icon.alt = '';
          button.append(icon);
        }
        button.append(all.length === 1 ? 'Sign in' : 'Sign in with ' + one.info.name);
        return button;
      }));
    });
    var one = chosen();
    if (one) listen(one.provider);
  }

  // Who only looks is followed to another account of the wallet; whoever signed in is still signed in
  // with the one before.
  var heard = [];
  function listen(provider) {
    if (heard.indexOf(provider) >= 0 || !provider.on) return;
    heard.push(provider);
    provider.on('accountsChanged', function (accounts) {
      var me = document.querySelector('#wallet code[title]');
      var now = accounts[0];
      if (!me || (now && now.toLowerCase() === me.title)) return;
      if (now && document.querySelector('#wallet .unsigned')) {
        htmx.ajax('POST', '/wallet', { target: '#wallet', swap: 'outerHTML', values: { address: now, return_to: location.pathname + location.search } });
        toast('Your wallet uses ' + now.slice(0, 6) + '\u2026' + now.slice(-4) + ' now, and this page follows it');
        return;
      }
      tell(now
        ? 'Your wallet uses ' + now.slice(0, 6) + '\u2026' + now.slice(-4) + ' now; this page still shows ' + me.textContent + '. Sign in again to go on with the other.'
        : 'Your wallet is locked or disconnected from this page.', true);
    });
  }

  // What a wallet says when it does not do what it was asked for.
  function walletWords(problem) {
    if (problem && problem.code === 4001) return 'You declined it in your wallet; nothing was done.';
    if (problem && problem.code === -32002) return 'Your wallet waits for you already: open it.';
    return (problem && problem.message) || 'The wallet did not do it.';
  }
  window.factoryWallet = { providers: providers, chosen: chosen, choose: choose, words: walletWords, send: send, hex: hex };

  function send(method, path, body) {
    return fetch(path, {
      method: method,
      headers: body ? { 'Content-Type': 'application/json', 'Accept': 'application/json' } : {},
      body: body && JSON.stringify(body)
    }).then(function (answer) {
      if (answer.status === 204) return null;
      return answer.json().catch(function () { return {}; }).then(function (json) {
        if (!answer.ok) throw new Error(json.detail || 'The server refused it (' + answer.status + ').');
        return json;
      });
    }, function () {
      throw new Error('The server cannot be reached; try again.');
    });
  }

  function signIn(ethereum) {
    return ethereum.request({ method: 'eth_requestAccounts' }).then(function (accounts) {
      if (!accounts.length) throw new Error('Your wallet is locked; open it first.');
      return send('POST', '/auth/nonce', { wallet: accounts[0] }).then(function (nonce) {
        return ethereum.request({ method: 'personal_sign', params: [hex(nonce.message), accounts[0]] })
          .then(function (signature) {
            return send('POST', '/auth/session', { message: nonce.message, signature: signature });
          });
      });
    });
  }

  wallets();
  document.addEventListener('htmx:afterSwap', wallets);
  dispatchEvent(new Event('eip6963:requestProvider'));

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
    var one = providers().filter(function (p) { return p.info.uuid === button.dataset.signIn; })[0];
    if (!out) choose(one);
    (out ? send('DELETE', '/auth/session') : signIn(one.provider)).then(
      function () { location.reload(); },
      function (problem) {
        button.disabled = false;
        if (error) error.textContent = walletWords(problem);
      });
  });

  // A part is asked for again when the stream says that there is another one. Without the stream
  // it is asked for now and then, and while nobody looks at the page not at all.
  (function () {
    var NOW_AND_THEN = 10000;
    var streaming = false;
    var loaded = Date.now();
    var heard = loaded;
    var asked = new Map();

    function address(part) { return new URL(part.getAttribute('hx-get'), location.href); }
    function name(part) {
      var url = address(part);
      url.searchParams.delete('v');
      return url.pathname + url.search;
    }
    function liveParts() { return Array.from(document.querySelectorAll('[data-live]')); }
    function renew(part) {
      htmx.ajax('GET', part.getAttribute('hx-get'), { source: part, event: new Event('live') });
    }

    var want = self.liveParts(function (told) {
      var was = streaming;
      heard = Date.now();
      streaming = told.up !== false;
      // What cannot be heard of is looked at once, so that the page says what is lost.
      if (was && !streaming && !document.hidden) liveParts().forEach(renew);
      liveParts().forEach(function (part) {
        var other = told.part === name(part) && told.version !== address(part).searchParams.get('v');
        if (other || (told.same && part.hasAttribute('data-stale'))) renew(part);
      });
    });
    function followParts() { want(document.hidden ? [] : liveParts().map(name)); }
    function look() {
      streaming = false;
      heard = Date.now();
      followParts();
      if (!document.hidden) liveParts().forEach(renew);
    }
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', function (event) { if (event.persisted) look(); });
    addEventListener('pagehide', function () { want([]); });
    document.addEventListener('htmx:afterSettle', followParts);
    setInterval(followParts, 20000);
    followParts();

    // Of what nothing was heard for so long nobody knows whether it is still so.
    setInterval(function () {
      if (streaming && !document.hidden && Date.now() - heard > NOW_AND_THEN) {
        streaming = false;
        liveParts().forEach(renew);
      }
    }, 2000);

    document.addEventListener('htmx:beforeRequest', function (event) {
      var part = event.detail.elt;
      if (!part.matches('[data-live]')) return;
      var early = Date.now() - (asked.get(part.id) || loaded) < NOW_AND_THEN - 500;
      if (document.hidden || (!event.detail.requestConfig.triggeringEvent && (streaming || early))) {
        event.preventDefault();
        return;
      }
      asked.set(part.id, Date.now());
    });
  })();

  // A part that cannot be asked for again is no longer what is; the page says so until it is.
  var lostAt = null;
  function connection() {
    var bar = document.getElementById('connection');
    var lost = document.querySelector('[data-stale]') !== null;
    lostAt = lost ? lostAt || new Date() : null;
    var text = lost
      ? 'Not connected since ' + lostAt.toLocaleTimeString() + ', trying again. What is dimmed is from before.'
      : '';
    if (bar.textContent !== text) bar.textContent = text;
  }
  document.addEventListener('htmx:configRequest', function (event) {
    // Longer than the slowest part of a page may take.
    if (event.detail.elt.matches('[data-live]')) event.detail.timeout = 8000;
  });
  document.addEventListener('htmx:afterRequest', function (event) {
    var part = event.detail.elt;
    if (!part.matches('[data-live]')) return;
    part.toggleAttribute('data-stale', !(event.detail.xhr.status >= 200 && event.detail.xhr.status < 300));
    connection();
  });
  document.addEventListener('htmx:afterSwap', connection);

  // Whoever pressed a button learns that nothing came of it; what was typed stays where it is.
  // What is no answer to that (lasting) stays when something else arrives.
  function tell(text, lasting) {
    var told = document.createElement('p');
    told.className = 'notice bad';
    told.setAttribute('role', 'alert');
    if (!lasting) told.dataset.unsent = '';
    told.textContent = text;
    var notice = document.getElementById('notice');
    notice.className = '';
    notice.replaceChildren(told);
    notice.scrollIntoView({ block: 'nearest' });
  }
  function byHand(event) { return !event.detail.elt.matches('[data-live]'); }
  document.addEventListener('htmx:sendError', function (event) {
    if (byHand(event)) tell('The server cannot be reached: this did not arrive, or its answer was lost. What you typed is still here; send it again once the connection is back.');
  });
  document.addEventListener('htmx:timeout', function (event) {
    if (byHand(event)) tell('No answer came in time. What you typed is still here; look whether it was done before you send it again.');
  });
  document.addEventListener('htmx:responseError', function (event) {
    var xhr = event.detail.xhr;
    if (!byHand(event) || xhr.getResponseHeader('X-Fragment')) return;
    tell('It was not done: ' + reason(xhr) + ' What you typed is still here.');
  });
  document.addEventListener('htmx:afterRequest', function (event) {
    if (byHand(event) && event.detail.successful) {
      document.querySelectorAll('[data-unsent]').forEach(function (told) { told.remove(); });
    }
  });
  function reason(xhr) {
    try {
      return JSON.parse(xhr.responseText).detail;
    } catch (notJson) {
      var page = new DOMParser().parseFromString(xhr.responseText, 'text/html');
      var words = page.querySelector('#notice p');
      return words ? words.textContent : 'the server refused it (' + xhr.status + ').';
    }
  }

  // A form that would leave the page asks first whether anybody is there: what was typed stays here.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.matches('[data-careful]') || form.dataset.sure) return;
    event.preventDefault();
    var by = event.submitter;
    var busy = function (is) { if (by && by.matches('.button')) by.setAttribute('aria-busy', is); };
    busy(true);
    fetch('/healthz', { cache: 'no-store' }).then(function (answer) {
      if (!answer.ok) throw new Error();
      form.dataset.sure = 'yes';
      form.requestSubmit(by);
    }).catch(function () {
      busy(false);
      tell('The server cannot be reached. What you typed is still here; send it again once the connection is back.');
    }).finally(function () { delete form.dataset.sure; });
  });
  addEventListener('pageshow', function () {
    document.querySelectorAll('[aria-busy="true"]').forEach(function (by) { by.setAttribute('aria-busy', false); });
  });

  // What is asked on a page of its own is asked in a dialog on this one.
  document.addEventListener('click', function (event) {
    var close = event.target.closest('dialog [data-close]');
    var link = event.target.closest('a[data-dialog]');
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || !(close || link)) return;
    event.preventDefault();
    if (close) {
      close.closest('dialog').close();
      return;
    }
    fetch(link.href, { headers: { Accept: 'text/html' } }).then(function (answer) { return answer.text(); }).then(function (text) {
      var asked = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-asked]');
      var dialog = document.createElement('dialog');
      dialog.setAttribute('aria-labelledby', 'asked-title');
      dialog.append(asked);
      dialog.addEventListener('close', function () { dialog.remove(); });
      document.body.append(dialog);
      dialog.showModal();
    }).catch(function () { location.assign(link.href); });
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

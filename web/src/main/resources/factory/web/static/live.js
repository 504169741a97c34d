// One event stream for all tabs of a browser, in a worker that they share; where there is none, each
// tab that is looked at has its own. It tells which version of a part there is now.
(function (self) {
  'use strict';
  var SILENCE = 15000;
  var GONE = 60000;

  // Keeps the stream of whatever its tabs want; tells them what comes, and whether it is there.
  function hub(tell) {
    var tabs = new Map();
    var source = null;
    var wanted = '';
    var heard = 0;
    var later = null;

    function close() {
      if (source) source.close();
      source = null;
    }

    function open() {
      close();
      if (!wanted) return;
      heard = Date.now();
      source = new EventSource('/live?parts=' + encodeURIComponent(wanted));
      source.onopen = function () { heard = Date.now(); tell({ up: true }); };
      source.addEventListener('part', function (event) {
        heard = Date.now();
        var space = event.data.indexOf(' ');
        tell({ part: event.data.slice(space + 1), version: event.data.slice(0, space) });
      });
      source.addEventListener('same', function () { heard = Date.now(); tell({ same: true }); });
      // It tries again by itself unless it was refused; then the next look at the clock does.
      source.onerror = function () { tell({ up: false }); };
    }

    function settle() {
      var parts = new Set();
      tabs.forEach(function (tab) { tab.parts.forEach(function (part) { parts.add(part); }); });
      var now = Array.from(parts).sort().slice(0, 40).join(' ');
      if (now === wanted) return;
      wanted = now;
      open();
    }

    setInterval(function () {
      tabs.forEach(function (tab, id) { if (Date.now() - tab.at > GONE) tabs.delete(id); });
      settle();
      if (source && Date.now() - heard > SILENCE) {
        tell({ up: false });
        open();
      }
    }, 5000);

    return function (id, parts) {
      if (parts.length) tabs.set(id, { parts: parts, at: Date.now() });
      else tabs.delete(id);
      // A part that is replaced is away for a moment.
      clearTimeout(later);
      later = setTimeout(settle, 100);
    };
  }

  if (typeof SharedWorkerGlobalScope !== 'undefined') {
    var ports = new Map();
    var number = 0;
    var want = hub(function (told) { ports.forEach(function (port) { port.postMessage(told); }); });
    self.onconnect = function (event) {
      var port = event.ports[0];
      var id = ++number;
      port.onmessage = function (message) {
        // A tab that has gone to sleep says that it wants nothing.
        if (message.data.length) ports.set(id, port);
        else ports.delete(id);
        want(id, message.data);
      };
      port.start();
    };
    return;
  }

  var script = document.currentScript.src;
  self.liveParts = function (tell) {
    if (typeof SharedWorker === 'undefined') {
      var only = hub(tell);
      return function (parts) { only(0, parts); };
    }
    var port = new SharedWorker(script, 'live').port;
    port.onmessage = function (event) { tell(event.data); };
    return function (parts) { port.postMessage(parts); };
  };
})(self);

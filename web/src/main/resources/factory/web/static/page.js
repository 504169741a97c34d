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

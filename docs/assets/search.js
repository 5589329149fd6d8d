// Two helps to mkdocs' own search, which runs in a worker: words after an apostrophe are words (taux d'abandon), and
// pages opened from a folder, where a browser gives neither workers nor fetched files, search all the same.
(function () {
  var here = document.currentScript.src.replace(/assets\/[^/]*$/, "search/");
  var scripts = ["lunr.js", "lunr.stemmer.support.js", "lunr.multi.js", "lunr.fr.js", "search_index.js"];
  var documents = {};
  var index;

  function load(names, done) {
    if (!names.length) return done();
    var tag = document.createElement("script");
    tag.src = here + names[0];
    tag.onload = function () { load(names.slice(1), done); };
    document.head.appendChild(tag);
  }

  function build() {
    var data = window.searchIndex;
    lunr.tokenizer.separator = new RegExp(data.config.separator);
    index = lunr(function () {
      this.use(lunr.multiLanguage.apply(null, data.config.lang));
      this.field("title");
      this.field("text");
      this.ref("location");
      data.docs.forEach(function (doc) {
        documents[doc.location] = doc;
        this.add(doc);
      }, this);
    });
  }

  function search(query) {
    return index.search(query).map(function (found) {
      var doc = documents[found.ref];
      return { location: doc.location, title: doc.title, summary: doc.text.slice(0, 200) };
    });
  }

  function OnPage() { // a worker's manners, on the page itself
    var worker = this;
    this.postMessage = function (message) {
      if (message.query) return worker.onmessage({ data: { results: search(message.query) } });
      load(scripts, function () {
        build();
        worker.onmessage({ data: { config: window.searchIndex.config } });
        worker.onmessage({ data: { allowSearch: true } });
      });
    };
  }

  var Kind = window.location.protocol === "file:" ? OnPage : window.Worker;
  window.Worker = function (url) {
    var worker = new Kind(url);
    var post = worker.postMessage;
    worker.postMessage = function (message) {
      var asked = message.query && message.query.replace(/['’:]/g, " ").trim();
      post.call(worker, asked ? { query: asked } : message);
    };
    return worker;
  };
})();

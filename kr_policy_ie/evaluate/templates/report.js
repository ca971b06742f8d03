"use strict";
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const articles = [...document.querySelectorAll("#list article")];
  const words = new Map(articles.map(a => [a, a.textContent.toLowerCase()]));
  function apply() {
    const wanted = new FormData(form);
    const sought = wanted.get("words").trim().toLowerCase();
    let count = 0;
    for (const article of articles) {
      let fits = !sought || words.get(article).includes(sought);
      for (const [name, value] of wanted) {
        if (name !== "words" && value && article.dataset[name] !== value) fits = false;
      }
      article.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = count;
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", event => event.preventDefault());
  apply();
})();

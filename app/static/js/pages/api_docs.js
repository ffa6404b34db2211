// The page of the API: the search leaves the operations and shapes that hold every word; without it all are there.

const box = document.querySelector(".api-search");
const input = document.getElementById("api-search");
const found = document.getElementById("api-found");
const articles = [...document.querySelectorAll(".api-operation")];
const texts = new Map(articles.map((article) => [article, article.textContent.toLowerCase()]));
const entries = new Map([...document.querySelectorAll(".api-toc a")].map((link) => [link.hash.slice(1), link.parentElement]));

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const article of articles) {
    article.hidden = !words.every((word) => texts.get(article).includes(word));
    const entry = entries.get(article.id);
    if (entry) entry.hidden = article.hidden;
    if (entry && !article.hidden) count += 1;
  }
  for (const group of document.querySelectorAll(".api-group")) group.hidden = !group.querySelector(".api-operation:not([hidden])");
  for (const part of document.querySelectorAll(".api-toc")) part.hidden = !part.querySelector("li:not([hidden])");
  found.textContent = words.length ? found.dataset.found.replace("{count}", String(count)) : "";
}

// A link to an operation that the search has hidden shows everything again.
function reveal() {
  // Names of operations are plain letters: what is not found as it stands is none of them.
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.hidden) return;
  input.value = "";
  search();
  target.scrollIntoView();
}

box.hidden = false;
input.addEventListener("input", search);
addEventListener("hashchange", reveal);
document.body.dataset.ready = "";

/* Suggests an address from the title while nobody has typed one. The server does the same if the field is empty. */
(() => {
  "use strict";
  const title = document.querySelector("#id_title");
  const slug = document.querySelector("#id_slug");
  if (!title || !slug) return;
  let typed = slug.value !== "";
  slug.addEventListener("input", () => {
    typed = slug.value !== "";
  });
  title.addEventListener("input", () => {
    if (typed) return;
    const plain = title.value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    slug.value = plain.replace(/[^a-z0-9]+/g, "-").slice(0, 70).replace(/^-+|-+$/g, "");
  });
})();

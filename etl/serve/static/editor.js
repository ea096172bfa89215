// Opens an editor in place of the form on request, where Yasgui is installed (tools/fetch_editor.sh). The form does the same work, without
// scripts and for everybody: Yasgui's own parts are not accessible to all.
"use strict";
window.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("open-editor");
  if (!window.Yasgui || !button) return;
  button.hidden = false;
  button.addEventListener("click", openEditor);
});

function openEditor() {
  const rows = document.querySelectorAll("table.prefixes tr");
  const prefixes = Object.fromEntries([...rows].map((row) => [row.cells[0].textContent.replace(/:$/, ""), row.cells[1].textContent]));
  const asked = document.getElementById("query").value;
  const used = Object.entries(prefixes).filter(([name]) => asked.includes(`${name}:`));
  const query = used.map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`).join("") + asked;
  const place = document.getElementById("yasgui");
  document.getElementById("query-form").hidden = true;
  place.hidden = false;
  const yasgui = new window.Yasgui(place, {
    requestConfig: { endpoint: new URL("/sparql", location.href).href, method: "POST" },
    copyEndpointOnNewTab: true,
    persistenceId: null,
    autofocus: true,
    yasr: { prefixes: prefixes },
  });
  yasgui.getTab().setQuery(query);
}

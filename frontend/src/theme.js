// Before the page is drawn: the theme that was chosen, else the system's holds.
const chosen = localStorage.getItem("nnx-judge/theme");
const asked = new URLSearchParams(location.search).get("theme");
const theme = asked ?? chosen;
if (theme === "light" || theme === "dark") {
  document.documentElement.dataset.theme = theme;
}

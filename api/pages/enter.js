// Signs in with the one-time secret that stands behind the # of the link: browsers do not send that part to servers, so
// it is in no log. The button keeps programs that only look at links from using it up.
"use strict";
const say = document.getElementById("say");
const button = document.getElementById("enter");
const secret = location.hash.slice(1);
if (!secret) {
  say.textContent = "The link is not whole: the part behind # is missing. Copy the whole link.";
  button.disabled = true;
}
button.addEventListener("click", async () => {
  button.disabled = true;
  history.replaceState(null, "", "/enter");
  try {
    const answer = await fetch("/api/people/enter", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret }),
    });
    if (answer.ok) {
      location.replace("/");
      return;
    }
    say.textContent = (await answer.json()).detail;
  } catch {
    say.textContent = "There is no connection to the server. Open the link again when there is.";
  }
});

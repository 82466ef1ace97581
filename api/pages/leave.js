// Ends the session. A link would be followed by programs that only look; a button is not.
"use strict";
const say = document.getElementById("say");
document.getElementById("leave").addEventListener("click", async () => {
  try {
    const answer = await fetch("/api/people/leave-session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    if (answer.ok) {
      location.replace("/");
      return;
    }
    say.textContent = (await answer.json()).detail;
  } catch {
    say.textContent = "There is no connection to the server; you are still signed in. Try again when there is.";
  }
});

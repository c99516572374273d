// Copies the checkbox "This is a shared computer" to the separate form for passkeys.
const tick = document.querySelector("input[type=checkbox][name=shared]");
const follower = document.querySelector("#mfa_login input[name=shared]");

const follow = () => {
  follower.value = tick.checked ? "on" : "";
};
tick.addEventListener("change", follow);
follow();

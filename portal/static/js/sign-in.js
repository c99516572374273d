// The tick "This is a shared computer" holds for a sign-in by passkey too, whose form is another.
const tick = document.querySelector("input[type=checkbox][name=shared]");
const follower = document.querySelector("#mfa_login input[name=shared]");

const follow = () => {
  follower.value = tick.checked ? "on" : "";
};
tick.addEventListener("change", follow);
follow();

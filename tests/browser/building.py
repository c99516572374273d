"""How a coordinator builds a course, page by page, from nothing to what can be published."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Route, expect

from courses.front_matter_texts import FRONT_MATTER_TEXTS
from tests.authoring.series_folder import box
from tests.browser.coordinator import CLIP, Coordinator

PROVIDER = "Lakeside Medical Society"
TITLE = "Listening to patients in the emergency department"
SIGNS = "Name two signs that a patient cannot speak freely."
ABOUT = {
    text.asked_as: "As the provider words it."
    for text in FRONT_MATTER_TEXTS
    if text.place.step == "about"
} | {
    "Purpose": "Clinicians listen before they ask.",
    "Learning objectives": f"{SIGNS}\nOffer to speak alone.",
    "Target audience": "Physicians\nNurses",
    "Medium": "Recorded lecture",
    "Method of participation": "1. Watch\n2. Take the post-test\n3. Evaluate\n4. Claim",
    "Content note": "Speaks of coercion. You can stop at any time.",
    "How to ask for an accommodation": "Write to education@lakeside.example.",
    "Hardware and software": "A current browser with sound.",
    "Sources for further study": "- Lakeside guideline on private conversations, 2026",
    "Copyright": "2026 Lakeside Medical Society",
    "ACCME activity ID": "201234567",
    "Provider activity ID": "LMS-2026-01",
}
PIECE = 8 * 1024 * 1024
SUBRIP = """1
00:00:00,500 --> 00:00:09,000
A companion answers for the patient.

2
00:00:09,500 --> 00:00:19,000
Offer to speek alone.
"""
GIFT = """::Alone:: A companion answers every question. What do you offer first? {
=To speak with the patient alone #Speaking alone is the first step.
~To call the police
~To discharge the patient
####Privacy comes first.}

::Words:: Which word fits a person who has been trafficked? {
=Survivor
~Culprit
####Words shape care.}
"""


def a_course_is_begun(cora: Coordinator) -> None:
    cora.page.goto("/admin/editor/")
    cora.follow("New course")
    cora.page.get_by_label("Title", exact=False).first.fill(TITLE)
    cora.type_into("Short title", "Part 1")
    cora.type_into("Title of the new series", "Conversations")
    cora.press("Create course")


def today_at_the_provider() -> str:
    """The day in Chicago: by UTC it may be tomorrow, which is refused where something has happened."""
    return datetime.now(ZoneInfo("America/Chicago")).date().isoformat()


def the_course_says_what_it_is(cora: Coordinator) -> None:
    for label, text in ABOUT.items():
        cora.type_into(label, text)
    today = today_at_the_provider()
    cora.type_into("Released on", today)
    cora.type_into("Credit until", str(date.fromisoformat(today) + timedelta(days=700)))
    cora.press("Save")
    cora.says("Saved")


def credit_is_offered(cora: Coordinator) -> None:
    cora.type_into("Maximum AMA PRA Category 1 Credits™ that can be claimed", "0.25")
    cora.type_into("Estimated time in minutes", "15")
    cora.page.get_by_label("This activity received no commercial support").check()
    cora.press("Save")
    cora.says(f"The {PROVIDER} designates this enduring material for a maximum of 0.25")


def questions_are_imported(cora: Coordinator) -> None:
    cora.press("Start the post-test")
    cora.follow("Import questions")
    cora.type_into("Or paste its text", GIFT)
    cora.press("Check file")
    cora.press("Import 2 questions")
    cora.follow("Post-test")
    cora.says("A companion answers every question")


def the_evaluation_comes_from_the_library(cora: Coordinator) -> None:
    cora.press("Start the evaluation")
    cora.follow("Add items from the library")
    cora.button("Add selected items").wait_for()
    for tick in cora.page.get_by_role("checkbox").all():
        tick.check()
    cora.press("Add selected items")


def a_speaker_discloses(cora: Coordinator, browser: Browser) -> None:
    """The faculty member answers on a phone, without an account."""
    page, place = cora.page, cora.page.url
    page.goto("/admin/people/")
    cora.follow("Add a person")
    cora.type_into("Name", "Sol Rivera")
    cora.type_into("Credentials", "M.D.")
    cora.type_into("Email", "sol@example.org")
    cora.press("Add person")
    cora.type_into("Due on", page.evaluate("new Date(Date.now() + 9e8).toISOString().slice(0, 10)"))
    page.get_by_label("Show it to me").check()
    cora.press("Request disclosure")
    address = page.get_by_label("Their link").input_value()
    phone = browser.new_context(viewport={"width": 360, "height": 740})
    form = phone.new_page()
    form.goto(address)
    form.get_by_label("I have nothing to disclose").check()
    form.get_by_label("Your name, as a signature").fill("Sol Rivera")
    form.get_by_role("checkbox").check()
    form.get_by_role("button", name="Sign and send").click()
    expect(form.get_by_text("Thank you").first).to_be_visible()
    phone.close()
    page.goto(place)
    cora.step("People")
    for role in ("Faculty", "Planner"):
        page.get_by_label("Person").select_option(label="Sol Rivera, M.D.")
        page.get_by_label("Role").select_option(label=role)
        cora.type_into("Since", today_at_the_provider())
        cora.press("Add to the course")
        cora.says("Sol Rivera, M.D. was added.")


def publishing_is_refused_with_the_list(cora: Coordinator) -> None:
    errors = cora.page.get_by_role("alert").get_by_role("listitem")
    expect(errors).to_have_text(
        [
            "Record a review: learners are shown its date.",
            "Add the video.",
            *(
                f"No question measures the objective “{each}”: mark it in the questions that do, or add one."
                for each in (SIGNS, "Offer to speak alone.")
            ),
            "Question 1: name the source of its answer.",
            "Question 2: name the source of its answer.",
            "Question 1: say at which moment of the video its answer is given.",
            "Question 2: say at which moment of the video its answer is given.",
        ]
    )


def a_review_is_recorded(cora: Coordinator) -> None:
    """Before the first release: it counts, and gives credit its last day."""
    page = cora.page
    cora.follow("Reviews")
    page.get_by_role("group", name="What was reviewed").get_by_role("checkbox").first.check()
    cora.type_into("What was compared, and with what", "The recording with the guideline of 2026.")
    page.get_by_label("Current as it is").check()
    cora.press("Record review")
    cora.says("The review is on record")
    cora.follow(TITLE)


def the_questions_are_completed(cora: Coordinator) -> None:
    for number, objective in (("1", "Offer to speak alone."), ("2", SIGNS)):
        cora.follow(f"Edit question {number}")
        cora.page.get_by_label(objective).check()
        cora.type_into("Source", "Lakeside guideline on private conversations, 2026")
        cora.type_into("Moment in the video", "0:05")
        cora.press("Save")
        cora.step("Post-test")


def a_recording_goes_up_with_a_break(cora: Coordinator, folder: Path) -> None:
    """The second piece never arrives, the laptop is closed; the same file goes on where it stopped."""
    recording = folder / "lecture.mp4"
    recording.write_bytes(CLIP.read_bytes() + box("free", bytes(PIECE)))
    page = cora.page

    def only_the_first_piece(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
            route.abort()
        else:
            route.continue_()

    page.route("**/admin/upload/**", only_the_first_piece)
    page.get_by_label("Recording", exact=True).set_input_files(recording)
    expect(page.locator("[data-amount]")).to_contain_text("8 MB of 8 MB")
    page.reload()
    cora.says("To resume, choose the same file above.")
    page.unroute("**/admin/upload/**")
    page.get_by_label("Recording", exact=True).set_input_files(recording)
    expect(page.get_by_role("heading", name="Processing")).to_be_visible()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()


def captions_are_brought_and_mended(cora: Coordinator) -> None:
    """As SubRip; one cue is corrected in the list beside the video."""
    cora.follow("Captions and chapters of version 1")
    cora.page.get_by_label("File").set_input_files(
        {"name": "lecture.srt", "mimeType": "application/x-subrip", "buffer": SUBRIP.encode()}
    )
    cora.press("Continue")
    cora.page.get_by_label("Text, cue 2").fill("Offer to speak alone.")
    cora.press("Save")
    cora.says("Saved.")

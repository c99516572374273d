"""The qualities a learner can choose from: the sizes of a recording, with how much data each takes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Video
from video.services.uploads import in_words


@dataclass(frozen=True, slots=True)
class Quality:
    """One choice in the player: `key` is stored on the device, `url` is a playlist."""

    key: str
    label: str
    url: str


def qualities(video: Video) -> list[Quality]:
    """Return the choices for a recording in several sizes, “Automatic” first; none for a single file."""
    if not video.hls:
        return []
    folder = str(video.hls.name).rsplit("/", 1)[0]
    choices = [Quality("auto", _("Automatic"), _url(str(video.hls.name)))]
    pictures = [each for each in video.renditions if each["height"]]
    for each in video.renditions:
        said = {"name": each["key"], "size": in_words(each["size"])}
        if not each["height"]:
            label = _("Audio only, least data (%(size)s)") % said
        elif each is pictures[-1] and len(pictures) > 1:
            label = _("%(name)s, saves data (%(size)s)") % said
        else:
            label = f"{each['key']} ({said['size']})"
        choices.append(Quality(each["key"], label, _url(f"{folder}/{each['playlist']}")))
    return choices


def _url(name: str) -> str:
    """Playlists refer to their pieces by relative URLs, so they are always served from here (video.media)."""
    return reverse("video:media", args=[name])

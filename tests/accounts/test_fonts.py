"""The fonts of certificates are where the packages put them."""

from accounts.fonts import certificate_font_paths, printable_characters


def test_latin_comes_first_and_every_file_is_there() -> None:
    paths = certificate_font_paths()
    assert "noto_sans/" in paths[0].as_posix()
    assert len(paths) == 7
    assert all(path.is_file() for path in paths)


def test_every_script_adds_its_characters() -> None:
    assert {ord(letter) for letter in "Aéاकกத漢한あ"} <= printable_characters()

import stat
from pathlib import Path

import pytest

from core.errors import BadInput, StoreUnavailable, SystemFault
from governance.audit import NoteSigner, NoteVerifier, load_signer

# Key and note of the package documentation of golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = NoteSigner("port.example/log", bytes(range(32)))


def test_a_note_signed_by_the_go_implementation_opens() -> None:
    assert NoteVerifier.parse(GO_KEY).open(GO_NOTE) == GO_NOTE.partition("\n\n")[0] + "\n"


def test_a_verifier_key_survives_its_text_form() -> None:
    assert str(NoteVerifier.parse(GO_KEY)) == GO_KEY
    assert NoteVerifier.parse(str(SIGNER.verifier)) == SIGNER.verifier


def test_a_signed_note_opens_to_its_text() -> None:
    text = "first\n\nsecond after a blank line\n"
    assert SIGNER.verifier.open(SIGNER.sign(text)) == text


def test_signatures_of_others_are_ignored() -> None:
    text = "shared\n"
    other = NoteSigner("witness.example", bytes(32))
    cosigned = SIGNER.sign(text) + other.sign(text).removeprefix(f"{text}\n")
    assert SIGNER.verifier.open(cosigned) == text
    assert other.verifier.open(cosigned) == text


@pytest.mark.parametrize(
    "note",
    [
        SIGNER.sign("five\n").replace("five", "nine"),
        SIGNER.sign("five\n").replace("port.example/log", "port.example/other"),
        NoteSigner("port.example/log", bytes(32)).sign("five\n"),
        SIGNER.sign("five\n").replace("=", "!"),
        "five\n",
        "",
    ],
)
def test_a_note_without_a_good_signature_is_refused(note: str) -> None:
    with pytest.raises(BadInput):
        SIGNER.verifier.open(note)


def test_one_wrong_signature_of_the_key_refuses_the_note() -> None:
    wrong = SIGNER.sign("nine\n").rsplit("\n\n", 1)[1]
    with pytest.raises(BadInput, match="does not fit"):
        SIGNER.verifier.open(SIGNER.sign("five\n") + wrong)


@pytest.mark.parametrize(
    "key", ["", "name", "name+00000000+", GO_KEY.replace("c74f", "c74e"), GO_KEY[:-4], "+c74f20a3+ARpc"]
)
def test_a_broken_verifier_key_is_refused(key: str) -> None:
    with pytest.raises(BadInput):
        NoteVerifier.parse(key)


def test_the_secret_does_not_show() -> None:
    assert str(SIGNER.seed) not in repr(SIGNER)


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "audit.key"
    made = load_signer(path, "port.example/log")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_signer(path, "another name") == made
    assert made.name == "port.example/log"
    assert [entry.name for entry in path.parent.iterdir()] == ["audit.key"]


def test_two_keys_differ(tmp_path: Path) -> None:
    assert load_signer(tmp_path / "a", "log").seed != load_signer(tmp_path / "b", "log").seed


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    load_signer(path, "log")
    path.chmod(0o644)
    with pytest.raises(SystemFault, match="chmod 600"):
        load_signer(path, "log")


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+log+12345678+AQ==", GO_KEY])
def test_a_broken_key_file_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "audit.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(SystemFault, match="holds no audit key"):
        load_signer(path, "log")
    assert path.read_text() == text


def test_a_key_whose_id_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    load_signer(path, "log")
    path.write_text(path.read_text().replace("+log+", "+logs+"))
    with pytest.raises(SystemFault, match="holds no audit key"):
        load_signer(path, "log")


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_note_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        load_signer(tmp_path / "audit.key", name)


def test_a_folder_that_cannot_be_written_is_the_stores_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        load_signer(tmp_path / "file" / "audit.key", "log")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
